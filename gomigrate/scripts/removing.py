"""Commands that go, and what goes with them: operators, lines, steps; so that what is left is still a script."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.read.document import Document, Placed
    from gomigrate.scripts.shell.model import Command, Joint, Region, Statement

_OWN_LINE_END = re.compile(r"[ \t]*;?[ \t]*(?:#[^\n]*)?\r?(?:\n|\Z)")
_SEMICOLON = re.compile(r"[ \t]*;(?!;)[ \t]*(?:\\\r?\n[ \t]*)*")
_BEFORE_SEMICOLON = re.compile(r";[ \t]*(?:\\\r?\n[ \t]*)*\Z")


def removing(document: Document, removals: Iterable[tuple[Placed, Command]]) -> list[Edit]:
    """The edits that take the commands out. A lone part of a pipeline cannot go: it is left."""
    gone: set[int] = {command.start for _, command in removals}
    edits: list[Edit] = []
    for region in document.regions:
        mine = [placed.statement for placed in document.placed if placed.region is region]
        edits += _in_region(document, region, mine, gone)
    return merged(_groups_kept(document, edits))


def _in_region(document: Document, region: Region, found: Sequence[Statement], gone: set[int]) -> Iterator[Edit]:
    top = [statement for statement in found if not statement.is_nested]
    if not any(command.start in gone for statement in found for command in statement.commands):
        return
    if top and all(_is_gone(statement, gone) for statement in top) and not region.is_value:
        if region.whole:
            yield Edit(*region.whole, "")
            return
        if region.body:
            yield Edit(*region.body, region.nothing)
            return
        yield from _nothing_left(document, region, top)
        return
    for statement in found:
        if _is_gone(statement, gone):
            yield _without_statement(document, statement)
        else:
            yield from _without_some(document, statement, gone)


def _nothing_left(document: Document, region: Region, top: Sequence[Statement]) -> Iterator[Edit]:
    """All of a block goes that itself has to stay: its first command becomes one that does nothing."""
    is_whole_file = region.at(0) == 0 and len(region.text) == len(document.text)
    for number, statement in enumerate(top):
        if number or is_whole_file:
            yield _without_statement(document, statement)
        else:
            yield Edit(statement.start, statement.end, ":")


def _is_gone(statement: Statement, gone: set[int]) -> bool:
    return all(command.start in gone for command in statement.commands)


def _groups_kept(document: Document, edits: list[Edit]) -> list[Edit]:
    """A list of which every step would go keeps its last one as a command that does nothing."""
    by_group: dict[int, list[Region]] = defaultdict(list)
    for region in document.regions:
        if region.group != -1:
            by_group[region.group].append(region)
    wholes = {(edit.start, edit.end) for edit in edits if not edit.new}
    for regions in by_group.values():
        last = regions[-1]
        if all(region.whole in wholes for region in regions) and last.whole and not _has_siblings(document, regions):
            edits = [edit for edit in edits if (edit.start, edit.end) != last.whole]
            span = last.body or (last.at(0), last.at(len(last.text)))
            edits.append(Edit(*span, last.nothing if last.body else ":"))
    return edits


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


def _without_statement(document: Document, statement: Statement) -> Edit:
    text, lines = document.text, document.lines
    start, end = statement.start, statement.end
    if statement.is_joined or statement.is_nested or statement.is_condition or statement.opens_block:
        return Edit(start, end, ":")
    line = lines.start(start)
    before = text[line:start]
    if not before.strip() and (own := _OWN_LINE_END.match(text, end)):
        return Edit(line, own.end(), "")
    if after := _SEMICOLON.match(text, end):
        return Edit(start, after.end(), "")
    if ahead := _BEFORE_SEMICOLON.search(text, 0, start):
        return Edit(ahead.start(), end, "")
    return Edit(start, end, ":")


def _without_some(document: Document, statement: Statement, gone: set[int]) -> Iterator[Edit]:
    """Parts of an and-or list go, a pipeline each."""
    parts = pipelines(statement)
    joints = [joint for joint in statement.joints if not joint.text.startswith("|") or joint.text == "||"]
    is_gone = [all(command.start in gone for command in part) for part in parts]
    if not any(is_gone):
        return
    if any(joint.text == "||" for joint in joints):
        for part, goes in zip(parts, is_gone, strict=True):
            if goes:
                yield Edit(part[0].start, part[-1].end, ":")
        return
    for first, last in _runs(is_gone):
        yield _run_gone(document.text, parts, joints, first, last)


def _runs(is_gone: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """The first and last number of each row of parts that go."""
    first = -1
    for number, goes in enumerate([*is_gone, False]):
        if goes and first < 0:
            first = number
        elif not goes and first >= 0:
            yield first, number - 1
            first = -1


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


def pipelines(statement: Statement) -> list[list[Command]]:
    """The commands of a statement, those joined by | together."""
    parts = [[statement.commands[0]]]
    for joint, command in zip(statement.joints, statement.commands[1:], strict=True):
        if joint.text.startswith("|") and joint.text != "||":
            parts[-1].append(command)
        else:
            parts.append([command])
    return parts


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """The edits with overlapping deletions made one; what a deletion contains goes with it."""
    done: list[Edit] = []
    for edit in sorted(set(edits), key=lambda e: (e.start, -e.end)):
        last = done[-1] if done else None
        if last is not None and (edit.start < last.end or edit.overlaps(last)):
            if edit.end > last.end and not edit.new and not last.new:
                done[-1] = Edit(last.start, edit.end, "")
            continue
        done.append(edit)
    return done
