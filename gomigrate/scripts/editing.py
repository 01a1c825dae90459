"""What corrections make of a file: edits of its text, or of its syntax tree where it has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.removing import removing
from gomigrate.scripts.spans import merged

if TYPE_CHECKING:
    from collections.abc import Sequence, Set

    from gomigrate.scripts.correction import Correction
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.spans import Edit


def edits_of(document: Document, corrections: Sequence[Correction]) -> list[Edit] | None:
    """The edits of a file that make the changes; None where its syntax tree cannot be changed so."""
    removals = [removal for one in corrections for removal in one.removals]
    edits = [edit for one in corrections for edit in one.edits]
    if document.codemods is None:
        return merged([*(removing(document, removals) if removals else ()), *edits])

    def without(starts: Set[int]) -> list[Edit]:
        return removing(document, [removal for removal in removals if removal[1].start in starts])

    made = document.codemods.edits(edits, {command.start for _, command in removals}, without)
    return None if made is None else sorted(made)


def is_fixed(document: Document, one: Correction) -> bool:
    """Whether a change cannot be made where it stands, however sure it is."""
    return document.read_only or (document.codemods is not None and edits_of(document, [one]) is None)
