"""The sentences about findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from gomigrate.model.severities import SEVERITIES
from gomigrate.report.words.attempts import said_of
from gomigrate.report.words.call import HERE
from gomigrate.report.words.phrases import filled, said
from gomigrate.report.words.row import Idle

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.report.words.call import Invocation
    from gomigrate.report.words.row import Facts, Row

_TABLES = {
    "GM0": ("scanning.project",),
    "GM1": ("scanning.locks",),
    "GM2": ("scanning.modfile",),
    "GM3": ("verifying.branch", "scripts.pipeline", "verifying.goversions", "verifying.recorded"),
    "GM4": ("planning.plan",),
    "GM5": ("planning.evidence",),
    "GM6": ("planning.language", "verifying.branch"),
    "GM7": ("planning.leaving", "planning.lifting"),
    "GM8": (
        *("scripts.rules", "scripts.places", "scripts.bazel", "doctor.settings", "sums.hashes", "scripts.pipeline"),
        "verifying.goversions",
    ),
    "GM9": ("fleets.partition", "sums.hashes", "sums.gofailures", "doctor.settings"),
}
"""The modules of this room that have the codes with such a beginning."""


class _Rows(Mapping[str, "Row"]):
    """The words for each code of `gomigrate.model.severities`. A table is imported when a code of it is asked for: a
    plan says few of them, and all together take a quarter of a small scan."""

    def __getitem__(self, code: str) -> Row:
        rows: Mapping[str, Row] = import_module(f"gomigrate.report.words.{table_of(code)}").ROWS
        return rows[code]

    def __iter__(self) -> Iterator[str]:
        return iter(SEVERITIES)

    def __len__(self) -> int:
        return len(SEVERITIES)


ROWS = _Rows()


def table_of(code: str) -> str:
    """The module of this room that has the words for a code. Raises KeyError for a code that does not exist."""
    for table in _TABLES.get(code[:3], ()) if code in SEVERITIES else ():
        if code in import_module(f"gomigrate.report.words.{table}").ROWS:
            return table
    raise KeyError(code)


def message_of(finding: Finding) -> str:
    """One sentence about this very case; the title of its kind where a record lacks the facts for it, "" for a code that
    only a record knows."""
    row = ROWS.get(finding.code)
    if unlisted := finding.fact("unlisted"):
        return filled("{unlisted} more of this kind in this file are not listed.", {"unlisted": unlisted})
    return (said(row.message, _facts(finding)) or row.title) if row else ""


def remedy_of(finding: Finding, call: Invocation = HERE) -> str:
    """What can be done about this case; commands of gomigrate in it are for the project of that call."""
    row = ROWS.get(finding.code)
    return (said(row.remedy_here, _facts(finding, call)) or usual_remedy(row, call)) if row else ""


def usual_remedy(row: Row, call: Invocation = HERE) -> str:
    """What can be done about any case of the code."""
    kind = Idle if isinstance(row.remedy, Idle) else str
    return kind(filled(row.remedy, {"gomigrate": call}))


def evidence_of(finding: Finding) -> tuple[str, ...]:
    """Who was asked and what came back, then what was seen; line by line, each once."""
    row = ROWS.get(finding.code)
    seen = row.seen if row else None
    told = said(lambda facts: "\n".join(seen(facts)) if seen else "", _facts(finding))
    lines = told.split("\n") if told else ()
    return tuple(dict.fromkeys((*lines, *map(said_of, finding.attempts), *finding.evidence)))


def _facts(finding: Finding, call: Invocation = HERE) -> Facts:
    facts: Facts = {**dict(finding.facts), "gomigrate": call}
    if finding.because is None:
        return facts
    from gomigrate.report.words.planning.reasons import why  # a plan has it at hand; a scan has no use for it

    return {**facts, "because": why(finding.because)}
