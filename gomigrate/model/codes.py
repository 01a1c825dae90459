"""Making findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Fact, Finding, Place
from gomigrate.model.severities import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.decision import Reason
    from gomigrate.model.modules import Attempt

__all__ = ["finding", "finding_of"]


def finding(
    code: str,
    *,
    place: Place | None = None,
    evidence: tuple[str, ...] = (),
    because: Reason | None = None,
    attempts: tuple[Attempt, ...] = (),
    **facts: Fact,
) -> Finding:
    """A finding with this code and these facts; the table gives its severity."""
    return finding_of(code, facts, place=place, evidence=evidence, because=because, attempts=attempts)


def finding_of(
    code: str,
    facts: Mapping[str, Fact],
    *,
    place: Place | None = None,
    evidence: tuple[str, ...] = (),
    because: Reason | None = None,
    attempts: tuple[Attempt, ...] = (),
) -> Finding:
    """The same, for facts that are in a mapping already."""
    return Finding(
        code=code,
        severity=SEVERITIES[code],
        facts=tuple(facts.items()),
        because=because,
        place=place,
        evidence=evidence,
        attempts=attempts,
    )
