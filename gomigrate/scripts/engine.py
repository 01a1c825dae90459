"""All rules over all files: what each file becomes, and what is said."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.habits import Habit, Safety
from gomigrate.scripts.kinds import YAML_KINDS
from gomigrate.scripts.read.document import Document, UnreadableError
from gomigrate.scripts.read.read import read
from gomigrate.scripts.removing import merged, removing
from gomigrate.scripts.rules import RULES, UNREADABLE, has_habit_words
from gomigrate.scripts.spans import apply_edits
from gomigrate.scripts.survey import Survey

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gomigrate.scripts.change import Change
    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.kinds import FileKind
    from gomigrate.scripts.spans import Edit


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
    survey = Survey.of(found, facts)
    texts: dict[str, str] = {}
    habits: list[Habit] = []
    for document in found:
        changes = _changes(document, facts, survey)
        applied = [c for c in changes if c.safety is Safety.SAFE or (with_unsafe and c.safety is Safety.UNSAFE)]
        text = _text(document, applied)
        if text != document.text and not _still_reads(document, text):
            changes = [_by_hand(change) for change in changes]
            text = document.text
        if text != document.text:
            texts[document.path] = text
        done = {id(change) for change in applied} if text != document.text else set()
        habits += [_habit(document, change, is_applied=id(change) in done) for change in changes]
        habits += _troubles(document)
    return Rewritten(texts=texts, habits=tuple(sorted(habits, key=lambda h: (h.file, h.line, h.code))))


def _changes(document: Document, facts: Facts, survey: Survey) -> list[Change]:
    """What the rules say, where two want to change the same the first one's."""
    taken: list[Edit] = []
    gone: set[int] = set()
    kept: list[Change] = []
    for rule in RULES:
        for change in rule.find(document, facts, survey):
            if change.safety is not Safety.MANUAL and _is_fixed(document, change):
                change = _by_hand(change)
            if any(edit.overlaps(other) for edit in change.edits for other in taken):
                continue
            if change.removals and all(command.start in gone for _, command in change.removals):
                continue
            taken += change.edits
            gone |= {command.start for _, command in change.removals}
            kept.append(change)
    return kept


def _is_fixed(document: Document, change: Change) -> bool:
    spans = [(edit.start, edit.end) for edit in change.edits]
    spans += [(command.start, command.end) for _, command in change.removals]
    return document.read_only or any(start < e and s < end for start, end in spans for s, e in document.fixed)


def _by_hand(change: Change) -> Change:
    return replace(change, safety=Safety.MANUAL, edits=(), removals=())


def _text(document: Document, changes: Iterable[Change]) -> str:
    removals = [removal for change in changes for removal in change.removals]
    edits = removing(document, removals) if removals else []
    return apply_edits(document.text, merged([*edits, *(edit for change in changes for edit in change.edits)]))


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


def _habit(document: Document, change: Change, *, is_applied: bool) -> Habit:
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


def _lines(document: Document, change: Change) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that one change takes away and puts there."""
    if change.safety is Safety.MANUAL:
        return (document.line_text(change.start).strip(),), ()
    old, new = document.text.splitlines(), _text(document, [change]).splitlines()
    diff = list(difflib.unified_diff(old, new, n=0, lineterm=""))[2:]
    return (
        tuple(line[1:] for line in diff if line.startswith("-")),
        tuple(line[1:] for line in diff if line.startswith("+")),
    )


def _troubles(document: Document) -> list[Habit]:
    """Shell text that is not understood, where it has to do with Go."""
    _ = document.placed
    if not has_habit_words(document.text):
        return []
    return [_unread(document.path, document.kind, document.line(at), why) for at, why in document.troubles]


def _unread(path: str, kind: FileKind, line: int, why: str) -> Habit:
    message = f"this {kind} is left as it is: {why}."
    return Habit(code=UNREADABLE, safety=Safety.MANUAL, file=path, line=line, kind=kind, message=message)
