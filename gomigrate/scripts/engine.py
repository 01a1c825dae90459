"""All rules over all files: what each file becomes, and what is said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.habits import Habit, Safety
from gomigrate.scripts.kinds import YAML_KINDS
from gomigrate.scripts.read.document import Document, UnreadableError
from gomigrate.scripts.read.read import read
from gomigrate.scripts.removing import merged, removing
from gomigrate.scripts.rules import RULES, UNREADABLE, has_habit_words
from gomigrate.scripts.spans import Covered, Edit, apply_edits
from gomigrate.scripts.survey import ScriptSurvey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.change import Correction
    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.kinds import FileKind

_AROUND = 200
"""So many characters of a line are shown on both sides of a change: a hostile file is one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewritten:
    """What became of the files: `texts` those that change; `habits` in the order of files and lines."""

    texts: Mapping[str, str]
    habits: tuple[Habit, ...]


def documents(files: Iterable[tuple[str, FileKind, str]]) -> tuple[list[Document], list[Habit]]:
    """The files (path, kind, text) as rules see them, and what is to be said of those that cannot be read."""
    found, said = [], []
    for path, kind, text in files:
        try:
            document = read(path, kind, text)
        except UnreadableError as error:
            if has_habit_words(text):
                said.append(_unread(path, kind, error.line, str(error)))
            continue
        found.append(document)
    return found, said


def rewrite(found: Sequence[Document], facts: Facts, *, with_unsafe: bool = False) -> Rewritten:
    """All rules over the documents. Every other byte of a file stays as it is."""
    survey = ScriptSurvey.of(found, facts)
    texts: dict[str, str] = {}
    habits: list[Habit] = []
    for document in found:
        changes = _changes(document, facts, survey)
        applied = [c for c in changes if c.safety is Safety.SAFE or (with_unsafe and c.safety is Safety.UNSAFE)]
        text = apply_edits(document.text, _edits(document, applied))
        if text != document.text and not _still_reads(document, text):
            changes = [_by_hand(change) for change in changes]
            text = document.text
        if text != document.text:
            texts[document.path] = text
        done = {id(change) for change in applied} if text != document.text else set()
        habits += [_habit(document, change, is_applied=id(change) in done) for change in changes]
        habits += _troubles(document)
    return Rewritten(texts=texts, habits=tuple(sorted(habits, key=lambda h: (h.file, h.line, h.code))))


def _changes(document: Document, facts: Facts, survey: ScriptSurvey) -> list[Correction]:
    """What the rules say, where two want to change the same the first one's."""
    taken = Covered(len(document.text))
    gone: set[int] = set()
    kept: list[Correction] = []
    for rule in RULES:
        for change in rule.find(document, facts, survey):
            if change.safety is not Safety.MANUAL and _is_fixed(document, change):
                change = _by_hand(change)
            if any(taken.meets_edit(edit) for edit in change.edits):
                continue
            if change.removals and all(command.start in gone for _, command in change.removals):
                continue
            for edit in change.edits:
                taken.add(edit.start, edit.end)
            gone |= {command.start for _, command in change.removals}
            kept.append(change)
    return kept


def _is_fixed(document: Document, change: Correction) -> bool:
    spans = [(edit.start, edit.end) for edit in change.edits]
    spans += [(command.start, command.end) for _, command in change.removals]
    return document.read_only or any(document.fixed_places.meets(start, end) for start, end in spans)


def _by_hand(change: Correction) -> Correction:
    return replace(change, safety=Safety.MANUAL, edits=(), removals=())


def _edits(document: Document, changes: Iterable[Correction]) -> list[Edit]:
    removals = [removal for change in changes for removal in change.removals]
    edits = removing(document, removals) if removals else []
    return merged([*edits, *(edit for change in changes for edit in change.edits)])


def _still_reads(document: Document, text: str) -> bool:
    """Whether what comes out is still such a file, and its commands are understood where they were before."""
    try:
        after = read(document.path, document.kind, text)
    except UnreadableError:
        return False
    _ = document.placed, after.placed
    if len(after.troubles) > len(document.troubles):
        return False
    if document.kind in YAML_KINDS:
        kept = {scalar.keys for scalar in document.scalars}
        return {scalar.keys for scalar in after.scalars} <= kept
    return True


def _habit(document: Document, change: Correction, *, is_applied: bool) -> Habit:
    before, after = _lines(document, change)
    return Habit(
        code=change.code,
        safety=change.safety,
        file=document.path,
        line=document.line(change.start),
        kind=document.kind,
        message=change.message,
        remedy=change.remedy,
        before=before,
        after=after,
        applied=is_applied,
    )


def _lines(document: Document, change: Correction) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that one change takes away and puts there."""
    if change.safety is Safety.MANUAL:
        return (_part(document, change.start, change.start)[0].strip(),), ()
    old: list[str] = []
    new: list[str] = []
    for edits in _by_lines(document, _edits(document, [change])):
        text, start = _part(document, edits[0].start, edits[-1].end)
        moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in edits]
        before, after = text.splitlines(), apply_edits(text, moved).splitlines()
        first, last = _same(before, after)
        old += before[first : len(before) - last]
        new += after[first : len(after) - last]
    return tuple(old), tuple(new)


def _by_lines(document: Document, edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """The edits in their order, those together that lie in lines that touch."""
    together: list[Edit] = []
    for edit in edits:
        if together and document.lines.start(edit.start) > document.lines.end(together[-1].end):
            yield together
            together = []
        together.append(edit)
    if together:
        yield together


def _part(document: Document, start: int, end: int) -> tuple[str, int]:
    """The lines of a span, and where they begin; of very long ones the part around the span."""
    first, last = document.lines.start(start), document.lines.end(end)
    first, last = max(first, start - _AROUND), min(last, end + _AROUND)
    return document.text[first:last], first


def _same(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginning and at their end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    last = next((n for n in range(most - first) if before[-1 - n] != after[-1 - n]), most - first)
    return first, last


def _troubles(document: Document) -> list[Habit]:
    """Shell text that is not understood, where it has to do with Go."""
    _ = document.placed
    if not has_habit_words(document.text):
        return []
    return [_unread(document.path, document.kind, document.line(at), why) for at, why in document.troubles]


def _unread(path: str, kind: FileKind, line: int, why: str) -> Habit:
    message = f"this {kind} is left as it is: {why}."
    return Habit(code=UNREADABLE, safety=Safety.MANUAL, file=path, line=line, kind=kind, message=message)
