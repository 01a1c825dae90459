"""Units, their results and whole runs as JSON values (see schemas/batch.json), and read back from them."""

from __future__ import annotations

from typing import Any, TypeVar

from gomigrate.model.fleets.batch import Unit, UnitResult, UnitState
from gomigrate.report.json import finding_json
from gomigrate.report.read import findings_from_json

BATCH_SCHEMA = "gomigrate/batch/1"

Json = dict[str, Any]
T = TypeVar("T")

_UNIT_TEXTS = ("path", "root", "repository", "prefix", "module", "skip")
_RESULT_TEXTS = ("path", "module", "branch", "commit", "tree", "reason")
_LONGEST = 1e12  # more seconds than anything takes; JSON may say infinity


class BatchJsonError(ValueError):
    """The value is not what a batch writes down."""


def typed(value: object, kind: type[T], what: str) -> T:
    """The value, if it is of this kind (a bool is no number). Raises BatchJsonError."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise BatchJsonError(f"{what} is not of the kind that it should be")
    return value


def texts(value: object, what: str) -> tuple[str, ...]:
    """The value as texts, if it is a list of them. Raises BatchJsonError."""
    return tuple(typed(item, str, what) for item in typed(value, list, what))


def amount(value: object, limit: float, what: str) -> float:
    """The value, if it is a number from 0 to below the limit. Raises BatchJsonError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < limit:
        raise BatchJsonError(f"{what} is no such number")
    return value


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


def unit_from_json(value: object) -> Unit:
    """The unit that `unit_json` made this of. Raises BatchJsonError."""
    said = typed(value, dict, "a unit")
    return Unit(
        **{name: typed(said.get(name), str, f"{name} of a unit") for name in _UNIT_TEXTS},
        why=texts(said.get("why"), "why of a unit"),
        after=texts(said.get("after"), "after of a unit"),
        is_closing=typed(said.get("is_closing"), bool, "is_closing of a unit"),
    )


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


def result_from_json(value: object) -> UnitResult:
    """The result that `result_json` made this of. Raises BatchJsonError."""
    said = typed(value, dict, "a result")
    ledger = typed(said.get("ledger"), dict, "ledger of a result")
    try:
        state = UnitState(typed(said.get("state"), str, "state of a result"))
        found = findings_from_json(said.get("findings"))
    except ValueError as error:
        raise BatchJsonError(f"a result: {error}") from error
    return UnitResult(
        **{name: typed(said.get(name), str, f"{name} of a result") for name in _RESULT_TEXTS},
        state=state,
        seconds=amount(said.get("seconds"), _LONGEST, "seconds of a result"),
        ledger=tuple((name, typed(count, int, "ledger of a result")) for name, count in ledger.items()),
        findings=found,
    )
