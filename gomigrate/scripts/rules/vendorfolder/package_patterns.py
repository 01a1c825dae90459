"""`go list ./... | grep -v vendor`: what named the packages around the vendor folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import (
    GO_NAMES,
    Build,
    Corrections,
    Document,
    Edit,
    Rule,
    manual,
    safe,
)

if TYPE_CHECKING:
    from gomigrate.scripts.shell.model import Command, Statement

_FILTERS = frozenset(
    ("/vendor/", "vendor", "vendor/", "/vendor", "/vendor/*", "'/vendor/'", "^vendor/", "Godeps", "_workspace")
)
_OF_DEPENDENCIES = re.compile(r"\.(?:Deps|(?:X?Test)?Imports)\b")
"""Fields of a package that name others."""
_OPTIONS = (["-v"], ["-e", "-v"], ["-vE"], ["-E", "-v"])


def find(document: Document, build: Build) -> Corrections:
    """Filters that have nothing to filter."""
    own = frozenset(name for name in _FILTERS if any(name in path for path in build.own_packages))
    for statement in document.statements:
        yield from _filters(statement, own, build)


def _filters(statement: Statement, own: frozenset[str], build: Build) -> Corrections:
    """grep -v vendor after go list: `./...` has left vendor folders out since go 1.9. `own` are the filters that leave
    out packages of the project."""
    commands = statement.commands
    for first, second, joint in zip(commands, commands[1:], statement.joints, strict=False):
        pattern = _filter(second) if joint.text == "|" and _lists(first) else ""
        if not pattern:
            continue
        if _lists_dependencies(first):
            yield manual(second.start, filter=" ".join(second.values), dependencies=True, module=build.module)
        elif own.isdisjoint(_names(second, pattern)):
            yield safe(joint.start, Edit(first.end, second.end, ""), filter=" ".join(second.values))
        else:
            yield manual(second.start, filter=pattern, is_needed=True)


def _lists(command: Command) -> bool:
    values = command.values
    is_list = values[1:2] == ("list",) and values[0] in GO_NAMES
    return is_list and not any("vendor" in value for value in values)


def _lists_dependencies(command: Command) -> bool:
    """Whether go list names dependencies, too, whose paths had the vendor folder in them."""
    return any(value in ("-deps", "--deps", "-deps=true") or _OF_DEPENDENCIES.search(value) for value in command.values)


def _filter(command: Command) -> str:
    """The pattern of a grep that leaves out nothing but vendor folders, "" for any other command."""
    values = command.values
    if values[:1] not in (("grep",), ("egrep",), ("fgrep",)) or command.is_redirected:
        return ""
    options = sorted(value for value in values[1:] if value.startswith("-"))
    patterns = [value for value in values[1:] if not value.startswith("-")]
    if options not in _OPTIONS or len(patterns) != 1:
        return ""
    return patterns[0] if all(name in _FILTERS for name in _names(command, patterns[0])) else ""


def _names(command: Command, pattern: str) -> list[str]:
    """What a pattern leaves out; one of an extended expression may say several."""
    is_extended = command.values[0] == "egrep" or command.values.count("-v") != len(command.values) - 2
    return pattern.strip("()").split("|") if is_extended else [pattern]


RULE = Rule(code="GM807", find=find, words=("grep",))
