"""The reports of a run, written into its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.batch.store import PAGE
from gomigrate.report.fleets.batchjson import json_pieces
from gomigrate.report.fleets.batchtext import batch_text
from gomigrate.report.fleets.exports import csv_pieces, html_pieces, metrics_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.batch.store import RunStore
    from gomigrate.model.fleets.batch import Run, Unit, UnitResult
    from gomigrate.model.fleets.fleet import FleetSummary

_PLAIN_WIDTH = 120


def write_reports(store: RunStore, run: Run, summary: FleetSummary, now: float) -> None:
    """Write all of them. Each report reads the results again, so that no more than one is in memory. Raises
    WorldProblem."""
    store.folder.write_pieces("report.json", json_pieces(summary, run.cycles, rows(store, run)))
    store.folder.write_pieces("report.csv", csv_pieces(rows(store, run)))
    store.folder.write_pieces(PAGE, html_pieces(summary, rows(store, run), store.pages(run)))
    store.folder.write_pieces("report.txt", (batch_text(summary, rows(store, run), _PLAIN_WIDTH, color=False), "\n"))
    write_metrics(store, summary, now)


def write_metrics(store: RunStore, summary: FleetSummary, now: float) -> None:
    """Write the numbers for a dashboard. Raises WorldProblem."""
    store.folder.write_pieces("metrics.prom", (metrics_text(summary, now),))


def rows(store: RunStore, run: Run) -> Iterator[tuple[Unit, UnitResult]]:
    """Each unit with what became of it so far."""
    return zip(run.units, store.results(run), strict=True)
