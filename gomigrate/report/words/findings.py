"""The sentences about findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words import (
    doctor,
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
    verifying,
)
from gomigrate.report.words.attempts import said_of
from gomigrate.report.words.phrases import filled, said
from gomigrate.report.words.reasons import why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Fact, Finding
    from gomigrate.report.words.row import Row

ROWS: Mapping[str, Row] = {
    **project.ROWS,
    **locks.ROWS,
    **modfile.ROWS,
    **verifying.ROWS,
    **planning.ROWS,
    **evidence.ROWS,
    **language.ROWS,
    **leaving.ROWS,
    **partition.ROWS,
    **scripts.ROWS,
    **doctor.ROWS,
    **sums.ROWS,
}
"""The words for each code of `gomigrate.model.severities`."""


def message_of(finding: Finding) -> str:
    """One sentence about this very case; the title of its kind where a record lacks the facts for it, "" for a code that
    only a record knows."""
    row = ROWS.get(finding.code)
    if unlisted := finding.fact("unlisted"):
        return filled("{unlisted} more of this kind in this file are not listed.", {"unlisted": unlisted})
    return (said(row.message, _facts(finding)) or row.title) if row else ""


def remedy_of(finding: Finding) -> str:
    """What can be done about this case."""
    row = ROWS.get(finding.code)
    return (said(row.remedy_here, _facts(finding)) or row.remedy) if row else ""


def evidence_of(finding: Finding) -> tuple[str, ...]:
    """Who was asked and what came back, then what was seen; line by line, each once."""
    row = ROWS.get(finding.code)
    seen = row.seen if row else None
    told = said(lambda facts: "\n".join(seen(facts)) if seen else "", _facts(finding))
    lines = told.split("\n") if told else ()
    return tuple(dict.fromkeys((*lines, *map(said_of, finding.attempts), *finding.evidence)))


def _facts(finding: Finding) -> dict[str, Fact]:
    facts = dict(finding.facts)
    return facts if finding.because is None else {**facts, "because": why(finding.because)}
