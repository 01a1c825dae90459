"""Questions to old tools, and checks that are nothing else: `dep version`, `which glide || go get ...`, `if [ "$(dep
version)" != v1 ]; then exit 1; fi`. A question is never emptied: its whole check is removed, or it is reported."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.legacytools import NAMES, LegacyTool, tool_called
from gomigrate.scripts.removing import without_item
from gomigrate.scripts.rules.oldtools.old_tool_installs import installed
from gomigrate.scripts.rules.rule import Build, Call, Correction, Corrections, Document, FileKind, Rule, manual, removal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.shell.model import Command, ListItem, Statement

    Part = tuple[Statement, Command]

CHECKED, ASKED = "checked", "asked"
_VERSION_WORDS = frozenset(("version", "-v", "--version", "-version", "-V"))
_FINDERS = frozenset(("which", "type", "hash", "where", "whereis"))
_TESTS = frozenset(("[", "test", "[["))
# They say something, stop, or only read what another command said.
_HARMLESS = frozenset(
    (
        "echo",
        "printf",
        "exit",
        "return",
        "false",
        "true",
        ":",
        "grep",
        "egrep",
        "awk",
        "cut",
        "head",
        "tail",
        "tr",
        "wc",
    )
)
_PLACERS = frozenset(("mv", "cp", "chmod", "rm", "tar", "unzip", "gunzip", "sudo", "sh", "bash", "ln", "install"))
_FUNCTION = re.compile(r"function\b|[\w:.-]+[ \t]*\([ \t]*\)")
_STATUS = re.compile(r"\$\$?\?")
_MOST_COMMANDS = 40
"""A check that a person wrote has less."""


def question(call: Call, build: Build) -> LegacyTool | None:
    """The tool that a command asks for its version, or whether it is there; None for any other command."""
    tool = _asked(call)
    return tool if tool is not None and not build.leaves(tool) else None


def _is_tool(word: str, build: Build) -> bool:
    tool = tool_called(word)
    return word.startswith("-") or (tool is not None and not build.leaves(tool))


def _asked(call: Call) -> LegacyTool | None:
    first = call.command.words[0].value
    if first == "command" and call.command.values[1:2] in (("-v",), ("-V",)):
        return tool_called(call.command.values[2]) if len(call.command.values) == 3 else None
    if call.program in _FINDERS:
        return next((tool for word in call.arguments if (tool := tool_called(word))), None)
    if call.program in _TESTS:
        return next((tool for word in call.arguments if "/bin/" in word and (tool := tool_called(word))), None)
    tool = tool_called(call.words[0].value)
    verb = call.arguments[0] if call.arguments else ""
    return tool if tool is not None and (verb in _VERSION_WORDS or verb in tool.idle) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A file, for questions: `parts` are all commands with their statements in the order of their places, `asks` those
    that ask, `calls` what each command runs, each by where it begins; `answers` the variables that hold an answer, each
    with the places that name it."""

    document: Document
    build: Build
    parts: Sequence[Part]
    starts: Sequence[int]
    asks: Mapping[int, tuple[Call, LegacyTool]]
    calls: Mapping[int, Call]
    answers: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, document: Document, build: Build) -> _Read:
        parts = sorted(((s, c) for s in document.statements for c in s.commands), key=lambda part: part[1].start)
        asks = {c.command.start: (c, tool) for c in document.commands if (tool := question(c, build)) is not None}
        return cls(
            document=document,
            build=build,
            parts=parts,
            starts=[command.start for _, command in parts],
            asks=asks,
            calls={call.command.start: call for call in document.commands},
            answers=_answers(document, parts, sorted(asks)) if asks else {},
        )

    def within(self, item: ListItem) -> Sequence[Part]:
        """The commands of an item, so many at most that a check may have, and one more."""
        first = bisect_left(self.starts, item.start)
        last = min(bisect_left(self.starts, item.end), first + _MOST_COMMANDS + 1)
        return self.parts[first:last]

    def is_check(self, item: ListItem) -> bool:
        """Whether an item does nothing but ask for a tool, install it, say so and stop."""
        text = self.document.text[item.start : item.end]
        parts = self.within(item)
        if not parts or len(parts) > _MOST_COMMANDS or _FUNCTION.match(text) or item.is_nested or item.is_condition:
            return False
        return not item.region.is_value and all(self._belongs(command) for _, command in parts)

    def _belongs(self, command: Command) -> bool:
        if command.start in self.asks:
            asking = self.asks[command.start][0]
            return asking.program not in _FINDERS or all(_is_tool(word, self.build) for word in asking.arguments)
        if command.name in _HARMLESS or command.name in _TESTS:
            return True
        if not command.words:
            return all(one.name in self.answers for one in command.assignments)
        call = self.calls.get(command.start)
        return call is not None and self._prepares(call)

    def _prepares(self, call: Call) -> bool:
        """Whether a command installs an old tool, or puts its program into place."""
        tool = installed(call, set())
        if tool is not None:
            return not self.build.leaves(tool)
        names = {tool.name for _, tool in self.asks.values()}
        if call.program in _PLACERS:
            return all(
                word.startswith("-") or word in ("+x", "a+x", "0755", "755") or any(name in word for name in names)
                for word in call.arguments
            )
        return "install" in call.program and any(name in call.program for name in names)


