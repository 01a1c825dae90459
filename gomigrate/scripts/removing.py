"""Commands that go, and what goes with them: operators, lines, steps; so that what is left is still a script."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.shell.model import Dialect
from gomigrate.scripts.spans import Edit, merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Command, Joint, ListItem, Region, Statement

_OWN_LINE_END = re.compile(r"[ \t]*;?[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_SEMICOLON = re.compile(r"[ \t]*;(?!;)[ \t]*(?:\\\r?\n[ \t]*)*")


@dataclass(frozen=True, slots=True)
class _Touched:
    """A statement, and those of its commands that go, by where they begin."""

    statement: Statement
    gone: set[int]

    @property
    def is_gone(self) -> bool:
        return len(self.gone) == len(self.statement.commands)


def removing(document: Document, removals: Iterable[tuple[Statement, Command]]) -> list[Edit]:
    """The edits that take the commands out. A lone part of a pipeline cannot go: it is left.

    Only what the commands stand in is looked at: a file may have many of them, each with edits of its own.
    """
    touched: dict[int, dict[int, _Touched]] = defaultdict(dict)
    for statement, command in removals:
        there = touched[statement.region.start].setdefault(statement.start, _Touched(statement, set()))
        there.gone.add(command.start)
    edits: list[Edit] = []
    regions: list[Region] = []
    for mine in touched.values():
        ordered = [mine[start] for start in sorted(mine)]
        regions.append(ordered[0].statement.region)
        edits += _in_region(document, regions[-1], ordered)
    groups = {region.group for region in regions} - {-1}
    return merged(_groups_kept(document, edits, [document.groups[group] for group in sorted(groups)]))


def _in_region(document: Document, region: Region, touched: Sequence[_Touched]) -> Iterator[Edit]:
    top = [one.statement for one in touched if one.is_gone and not one.statement.is_nested]
    if top and len(top) == len(document.outermost[region.start]) and not region.is_value:
        if region.whole:
            yield Edit(*region.whole, "")
        elif region.body:
            yield Edit(*region.body, region.nothing)
        else:
            yield from _nothing_left(document, region, top)
        return
    for one in touched:
        if one.is_gone:
            yield _without_statement(document, one.statement)
        else:
            yield from _without_some(document.text, one)


def _nothing_left(document: Document, region: Region, top: Sequence[Statement]) -> Iterator[Edit]:
    """A block that has to stay loses all its commands: the first one becomes one that does nothing."""
    is_whole_file = region.at(0) == 0 and len(region.text) == len(document.text)
    for number, statement in enumerate(top):
        if number or is_whole_file:
            yield _without_statement(document, statement)
        else:
            yield Edit(statement.start, statement.end, _nothing(region))


def _groups_kept(document: Document, edits: list[Edit], groups: Iterable[Sequence[Region]]) -> list[Edit]:
    """A list that would lose every step keeps the last one as a command that does nothing."""
    wholes = {(edit.start, edit.end) for edit in edits if not edit.new}
    kept: set[tuple[int, int]] = set()
    more: list[Edit] = []
    for regions in groups:
        last = regions[-1]
        if all(region.whole in wholes for region in regions) and last.whole and not _has_siblings(document, regions):
            kept.add(last.whole)
            span = last.body or (last.at(0), last.at(len(last.text)))
            more.append(Edit(*span, last.nothing if last.body else ":"))
    return [*(edit for edit in edits if (edit.start, edit.end) not in kept), *more]


def _has_siblings(document: Document, regions: Sequence[Region]) -> bool:
    """Whether the list that the regions are items of has other items: a line with the same dash that is no region's."""
    wholes = [region.whole for region in regions if region.whole]
    first = document.text[wholes[0][0] : wholes[0][1]]
    dash = re.match(r"[ \t]*-[ \t]", first)
    if not dash:
        return False
    indent = dash[0].rstrip().rstrip("-")
    lines = document.lines
    before = document.text[lines.start(max(wholes[0][0] - 1, 0)) : wholes[0][0]] if wholes[0][0] else ""
    after = document.text[wholes[-1][1] : lines.end(wholes[-1][1])] if wholes[-1][1] < len(document.text) else ""
    return any(re.match(rf"{indent}-[ \t]", line) for line in (before, after))


