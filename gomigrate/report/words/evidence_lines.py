"""The evidence of a ledger line, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from gomigrate.model.plan import LedgerLine


def evidence_of(line: LedgerLine) -> tuple[str, ...]:
    """Who was asked and what came back, how like the module the legacy copy is, and which imports lead there."""
    told = [str(attempt) for attempt in line.attempts]
    if line.compared:
        likenesses = ", ".join(sorted(line.compared.likenesses))
        told.append(f"{counted(line.compared.packages, 'package')} compared with the legacy copy: {likenesses}")
    if line.needed_by:
        told.append(f"needed by {' -> '.join(line.needed_by)}")
    return tuple(told)
