"""The table of finding codes: the one source of `gomigrate explain` and of the documentation's list."""

from __future__ import annotations

from gomigrate.model.codetable import (
    evidence,
    language,
    leaving,
    locks,
    modfile,
    partition,
    planning,
    project,
    scripts,
    sums,
    surroundings,
    verifying,
)
from gomigrate.model.codetable.code import Code
from gomigrate.model.findings import Finding, Place

__all__ = ["CODES", "Code", "finding"]

CODES: dict[str, Code] = {
    **project.CODES,
    **locks.CODES,
    **modfile.CODES,
    **verifying.CODES,
    **planning.CODES,
    **evidence.CODES,
    **language.CODES,
    **leaving.CODES,
    **partition.CODES,
    **scripts.CODES,
    **surroundings.CODES,
    **sums.CODES,
}


def finding(
    code: str,
    message: str,
    *,
    place: Place | None = None,
    remedy: str | None = None,
    evidence: tuple[str, ...] = (),
) -> Finding:
    """A finding of this code, with the table's severity and, unless `remedy` says better, its remedy."""
    row = CODES[code]
    return Finding(
        code=code,
        severity=row.severity,
        message=message,
        remedy=remedy or row.remedy,
        place=place,
        evidence=evidence,
    )