def find(document: Document, build: Build) -> Corrections:
    """Every question to a removed tool: the check around it is removed as a whole where it does nothing else; otherwise
    the question is reported."""
    read = _Read.of(document, build)
    if not read.asks:
        return
    told: set[int] = set()
    if document.codemods is None and not document.read_only:
        for items in _checks(read):
            asks = {c.start for item in items for _, c in read.within(item) if c.start in read.asks}
            told |= asks
            if not any(read.asks[start][1].name in build.needed_tools for start in asks):
                yield _whole(read, items)
    for start, (call, tool) in read.asks.items():
        is_make_value = document.kind is FileKind.MAKE and call.statement.region.is_value  # make_checks has them
        if start in told or is_make_value:
            continue
        facts = {"tool": tool.name, "call": " ".join(call.command.values)}
        if document.codemods is not None and not call.statement.is_nested and call.may_change_status:
            yield removal(call, case=CHECKED, **facts)
        else:
            yield manual(call.command.start, case=ASKED, **facts)


def _whole(read: _Read, items: Sequence[ListItem]) -> Correction:
    call, tool = next(read.asks[c.start] for item in items for _, c in read.within(item) if c.start in read.asks)
    facts = (("tool", tool.name), ("case", CHECKED), ("call", " ".join(call.command.values)))
    return Correction(
        safety=Safety.SAFE,
        start=call.command.start,
        facts=facts,
        edits=tuple(edit for item in items for edit in without_item(read.document, item)),
        removals=tuple(part for item in items for part in read.within(item)),
    )


def _checks(read: _Read) -> Iterator[Sequence[ListItem]]:
    """The largest items that are checks and nothing else; those together of which one uses the answer of another."""
    asks = sorted((*read.asks, *(at for places in read.answers.values() for at in places)))
    items = sorted(read.document.items, key=lambda item: (item.start, -item.end))
    found: list[tuple[ListItem, ListItem | None]] = []
    done = -1
    for number, item in enumerate(items):
        first = bisect_left(asks, item.start)
        is_asking = first < len(asks) and asks[first] < item.end
        if item.start < done or not is_asking or not read.is_check(item):
            continue
        after = _next(items[number + 1 : number + _MOST_COMMANDS], item)
        if after is not None and _STATUS.search(read.document.text, after.start, min(after.end, after.start + 200)):
            if not read.is_check(after):
                continue
        else:
            after = None
        done = (after or item).end
        found.append((item, after))
    yield from _together(read, found)


def _together(read: _Read, found: Sequence[tuple[ListItem, ListItem | None]]) -> Iterator[Sequence[ListItem]]:
    """The checks, each with those that use the variables that it sets; none where another line uses them, too."""
    spans = [tuple(one for one in pair if one is not None) for pair in found]
    left = {
        name
        for name, places in read.answers.items()
        if not all(any(item.start <= at < item.end for items in spans for item in items) for at in places)
    }
    linked: dict[str, list[ListItem]] = {}
    for items in spans:
        names = {
            name
            for name, places in read.answers.items()
            if any(item.start <= at < item.end for item in items for at in places)
            or any(one.name == name for item in items for _, c in read.within(item) for one in c.assignments)
        }
        if names & left:
            continue
        if names:
            linked.setdefault(min(names), []).extend(items)
        else:
            yield items
    yield from linked.values()


def _answers(document: Document, parts: Sequence[Part], asks: Sequence[int]) -> dict[str, list[int]]:
    """The variables that are set to what a tool answers, each with the places that use it."""
    found: dict[str, list[int]] = {}
    for _, command in parts:
        for one in command.assignments if not command.words else ():
            first = bisect_left(asks, one.value.start)
            if first < len(asks) and asks[first] < one.value.end and one.name not in found:
                uses = re.finditer(rf"\$[({{]?{re.escape(one.name)}\b", document.text)
                found[one.name] = [match.start() for match in islice(uses, _MOST_COMMANDS)]
        if len(found) > _MOST_COMMANDS:
            break
    return found


def _next(items: Iterable[ListItem], item: ListItem) -> ListItem | None:
    """The item after one in the same list."""
    found = next((one for one in items if one.start >= item.end), None)
    is_same = found is not None and found.depth == item.depth and found.region is item.region and not found.opens_block
    return found if is_same else None


RULE = Rule(code="GM804", find=find, words=NAMES)
