"""A batch as text: the list of units, and what became of them."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gomigrate.model.fleets.batch import UnitState
from gomigrate.report.page import Amount, Page
from gomigrate.report.words.findings import ROWS
from gomigrate.report.words.fleets.batch import (
    blocker_text,
    cause_text,
    duration,
    marks_text,
    reason_of,
    unit_name,
)
from gomigrate.report.words.phrases import counted, first_few

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.fleets.batch import Unit, UnitResult
    from gomigrate.model.fleets.fleet import FleetSummary

_SHOWN = 10
_ROWS = 200


def units_text(units: Sequence[Unit], cycles: Iterable[Sequence[str]], width: int, *, color: bool) -> str:
    """The units in their order, with why each is one, what it waits for, or why it is left alone."""
    page = Page(width, color=color)
    taken = [unit for unit in units if not unit.skip]
    page.line(f"{counted(len(taken), 'unit')}, in the order of the run")
    page.table([(unit_name(unit.path), _why(unit)) for unit in taken])
    left = [unit for unit in units if unit.skip]
    if left:
        page.line()
        page.line(f"{len(left)} skipped")
        page.table([(unit.path, cause_text(unit.skip)) for unit in left])
    for cycle in cycles:
        page.line()
        page.line(f"import cycle: {', '.join(cycle)}", "yellow")
    return str(page)


def _why(unit: Unit) -> str:
    return marks_text(unit.marks) + (f"; after {first_few(unit.after)}" if unit.after else "")


def batch_text(
    summary: FleetSummary,
    rows: Iterable[tuple[Unit, UnitResult]],
    width: int,
    *,
    color: bool,
    amount: Amount = Amount.NORMAL,
) -> str:
    """What became of the units: those with branches as a table, then what blocks, the most common first."""
    page = Page(width, color=color)
    most = len(summary.blockers) + len(summary.codes) if amount is Amount.VERBOSE else _SHOWN
    _branches(page, rows, amount)
    if summary.blockers:
        page.line("Blocked by, most common first")
        shown = summary.blockers[:most]
        page.table(
            [(counted(b.units, "unit"), f"{b.code} {blocker_text(b)} (first: {b.first})".strip()) for b in shown]
        )
        if len(summary.blockers) > most:
            page.line(f"  and {len(summary.blockers) - most} more: see report.html")
        page.line()
    if summary.codes and amount is not Amount.QUIET:
        page.line("Findings by code")
        page.table(
            [
                (c.code, f"{counted(c.findings, 'finding')} in {counted(c.units, 'unit')}: {_title(c.code)}")
                for c in summary.codes[:most]
            ]
        )
        page.line()
    states = ", ".join(f"{count} {state}" for state, count in summary.states if count)
    page.line(f"{counted(summary.units, 'unit')}: {states or 'none'}")
    if summary.todo:
        left = f", about {duration(summary.left)}" if summary.left is not None else ""
        page.line(
            f"left: {counted(summary.todo, 'unit')}{left}; gomigrate batch --resume --run-dir {quote(summary.folder)}"
        )
    page.line(f"run folder: {summary.folder}")
    return str(page)


def _branches(page: Page, rows: Iterable[tuple[Unit, UnitResult]], amount: Amount) -> None:
    table: list[tuple[str, str, str]] = []
    more = 0
    for _, result in rows:
        if result.state in (UnitState.FOUND, UnitState.SKIPPED):
            continue
        if amount is Amount.QUIET and result.state not in (UnitState.FAILED, UnitState.BLOCKED):
            continue
        if len(table) == _ROWS and amount is not Amount.VERBOSE:
            more += 1
            continue
        where = f"{result.branch} {result.commit[:12]}".strip()
        said = " ".join(filter(None, (where, reason_of(result))))
        table.append((unit_name(result.path), str(result.state), said))
    if table:
        page.table(table, indent=0)
        if more:
            page.line(f"and {more} more: see report.csv or report.html in the run folder")
        page.line()


def _title(code: str) -> str:
    return ROWS[code].title if code in ROWS else ""
