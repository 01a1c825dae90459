"""Rules of Makefiles: which targets need or make a file that is gone (GNU make manual, "Writing Rules")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at, in_statements
from gomigrate.scripts.read.make import is_assignment, logical_lines
from gomigrate.scripts.shell.model import Dialect, Region
from gomigrate.scripts.shell.parser import statements
from gomigrate.scripts.unclear import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document

_DIRECTIVE = re.compile(r"[ ]*(?:ifn?eq|ifn?def|else|endif|export|unexport|override|vpath|undefine|load)\b")
_INCLUDE = re.compile(r"[ ]*(?P<sign>-|s)?include[ \t]+(?P<files>.*)")
_DEFINE = re.compile(r"[ ]*(?:(?:export|override)[ \t]+)*define\b")
_ENDEF = re.compile(r"[ ]*endef\b")
_PREFIX = re.compile(r"[@+\-\s]*")
_SHELL = re.compile(r"\$\(shell[ \t]")
_BRACKETS = re.compile(r"[()]")
_MOST_CALLS = 20
_REFERENCE = re.compile(r"\$[({](?P<name>[\w.-]+)[)}]")
_CALLED = re.compile(r"\$[({][^(){}]*[)}]|\$.")
_MOST_EXPANSION = 10_000
_MOST_VALUE = 500
"""So many characters of a line with its variables, and of the value of one, are looked at: no rule that a person wrote
is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _MakeRule:
    """A rule: where it begins, its targets and what they need, where a recipe begins on its line (-1: none there)."""

    start: int
    targets: tuple[str, ...]
    needs: tuple[str, ...]
    recipe: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeTargets:
    """The targets of all Makefiles, those that are no files, and the patterns that make some."""

    all: frozenset[str]
    phony: frozenset[str]
    patterns: tuple[str, ...]

    @classmethod
    def of(cls, documents: Iterable[Document]) -> MakeTargets:
        """Those of these Makefiles."""
        rules = [rule for document in documents for rule in _rules(document)]
        targets = {target for rule in rules for target in rule.targets}
        phony = {need for rule in rules if ".PHONY" in rule.targets for need in rule.needs}
        patterns = tuple(sorted(target for target in targets if "%" in target and target != "%"))
        return cls(all=frozenset(targets), phony=frozenset(phony), patterns=patterns)

    def has_rule(self, name: str) -> bool:
        """Whether a rule makes it."""
        return name in self.all or any(_matches(pattern, name) for pattern in self.patterns)


def _matches(pattern: str, name: str) -> bool:
    head, _, tail = pattern.partition("%")
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)


def in_rules(document: Document, targets: MakeTargets, gone: GonePaths) -> Iterator[BrokenLine]:
    """Prerequisites that nothing makes, targets that are never up to date, files that are included, and commands that
    stand on the line of a rule."""
    for rule in _rules(document):
        yield from _told(document, rule, targets, gone)
        if rule.recipe >= 0:
            begin = _PREFIX.match(document.text, rule.recipe, rule.end)
            yield from _commands(document, begin.end() if begin else rule.recipe, rule.end, gone)
    for start, line in _lines(document):
        if include := _INCLUDE.match(line):
            for word in include["files"].split():
                if path := gone.named(word, document.path):
                    yield at(document, start, GoneUse.FILE, path, fails=not include["sign"])
        elif not is_assignment(line):
            for called in islice(_SHELL.finditer(line), _MOST_CALLS):
                yield from _commands(document, start + called.start(), start + _end(line, called.start()), gone)


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


def _told(document: Document, rule: _MakeRule, targets: MakeTargets, gone: GonePaths) -> Iterator[BrokenLine]:
    if any(target.startswith(".") and target.isupper() for target in rule.targets):
        return
    for need in dict.fromkeys(rule.needs):
        path = gone.named(need, document.path)
        if path and not targets.has_rule(need):
            yield at(document, rule.start, GoneUse.PREREQUISITE, path, fails=True)
        elif path and path in gone.files and need not in targets.phony:
            yield at(document, rule.start, GoneUse.TARGET, path)
    for target in rule.targets:
        path = gone.named(target, document.path)
        if path and target not in targets.phony:
            yield at(document, rule.start, GoneUse.TARGET, path)


def _lines(document: Document) -> Iterator[tuple[int, str]]:
    """The logical lines outside of recipes and definitions, with where they begin."""
    defining = False
    for start, end in logical_lines(document.text):
        line = document.text[start:end].rstrip("\r\n")
        if defining or _DEFINE.match(line):
            defining = not _ENDEF.match(line)
        elif not line.startswith("\t"):
            yield start, line


def _rules(document: Document) -> Iterator[_MakeRule]:
    values = {s.name: s.value.replace("\\\n", " ") for s in document.settings if len(s.value) <= _MOST_VALUE}
    for start, line in _lines(document):
        if is_assignment(line) or _DIRECTIVE.match(line) or _INCLUDE.match(line):
            continue
        said = re.split(r"(?<!\\)#", line, maxsplit=1)[0]
        head, semicolon, _ = said.partition(";")
        named = _expanded(head, values).replace("\\\n", " ").replace("\\\r\n", " ")
        left, colon, right = named.partition(":")
        if not colon:
            continue
        needs = right.removeprefix(":").split(":")[-1].replace("|", " ")
        yield _MakeRule(
            start=start,
            targets=tuple(left.rstrip("&").split()),
            needs=tuple(needs.split()),
            recipe=start + len(head) + 1 if semicolon else -1,
            end=start + len(line),
        )


def _expanded(text: str, values: Mapping[str, str]) -> str:
    """The text with the variables of the same file, as far as they are plain; a call of a function, which may leave out
    what is not there, says nothing."""
    for _ in range(5 if len(text) <= _MOST_EXPANSION else 0):
        wider = _REFERENCE.sub(lambda match: values.get(match["name"], ""), text)
        if wider == text or len(wider) > _MOST_EXPANSION:
            break
        text = wider
    for _ in range(5):
        text = _CALLED.sub("", text)
    return text
