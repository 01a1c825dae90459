"""`go list ./... | grep -v vendor`, ./vendor/PATH: what named the packages around and in the vendor folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import GO_NAMES, flags_and_rest, go_calls
from gomigrate.scripts.change import Correction, manual, safe
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Placed
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM807"
_FILTERS = frozenset(
    ("/vendor/", "vendor", "vendor/", "/vendor", "/vendor/*", "'/vendor/'", "^vendor/", "Godeps", "_workspace")
)
_PATTERN = re.compile(r"(?:\./)?vendor/(?P<path>[\w.~/-]+?)/?")
_BUILDS = frozenset(("install", "build", "test", "vet", "run", "generate"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Filters that have nothing to filter, and package arguments below vendor/."""
    own = frozenset(name for name in _FILTERS if any(name in path for path in facts.own_packages))
    for placed in document.placed:
        yield from _filters(placed, own)
    if facts.vendor == "keep":
        return
    for call in go_calls(document):
        if call.arguments[0] not in _BUILDS:
            continue
        _, packages = flags_and_rest(call.words[2:], frozenset(["o", "tags", "ldflags", "run", "timeout", "p"]))
        for word in packages:
            match = _PATTERN.fullmatch(word.value)
            if not match:
                continue
            path = match["path"]
            if path == "..." or not word.is_plain or path.endswith(".go") or not facts.module_of(path):
                yield manual(CODE, word.start, f"{word.value} names packages in the vendor folder.")
                continue
            message = f"{word.value} is {path} in module mode."
            yield safe(CODE, word.start, message, Edit(word.start, word.end, path))


def _filters(placed: Placed, own: frozenset[str]) -> Iterator[Correction]:
    """grep -v vendor after go list: `./...` has left vendor folders out since go 1.9. `own` are the filters that leave
    out packages of the project."""
    commands = placed.statement.commands
    for first, second, joint in zip(commands, commands[1:], placed.statement.joints, strict=False):
        if joint.text != "|" or not first.words or first.words[0].value not in GO_NAMES:
            continue
        if first.values[1:2] != ("list",) or any("vendor" in value for value in first.values):
            continue
        if not second.words or second.words[0].value not in ("grep", "egrep", "fgrep") or second.is_redirected:
            continue
        options = [value for value in second.values[1:] if value.startswith("-")]
        patterns = [value for value in second.values[1:] if not value.startswith("-")]
        if sorted(options) not in (["-v"], ["-e", "-v"], ["-vE"], ["-E", "-v"]) or len(patterns) != 1:
            continue
        names = (
            patterns[0].strip("()").split("|") if options != ["-v"] or second.words[0].value == "egrep" else patterns
        )
        if not all(name in _FILTERS for name in names):
            continue
        if not own.isdisjoint(names):
            yield manual(CODE, second.start, f"the filter {patterns[0]} also leaves out packages of the project.")
            continue
        message = f"{' '.join(second.values)} has nothing to leave out: ./... takes no vendor folders."
        yield safe(CODE, joint.start, message, Edit(first.end, second.end, ""))


RULE = Rule(name="package-patterns", code=CODE, find=find)
