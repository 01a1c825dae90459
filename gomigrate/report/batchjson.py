"""Units, their results and whole runs as JSON values (see schemas/batch.json), and read back from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.batch import Unit, UnitResult, UnitState
from gomigrate.report.json import finding_json
from gomigrate.report.read import findings_from_json

if TYPE_CHECKING:
    from collections.abc import Mapping

BATCH_SCHEMA = "gomigrate/batch/1"

Json = dict[str, Any]


def unit_json(unit: Unit) -> Json:
    """A unit as it was found."""
    return {
        "path": unit.path,
        "root": unit.root,
        "repository": unit.repository,
        "prefix": unit.prefix,
        "module": unit.module,
        "why": list(unit.why),
        "after": list(unit.after),
        "skip": unit.skip,
        "is_closing": unit.is_closing,
    }


def unit_from_json(value: Mapping[str, Any]) -> Unit:
    """The unit that `unit_json` made this of."""
    return Unit(**{**value, "why": tuple(value["why"]), "after": tuple(value["after"])})


def result_json(result: UnitResult) -> Json:
    """What became of a unit."""
    return {
        "path": result.path,
        "module": result.module,
        "state": str(result.state),
        "branch": result.branch,
        "commit": result.commit,
        "tree": result.tree,
        "seconds": round(result.seconds, 3),
        "ledger": dict(result.ledger),
        "reason": result.reason,
        "findings": [finding_json(f) for f in result.findings],
    }


def result_from_json(value: Mapping[str, Any]) -> UnitResult:
    """The result that `result_json` made this of."""
    return UnitResult(
        path=value["path"],
        module=value["module"],
        state=UnitState(value["state"]),
        branch=value["branch"],
        commit=value["commit"],
        tree=value["tree"],
        seconds=value["seconds"],
        ledger=tuple(value["ledger"].items()),
        reason=value["reason"],
        findings=findings_from_json(value["findings"]),
    )
