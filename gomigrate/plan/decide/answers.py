"""The answers of all sources, summed up by what each said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.decision import Answers
from gomigrate.model.modules import Said, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gomigrate.model.modules import Attempt


_NOBODY = frozenset({SourceKind.LOCK, SourceKind.VERSION_LIST, SourceKind.NAMED, SourceKind.FIRST})
"""Kinds of places that name versions and have no files."""


def answers_of(attempts: Iterable[Attempt]) -> Answers:
    """The sources that did not have it, by what each said. Where one place was asked several times, the least certain
    counts."""
    asked: dict[str, set[Said]] = {}
    for attempt in attempts:
        is_mute = attempt.said.is_unknown and not attempt.is_unknown  # a clone that cannot tell says nothing
        if not (attempt.found or is_mute) and attempt.kind not in _NOBODY:
            asked.setdefault(attempt.source, set()).add(attempt.said)

    def those(fits: Callable[[Said], bool]) -> tuple[str, ...]:
        found = tuple(source for source, said in asked.items() if any(map(fits, said)))
        for source in found:
            del asked[source]
        return found

    return Answers(
        unreachable=those(lambda said: said in {Said.UNREACHABLE, Said.SILENT, Said.NO_ROUTE}),
        failed=those(lambda said: said.is_unknown or said is Said.FORGED),
        refused=those(lambda said: said is Said.REFUSED),
        not_asked=those(lambda said: said is Said.NOT_ASKED),
        no=tuple(asked),
    )
