"""Rules of Makefiles: targets, what they need, and where each word and recipe stands (GNU make manual, "Writing
Rules")."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.scripts.read.make import is_assignment, logical_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.scripts.read.document import Document

DIRECTIVE = re.compile(r"[ ]*(?:ifn?eq|ifn?def|else|endif|export|unexport|override|vpath|undefine|load)\b")
INCLUDE = re.compile(r"[ ]*(?P<sign>-|s)?include[ \t]+(?P<files>.*)")
_IF, _ENDIF = re.compile(r"[ ]*ifn?(?:eq|def)\b"), re.compile(r"[ ]*endif\b")
_DEFINE = re.compile(r"[ ]*(?:(?:export|override)[ \t]+)*define\b")
_ENDEF = re.compile(r"[ ]*endef\b")
_REFERENCE = re.compile(r"\$[({](?P<name>[\w.-]+)[)}]")
_CALLED = re.compile(r"\$[({][^(){}]*[)}]|\$.")
_BLANK = re.compile(r"(?:[ \t]|\\\r?\n)+")
_OPENERS = {"(": ")", "{": "}"}
_HERE = {"CURDIR": ".", "PWD": "."}
_MOST_EXPANSION = 10_000
_MOST_VALUE = 500
"""So many characters of a line with its variables, and of the value of one, are looked at: no rule that a person wrote
is longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleWord:
    """A target or prerequisite as it is written, its span, and the names that it stands for. `is_sure`: each variable
    in it is set once in this file, to plain names."""

    start: int
    end: int
    names: tuple[str, ...]
    is_sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeRule:
    """A rule: the span of its line, its targets, what they need, and what they only need to be there (`ordered`).
    `recipe` is where a recipe begins on that line (-1: none there), `body` the span of the recipe's lines below it.
    `is_plain`: it is no pattern rule, and no conditional stands in its recipe. `block` is where the outermost
    conditional begins that it stands in, or the rule itself."""

    start: int
    end: int
    targets: tuple[RuleWord, ...]
    needs: tuple[RuleWord, ...]
    ordered: tuple[RuleWord, ...]
    recipe: int
    body: tuple[int, int]
    is_plain: bool
    block: int

    @property
    def target_names(self) -> tuple[str, ...]:
        """The names of all targets."""
        return tuple(name for word in self.targets for name in word.names)

    @property
    def need_names(self) -> tuple[str, ...]:
        """The names of all prerequisites."""
        return tuple(name for word in (*self.needs, *self.ordered) for name in word.names)

    @property
    def has_recipe(self) -> bool:
        """Whether commands belong to it."""
        return self.recipe >= 0 or self.body[0] < self.body[1]

    @property
    def is_special(self) -> bool:
        """Whether it says something about targets, as .PHONY does."""
        return any(name.startswith(".") and name.isupper() for name in self.target_names)


def lines_of_rules(document: Document) -> Iterator[tuple[int, str]]:
    """The logical lines outside of recipes and definitions, with where they begin."""
    defining = False
    for start, end in logical_lines(document.text):
        line = document.text[start:end].rstrip("\r\n")
        if defining or _DEFINE.match(line):
            defining = not _ENDEF.match(line)
        elif not line.startswith("\t"):
            yield start, line


@dataclass(frozen=True, slots=True)
class MakeVariables:
    """What variables are set to, as far as they are plain, and how often each is set."""

    values: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Iterable[Document]) -> MakeVariables:
        """Those of these Makefiles: one may include another."""
        found = [setting for document in documents for setting in document.settings]
        values = {s.name: s.value.replace("\\\n", " ") for s in found if len(s.value) <= _MOST_VALUE}
        return cls(values, Counter(setting.name for setting in found))

    def seen_in(self, document: Document) -> MakeVariables:
        """As they are in one of the Makefiles: what it sets itself holds there."""
        own = MakeVariables.of((document,))
        return MakeVariables({**_HERE, **self.values, **own.values}, {**self.times, **own.times})

    def expanded(self, text: str) -> str:
        """The text with its variables; a call of a function, which may leave out what is not there, says nothing."""
        for _ in range(5 if len(text) <= _MOST_EXPANSION else 0):
            wider = _REFERENCE.sub(lambda match: self.values.get(match["name"], ""), text)
            if wider == text or len(wider) > _MOST_EXPANSION:
                break
            text = wider
        for _ in range(5):
            text = _CALLED.sub("", text)
        return text

    def is_sure(self, text: str, depth: int = 5) -> bool:
        """Whether a text is made of plain characters and of variables that are set once, to such a text."""
        names = {match["name"] for match in _REFERENCE.finditer(text)}
        if "$" in _REFERENCE.sub("", text) or depth == 0:
            return False
        return all(
            self.times.get(name, 0) <= 1 and self.is_sure(self.values.get(name, ""), depth - 1) for name in names
        )