def without_item(document: Document, item: ListItem) -> Iterator[Edit]:
    """The edit that removes a whole item of a list, or replaces it by a command that does nothing. None where the item
    is its whole region, which is removed with its commands."""
    outermost = document.outermost[item.region.start]
    is_all = all(item.start <= statement.start < item.end for statement in outermost)
    if is_all and (item.region.whole or item.region.body) and not item.region.is_value:
        return
    stays = item.opens_block or item.is_condition
    yield _without_span(document, (item.start, item.end), nothing=_nothing(item.region), stays=stays)


def _without_statement(document: Document, statement: Statement) -> Edit:
    stays = statement.is_joined or statement.is_nested or statement.is_condition or statement.opens_block
    span = statement.start, statement.end
    return _without_span(document, span, nothing=_nothing(statement.region), stays=stays)


def _nothing(region: Region) -> str:
    """A command that does nothing, where the region's language reads it."""
    return "cd ." if region.dialect is Dialect.WINDOWS else ":"


def _without_span(document: Document, span: tuple[int, int], *, nothing: str, stays: bool) -> Edit:
    text, lines = document.text, document.lines
    start, end = span
    if stays:
        return Edit(start, end, nothing)
    line = lines.start(start)
    if _blanks_before(text, start) <= line and (own := _OWN_LINE_END.match(text, end)):
        return Edit(line, own.end(), "")
    if after := _SEMICOLON.match(text, end):
        return Edit(start, after.end(), "")
    ahead = _after_semicolon(text, start)
    return Edit(ahead, end, "") if ahead >= 0 else Edit(start, end, nothing)


def _blanks_before(text: str, i: int) -> int:
    """Where the blanks before an index begin, those over the ends of lines included."""
    while i and text[i - 1].isspace():
        i -= 1
    return i


def _after_semicolon(text: str, i: int) -> int:
    """The semicolon before an index with nothing but blanks and continuations between, -1 if there is none."""
    while i:
        if text[i - 1] in " \t":
            i -= 1
        elif text.endswith(("\\\n", "\\\r\n"), 0, i):
            i = text.rindex("\\", 0, i)
        else:
            return i - 1 if text[i - 1] == ";" else -1
    return -1


def _without_some(text: str, touched: _Touched) -> Iterator[Edit]:
    """Parts of an and-or list go, a pipeline each."""
    parts = touched.statement.pipelines
    joints = [joint for joint in touched.statement.joints if not joint.is_pipe]
    going = [n for n, part in enumerate(parts) if all(command.start in touched.gone for command in part)]
    if "||" in touched.statement.operators:
        for number in going:
            part = parts[number]
            yield Edit(part[0].start, part[-1].end, ":")
        return
    for first, last in _runs(going):
        yield _run_gone(text, parts, joints, first, last)


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The first and last of each row of numbers that follow each other."""
    first = last = -1
    for number in numbers:
        if first >= 0 and number != last + 1:
            yield first, last
            first = -1
        first, last = (number if first < 0 else first), number
    if first >= 0:
        yield first, last


def _run_gone(text: str, parts: Sequence[Sequence[Command]], joints: Sequence[Joint], first: int, last: int) -> Edit:
    """A row of parts with the operators that would be left over."""
    if last == len(parts) - 1:
        return Edit(parts[first - 1][-1].end, parts[last][-1].end, "")
    is_leading = first > 0 and "\n" in text[parts[last][-1].end : joints[last].start]
    start = joints[first - 1].start if is_leading else parts[first][0].start
    end = joints[last].start if is_leading else parts[last + 1][0].start
    if "#" in text[parts[last][-1].end : end]:
        return Edit(parts[first][0].start, parts[last][-1].end, "true")
    return Edit(start, end, "")
