"""The sentences about findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.words import (
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
from gomigrate.report.words.phrases import filled
from gomigrate.report.words.reasons import why

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.report.words.row import Row, Text

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
    **surroundings.ROWS,
    **sums.ROWS,
}
"""The words for each code of `gomigrate.model.severities`."""


def message_of(finding: Finding) -> str:
    """One sentence about this very case; the title of its kind where a record lacks the facts for it, "" for a code that
    only a record knows."""
    row = ROWS.get(finding.code)
    if said := finding.fact("said"):  # Of the days before facts; goes with the last such finding.
        return str(said)
    return (_said(row.message, finding) or row.title) if row else ""


def remedy_of(finding: Finding) -> str:
    """What can be done about this case."""
    row = ROWS.get(finding.code)
    if said := finding.fact("remedy"):
        return str(said)
    return (_said(row.remedy_here, finding) or row.remedy) if row else ""


def _said(text: Text, finding: Finding) -> str:
    facts = dict(finding.facts)
    if finding.because is not None:
        facts["because"] = why(finding.because)
    try:
        return text(facts) if callable(text) else filled(text, facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        # The facts of a record are a stranger's; our own are held to their sentences by the tests.
        return ""
