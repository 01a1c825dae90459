"""The title and the body of a pull request for a branch of a batch, written from the ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.text.visible import visible
from gomigrate.report.prose.plaintext import rendered
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.fleets.batch import UnitResult
    from gomigrate.model.plan import Plan


def title_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """One line: what the branch does."""
    names = [result.module or result.path for result, _ in units]
    return visible(f"Build {names[0] if len(names) == 1 else counted(len(names), 'module')} with Go modules")


def body_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """Markdown. For each unit it has what changed and what to look at, as `--format markdown` of the commands does.
    Once for all of them it has what verify found and how to check it."""
    return rendered("handover.md.j2", units=units)
