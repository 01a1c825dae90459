"""A batch as CSV, OpenMetrics and a page of HTML, each in pieces, so that a large one need not be held whole."""

from __future__ import annotations

import csv
import io
from itertools import chain, repeat
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State
from gomigrate.model.text.visible import visible
from gomigrate.report.fleets.batchjson import when
from gomigrate.report.html.webframe import page_pieces
from gomigrate.report.words.findings import ROWS
from gomigrate.report.words.fleets.batch import blocker_text, reason_of, unit_name
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.fleets.batch import Unit, UnitResult
    from gomigrate.model.fleets.fleet import FleetSummary

_BLOCKERS = 200
_SUSPECT = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = (
    *("unit", "module", "state", "branch", "commit", "tree", "seconds"),
    *(str(state) for state in State),
    *("errors", "warnings", "codes", "reason"),
)


def csv_pieces(rows: Iterable[tuple[Unit, UnitResult]]) -> Iterator[str]:
    """A table with a unit a line. What a spreadsheet would take for a formula gets a quote before it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(COLUMNS)
    for _, result in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_SUSPECT) else cell for cell in map(visible, _cells(result))])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


def _cells(result: UnitResult) -> list[str]:
    pins = dict(result.ledger)
    severities = [finding.severity for finding in result.findings]
    return [
        unit_name(result.path),
        result.module,
        str(result.state),
        result.branch,
        result.commit,
        result.tree,
        f"{result.seconds:.3f}",
        *(str(pins.get(str(state), 0)) for state in State),
        str(severities.count(Severity.ERROR)),
        str(severities.count(Severity.WARNING)),
        " ".join(sorted({finding.code for finding in result.findings})),
        reason_of(result),
    ]


def metrics_text(summary: FleetSummary, now: float) -> str:
    """The numbers for a dashboard, as OpenMetrics 1.0 text."""
    lines = _family("gomigrate_batch_units", "gauge", "Units of the batch, by state.")
    lines += [f'gomigrate_batch_units{{state="{state}"}} {count}' for state, count in summary.states]
    lines += _family("gomigrate_batch_pins", "gauge", "Legacy pins of all ledgers, by state.")
    lines += [f'gomigrate_batch_pins{{state="{state}"}} {count}' for state, count in summary.pins]
    lines += _family("gomigrate_batch_findings", "gauge", "Findings, by code.")
    lines += [f'gomigrate_batch_findings{{code="{c.code}"}} {c.findings}' for c in summary.codes]
    lines += _family("gomigrate_batch_blocked_units", "gauge", "Units that an error blocks, by its code.")
    blocked: dict[str, int] = {}
    for blocker in summary.blockers:
        blocked[blocker.code or "none"] = blocked.get(blocker.code or "none", 0) + blocker.units
    lines += [f'gomigrate_batch_blocked_units{{code="{code}"}} {count}' for code, count in sorted(blocked.items())]
    for name, text, value in (
        ("work_seconds", "Total time of all units.", summary.seconds),
        ("left_seconds", "Estimated time until the end.", summary.left or 0.0),
        ("began_timestamp_seconds", "When the batch began.", summary.began),
        ("updated_timestamp_seconds", "When this was written.", now),
    ):
        lines += [*_family(f"gomigrate_batch_{name}", "gauge", text, "seconds"), f"gomigrate_batch_{name} {value:.3f}"]
    return "\n".join((*lines, "# EOF", ""))


def _family(name: str, kind: str, text: str, unit: str = "") -> list[str]:
    return [f"# TYPE {name} {kind}", *([f"# UNIT {name} {unit}"] if unit else []), f"# HELP {name} {text}"]


def html_pieces(
    summary: FleetSummary, rows: Iterable[tuple[Unit, UnitResult]], pages: Iterable[str] = ()
) -> Iterator[str]:
    """One page that needs nothing else, to be opened or sent. `pages` are the pages of the units in their order,
    relative to this one, "" for a unit without one."""
    titles = {code.code: ROWS[code.code].title for code in summary.codes if code.code in ROWS}
    states = [(state, count) for state, count in summary.states if count]
    return page_pieces(
        "batch.html.j2",
        f"gomigrate batch: {counted(summary.units, 'unit')}",
        summary=summary,
        states=states,
        rows=(
            (unit_name(result.path), result, reason_of(result), page)
            for (_, result), page in zip(rows, chain(pages, repeat("")), strict=False)
        ),
        blockers=[(blocker, blocker_text(blocker)) for blocker in summary.blockers[:_BLOCKERS]],
        began=when(summary.began),
        titles=titles,
        full=False,
    )
