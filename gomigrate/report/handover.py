"""The title and the body of a pull request for a branch of a batch, written from the ledgers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.batch import UnitResult
    from gomigrate.model.plan import LedgerLine, Plan

_SPECIAL = (State.HELD, State.COPIED, State.RAISED, State.DROPPED)
_TITLES = {
    State.HELD: "Held by a replace, because the module graph asks for a later version",
    State.COPIED: "Kept as a copy in this repository",
    State.RAISED: "Raised",
    State.DROPPED: "Dropped from the build list",
}


def title_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """One line: what the branch does."""
    names = [result.module or result.path for result, _ in units]
    return f"Build {names[0]} with Go modules" if len(names) == 1 else f"Build {len(names)} modules with Go modules"


def body_of(units: Sequence[tuple[UnitResult, Plan]]) -> str:
    """Markdown: for each unit the ledger in numbers, every pin that is not simply kept with its reason, what verify
    said, and the warnings."""
    parts = [_unit(result, plan, is_alone=len(units) == 1) for result, plan in units]
    return "\n".join((*parts, "Made and compared with the build before by gomigrate.", ""))


def _unit(result: UnitResult, plan: Plan, *, is_alone: bool) -> str:
    lines = [] if is_alone else [f"## {_text(result.module or result.path)}", ""]
    counts = ", ".join(f"{count} {state}" for state, count in result.ledger) or "none"
    lines += [
        f"Every package is built from the same files as before (`{result.commit[:12]}`).",
        "",
        f"Legacy pins: {counts}.",
        "",
    ]
    for state in _SPECIAL:
        rows = sorted((line for line in plan.ledger if line.state is state), key=lambda line: line.path)
        if rows:
            lines += [f"{_TITLES[state]}:", "", *map(_row, rows), ""]
    warnings = [finding for finding in result.findings if finding.severity is Severity.WARNING]
    if warnings:
        lines += ["Worth reading:", "", *(f"- {f.code}: {_text(f.message)}" for f in warnings), ""]
    return "\n".join(lines)


def _row(line: LedgerLine) -> str:
    built = line.built or line.module
    where = f", built as {_text(str(built))}" if built else ""
    return f"- {_text(line.path)} ({_text(line.revision[:12])}{where}): {_text(line.reason)}"


def _text(words: str) -> str:
    """Text out of a project on one line, with what Markdown and HTML would take for their own kept from it."""
    line = " ".join(words.split())
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|!@" else char for char in line)
