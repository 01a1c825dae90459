"""What to try for copies and unresolved pins, in words: the one command, and never that it will help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.remedies import RemedyKind
from gomigrate.report.words.phrases import all_of, first_few

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.diagnosis.remedies import Remedy


def remedies_words(remedies: Iterable[Remedy | None]) -> tuple[str, ...]:
    """A line for each kind of remedy, with what it is for."""
    groups: dict[tuple[RemedyKind, tuple[str, ...]], list[Remedy]] = {}
    for remedy in remedies:
        if remedy is not None:
            groups.setdefault((remedy.kind, remedy.asked), []).append(remedy)
    return tuple(_words(kind, asked, found) for (kind, asked), found in groups.items())


def _words(kind: RemedyKind, asked: tuple[str, ...], found: list[Remedy]) -> str:
    paths = list(dict.fromkeys(remedy.path for remedy in found))
    where = first_few(list(dict.fromkeys(remedy.url or remedy.path for remedy in found)))
    match kind:
        case RemedyKind.CLONE:
            return f"gomigrate clone, then plan again: version control may know the commits ({where})"
        case RemedyKind.SEARCH:
            return f"gomigrate clone, then plan again: another commit may have them, if the changes are not your own ({where})"
        case RemedyKind.DIRECT:
            return (
                f"GONOPROXY={','.join(paths)} gomigrate plan asks version control itself; whoever builds then needs that"
                " setting too (go env -w)"
            )
        case RemedyKind.PROXY:
            return f"let {all_of(asked, 'or')} be asked (go env GOPROXY), and plan again"
        case RemedyKind.REACH:
            return f"plan again where {all_of(asked)} can be reached; gomigrate doctor -v shows what each said"
        case RemedyKind.UPSTREAM:
            return f"the changes are in no version that is known: send them upstream ({where})"
