"""Findings on a page: those of one code together, with what to do said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Severity
from gomigrate.report.words.findings import ROWS, evidence_of, message_of, remedy_of
from gomigrate.report.words.planning.remedies import remedies_words, remedy_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding


def groups(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """A group for each severity and code, errors first: title, meaning, the remedies that differ, and the cases, each
    with its place, its sentence and its evidence."""
    found: dict[tuple[Severity, str], list[Finding]] = {}
    for severity in Severity:
        for finding in findings:
            if finding.severity is severity:
                found.setdefault((severity, finding.code), []).append(finding)
    return [_group(severity, code, cases) for (severity, code), cases in found.items()]


def _group(severity: Severity, code: str, cases: Sequence[Finding]) -> dict[str, Any]:
    row = ROWS.get(code)
    told = [(str(case.place) if case.place else "", message_of(case), evidence_of(case)) for case in cases]
    words = [code, row.title if row else "", *(word for place, said, seen in told for word in (place, said, *seen))]
    return {
        "severity": str(severity),
        "code": code,
        "anchor": f"{severity}-{code}",
        "title": row.title if row else "",
        "meaning": row.meaning if row else "",
        "remedies": _remedies(cases),
        "cases": [{"place": place, "message": said, "evidence": seen} for place, said, seen in told],
        "words": " ".join(words).lower(),
    }


def _remedies(cases: Sequence[Finding]) -> list[str]:
    """What to do, each once; one command that helps several pins names them together."""
    found = [(case, remedy_in(dict(case.facts))) for case in cases]
    others = (remedy_of(case) for case, remedy in found if remedy is None)
    return [words for words in dict.fromkeys((*remedies_words(r for _, r in found), *others)) if words]