def make_rules(document: Document, every: MakeVariables) -> tuple[MakeRule, ...]:
    """The rules of a Makefile, in its order. `every`: the variables of all Makefiles."""
    variables = every.seen_in(document)
    bodies = _bodies(document.text)
    found: list[MakeRule] = []
    blocks: list[int] = []
    for start, line in lines_of_rules(document):
        if _IF.match(line):
            blocks.append(start)
        elif _ENDIF.match(line):
            del blocks[-1:]
        elif line and not (is_assignment(line) or DIRECTIVE.match(line) or INCLUDE.match(line)):
            body = bodies.get(start) or _Body(end=start + len(line))
            place = _LinePlace(text=document.text, start=start, block=blocks[0] if blocks else start)
            found += _rule(place, line, body, variables)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _LinePlace:
    """Where a line begins in a text, and the outermost conditional around it."""

    text: str
    start: int
    block: int


def is_made_by(pattern: str, name: str) -> bool:
    """Whether a pattern such as bin/% stands for a name."""
    head, _, tail = pattern.partition("%")
    return len(name) >= len(head) + len(tail) and name.startswith(head) and name.endswith(tail)


@dataclass(frozen=True, slots=True)
class _Body:
    """The lines of a recipe."""

    start: int = 0
    end: int = 0
    has_conditional: bool = False


def _bodies(text: str) -> Mapping[int, _Body]:
    """The recipe below each line, by where that line begins: tabbed lines with blank ones, comments and conditionals
    between them."""
    found: dict[int, _Body] = {}
    head, begin, between = -1, 0, False
    for start, end in logical_lines(text):
        line = text[start:end]
        if line.startswith("\t"):
            known = found.get(head)
            is_conditional = between or (known is not None and known.has_conditional)
            if head >= 0:
                found[head] = _Body(begin, end, is_conditional)
        elif DIRECTIVE.match(line) and not is_assignment(line):
            between = True
        elif line.strip() and not line.lstrip().startswith("#"):
            head, begin, between = start, end, False
    return found


def _rule(place: _LinePlace, line: str, body: _Body, variables: MakeVariables) -> Iterator[MakeRule]:
    """The rule of a line, if it is one."""
    text, start = place.text, place.start
    signs = dict(_signs(line))
    comment = next((i for i, sign in signs.items() if sign == "#"), len(line))
    semicolon = next((i for i, sign in signs.items() if sign == ";" and i < comment), -1)
    stop = semicolon if semicolon >= 0 else comment
    colons = [i for i, sign in signs.items() if sign == ":" and i < stop]
    if not colons or line.lstrip().startswith("#"):
        return
    is_double = line.startswith("::", colons[0])
    more = [i for i in colons[1:] if not (is_double and i == colons[0] + 1)]
    bar = next((i for i, sign in signs.items() if sign == "|" and colons[-1] < i < stop), stop)
    targets = _words(line, 0, colons[0] - line.startswith("&", colons[0] - 1), start, variables)
    newline = text.find("\n", start + len(line))
    yield MakeRule(
        start=start,
        end=newline + 1 if newline >= 0 else len(text),
        targets=targets,
        needs=_words(line, colons[-1] + 1, bar, start, variables),
        ordered=_words(line, bar + 1, stop, start, variables),
        recipe=start + semicolon + 1 if semicolon >= 0 else -1,
        body=(body.start, body.end) if body.start else (body.end, body.end),
        is_plain=not (more or body.has_conditional or any("%" in name for word in targets for name in word.names)),
        block=place.block,
    )


def _signs(line: str) -> Iterator[tuple[int, str]]:
    """The signs of a rule's line that stand in no reference and are not escaped."""
    closers: list[str] = []
    i = 0
    while i < len(line):
        char = line[i]
        if char == "\\":
            i += 1
        elif char == "$" and line[i + 1 : i + 2] in _OPENERS:
            closers.append(_OPENERS[line[i + 1]])
            i += 1
        elif closers and char in _OPENERS and _OPENERS[char] == closers[-1]:
            closers.append(closers[-1])
        elif closers and char == closers[-1]:
            closers.pop()
        elif not closers and char in ":;#|":
            yield i, char
        i += 1


def _words(line: str, start: int, end: int, offset: int, variables: MakeVariables) -> tuple[RuleWord, ...]:
    """The words between two places of a line that begins at `offset`."""
    found: list[RuleWord] = []
    i = start
    while i < end:
        if blank := _BLANK.match(line, i, end):
            i = blank.end()
            continue
        stop = _word_end(line, i, end)
        raw = line[i:stop]
        names = tuple(variables.expanded(raw).split())
        found.append(RuleWord(start=offset + i, end=offset + stop, names=names, is_sure=variables.is_sure(raw)))
        i = stop
    return tuple(found)


def _word_end(line: str, i: int, end: int) -> int:
    """The place behind the word that begins at a place."""
    depth = 0
    while i < end:
        char = line[i]
        if char == "$" and line[i + 1 : i + 2] in _OPENERS:
            depth += 1
            i += 1
        elif depth and char in "({":
            depth += 1
        elif depth and char in ")}":
            depth -= 1
        elif not depth and _BLANK.match(line, i, end):
            return i
        elif char == "\\":
            i += 1
        i += 1
    return min(i, end)
