"""Making findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Fact, Finding, Place
from gomigrate.model.severities import SEVERITIES

if TYPE_CHECKING:
    from gomigrate.model.decision import Reason
    from gomigrate.model.modules import Attempt

__all__ = ["finding"]


def finding(
    code: str,
    message: str = "",
    *,
    place: Place | None = None,
    remedy: str | None = None,
    evidence: tuple[str, ...] = (),
    because: Reason | None = None,
    attempts: tuple[Attempt, ...] = (),
    **facts: Fact,
) -> Finding:
    """A finding of this code with the table's severity. TODO(move): `message` and `remedy` are sentences of the days
    before facts; each room gives them up."""
    told: dict[str, Fact] = {**facts}
    if message:
        told["said"] = message
    if remedy:
        told["remedy"] = remedy
    return Finding(
        code=code,
        severity=SEVERITIES[code],
        facts=tuple(told.items()),
        because=because,
        place=place,
        evidence=evidence,
        attempts=attempts,
    )
