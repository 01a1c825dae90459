"""A batch as JSON (schemas/batch.json), in pieces, so that a large one need not be held whole."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gomigrate.model.text.visible import json_text
from gomigrate.report.json import finding_json
from gomigrate.report.words.fleets.batch import blocker_text, cause_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.batch import Cause, Unit, UnitResult
    from gomigrate.model.fleets.fleet import FleetSummary

BATCH_SCHEMA = "gomigrate/batch/2"

Json = dict[str, Any]


def unit_json(unit: Unit) -> Json:
    """A unit as it was found."""
    return {**asdict(unit), "skip": cause_json(unit.skip)}


def cause_json(cause: Cause | None, findings: Sequence[Finding] = ()) -> Json | None:
    """Why a unit is left alone or is not verified; `findings` are the unit's."""
    if cause is None:
        return None
    return {"kind": str(cause.kind), "facts": dict(cause.facts), "message": cause_text(cause, findings)}


def result_json(result: UnitResult) -> Json:
    """What became of a unit."""
    return {
        **asdict(result),
        "seconds": round(result.seconds, 3),
        "ledger": dict(result.ledger),
        "cause": cause_json(result.cause, result.findings),
        "findings": [finding_json(f) for f in result.findings],
    }


def summary_json(summary: FleetSummary) -> Json:
    """The numbers of a batch."""
    return {
        "units": summary.units,
        "todo": summary.todo,
        "states": dict(summary.states),
        "pins": dict(summary.pins),
        "seconds": round(summary.seconds, 3),
        "seconds_left": None if summary.left is None else round(summary.left, 3),
        "blockers": [
            {"code": b.code, "message": blocker_text(b), "units": b.units, "first": b.first} for b in summary.blockers
        ],
        "codes": [asdict(code) for code in summary.codes],
    }


def json_pieces(
    summary: FleetSummary, cycles: Iterable[Iterable[str]], rows: Iterable[tuple[Unit, UnitResult]]
) -> Iterator[str]:
    """The whole report, a unit a line."""
    head = {
        "schema": BATCH_SCHEMA,
        "run": summary.folder,
        "began": when(summary.began),
        "summary": summary_json(summary),
        "cycles": [list(cycle) for cycle in cycles],
    }
    yield json_text(head, indent=2).removesuffix("\n}") + ',\n  "units": ['
    comma = "\n"
    for unit, result in rows:
        yield comma + "    " + json_text({**unit_json(unit), **result_json(result)})
        comma = ",\n"
    yield "\n  ]\n}\n"


def when(seconds: float) -> str:
    """A moment in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
