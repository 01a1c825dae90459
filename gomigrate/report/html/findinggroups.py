"""Findings on a page: those of one code together, with what to do said once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.findings import Severity
from gomigrate.report.words.findings import ROWS, evidence_of, message_of, remedy_of

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
        "title": row.title if row else "",
        "meaning": row.meaning if row else "",
        "remedies": [remedy for remedy in dict.fromkeys(map(remedy_of, cases)) if remedy],
        "cases": [{"place": place, "message": said, "evidence": seen} for place, said, seen in told],
        "words": " ".join(words).lower(),
    }
