"""Rules of Makefiles: which targets need or make a removed file (GNU make manual, "Writing Rules")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at, in_statements
from gomigrate.scripts.legacytools import tool_called
from gomigrate.scripts.read.make import is_assignment
from gomigrate.scripts.read.makerules import INCLUDE, MakeVariables, is_made_by, lines_of_rules, make_rules
from gomigrate.scripts.shell.model import Dialect, Region
from gomigrate.scripts.shell.parser import statements
from gomigrate.scripts.unclear import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.makerules import MakeRule

_PREFIX = re.compile(r"[@+\-\s]*")
_SHELL = re.compile(r"\$\(shell[ \t]")
_LOOKS = re.compile(
    r"\$\((?:shell[ \t]+(?:which|command[ \t]+-[vV]|type|hash)[ \t]+|call[ \t]+[\w-]+,[ \t]*)"
    r"(?P<name>[\w./-]+(?![\w ./-])|\$[({]\w+[)}])"
)
_EACH = re.compile(r"\$\(foreach[ \t]+(?P<name>\w+)[ \t]*,(?P<list>[^,]*),")
_VARIABLE = re.compile(r"\$[({](?P<name>\w+)[)}]")
_TOUCHES = re.compile(r"\btouch[ \t]+\$@[ \t]*$", re.MULTILINE)
_BRACKETS = re.compile(r"[()]")
_MOST_CALLS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeTargets:
    """The targets of all Makefiles, those that are no files, the patterns that make some, and all variables."""

    all: frozenset[str]
    phony: frozenset[str]
    patterns: tuple[str, ...]
    variables: MakeVariables

    @classmethod
    def of(cls, documents: Sequence[Document]) -> MakeTargets:
        """Those of these Makefiles."""
        variables = MakeVariables.of(documents)
        rules = [rule for document in documents for rule in make_rules(document, variables)]
        targets = {target for rule in rules for target in rule.target_names}
        phony = {need for rule in rules if ".PHONY" in rule.target_names for need in rule.need_names}
        patterns = tuple(sorted(target for target in targets if "%" in target and target != "%"))
        return cls(all=frozenset(targets), phony=frozenset(phony), patterns=patterns, variables=variables)

    def has_rule(self, name: str) -> bool:
        """Whether a rule makes it."""
        return name in self.all or any(is_made_by(pattern, name) for pattern in self.patterns)


def in_rules(document: Document, targets: MakeTargets, gone: GonePaths) -> Iterator[BrokenLine]:
    """Prerequisites that nothing makes, targets that are never up to date, files that are included, and commands that
    stand on the line of a rule."""
    for rule in make_rules(document, targets.variables):
        yield from _told(document, rule, targets, gone)
        if rule.recipe >= 0:
            begin = _PREFIX.match(document.text, rule.recipe, rule.end)
            yield from _commands(document, begin.end() if begin else rule.recipe, rule.end, gone)
    yield from _looked_for(document, gone)
    for start, line in lines_of_rules(document):
        if include := INCLUDE.match(line):
            for word in include["files"].split():
                if path := gone.named(word, document.path):
                    yield at(document, start, GoneUse.FILE, path, fails=not include["sign"])
        elif not is_assignment(line):
            for called in islice(_SHELL.finditer(line), _MOST_CALLS):
                yield from _commands(document, start + called.start(), start + _end(line, called.start()), gone)


def _looked_for(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """Tools that a recipe, or a function over a list of programs, looks for: `$(if $(shell which dep),,$(error ...))`,
    `$(foreach p,$(PROGRAMS),$(if $(shell which $(p)),,$(error ...)))`, `$(call need,dep)`."""
    for number, text in enumerate(document.text.split("\n"), start=1):
        start = document.lines.of(number)
        asked = list(islice(_LOOKS.finditer(text), _MOST_CALLS)) if "$(shell" in text or "$(call" in text else ()
        each = _EACH.search(text) if asked else None
        for match in asked:
            places = [(start, match["name"])] if text.startswith("\t") else []
            if each is not None and match["name"] in (f"$({each['name']})", f"${{{each['name']}}}"):
                places = [(start, word) for word in each["list"].split()]
                named = _VARIABLE.fullmatch(each["list"].strip())
                values = document.values_of(named["name"])[:1] if named else ()
                places += [(value.start, word) for value in values for word in value.value.split()[:_MOST_CALLS]]
            for place, word in places:
                tool = tool_called(word) if not word.startswith("$") else None
                if tool is not None and not gone.leaves(tool):
                    yield at(document, place, GoneUse.QUESTION, tool.name, fails="$(error" in text)


def _commands(document: Document, start: int, end: int, gone: GonePaths) -> Iterator[BrokenLine]:
    """What is used in a span of shell that stands in no recipe."""
    try:
        found = statements(Region.plain(document.text, start, end, dialect=Dialect.MAKE))
    except NotUnderstoodError:
        return
    yield from in_statements(document, found, gone)


def _end(line: str, start: int) -> int:
    """The place behind the bracket that closes the first one from a place on."""
    depth = 0
    for at_bracket in _BRACKETS.finditer(line, start):
        depth += 1 if at_bracket.group() == "(" else -1
        if not depth:
            return at_bracket.end()
    return len(line)


def _told(document: Document, rule: MakeRule, targets: MakeTargets, gone: GonePaths) -> Iterator[BrokenLine]:
    if rule.is_special:
        return
    for need in dict.fromkeys(rule.need_names):
        path = gone.named(need, document.path)
        if path and not targets.has_rule(need):
            yield at(document, rule.start, GoneUse.PREREQUISITE, path, fails=True)
        elif path and path in gone.files and need not in targets.phony:
            yield at(document, rule.start, GoneUse.TARGET, path)
    for target in rule.target_names:
        path = gone.named(target, document.path)
        if path and target not in targets.phony:
            yield at(document, rule.start, GoneUse.TARGET, path)
            touched = _TOUCHES.search(document.text, *rule.body) if "/" in path else None
            if touched:  # in a folder that is not there
                yield at(document, touched.start(), GoneUse.FILE, path, fails=True)
