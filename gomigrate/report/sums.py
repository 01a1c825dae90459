"""What sum found, for people and for programs (schemas/sum.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.diagnosis.sums import GO_MOD, ZIP, Party
from gomigrate.model.findings import Severity
from gomigrate.report.json import finding_json
from gomigrate.report.page import EVERYTHING, Detail, Page, findings_into
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.links import more_about
from gomigrate.report.words.phrases import counted
from gomigrate.report.words.sums.hashes import limit_of, silence_of

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.sums import GoFailure, SumEvidence, SumReport

SCHEMA = "gomigrate/sum/2"


def sum_text(
    report: SumReport,
    width: int,
    color: bool,  # noqa: FBT001
    *,
    verbose: bool,
    quiet: bool,
    call: Invocation = HERE,
) -> str:
    """The findings, what was compared, and what narrows that. `verbose` shows every party's hash, `quiet` the findings
    alone."""
    page = Page(width, color=color, call=call)
    if report.root and not quiet:
        page.line(f"{report.module or 'a module without a name'}   {report.root}", "bold")
    if report.findings:
        most = EVERYTHING if verbose else Detail(notes=not quiet, evidence=12)
        findings_into(page, report.findings, most)
        if not quiet:
            page.line()
            page.line(more_about(report.findings[0].code))
    elif not quiet:
        page.line()
        page.line(_well(report), "bold green")
    if not quiet:
        _compared(page, report)
        for seen in report.evidence if verbose else ():
            _evidence(page, seen)
    return str(page)


def _well(report: SumReport) -> str:
    if report.log_lines:
        return (
            f"{counted(report.log_lines, 'line')} of the log read: no failure that gomigrate knows, and no other error"
        )
    return "No copy differs" if report.evidence else "No module to compare"


def _compared(page: Page, report: SumReport) -> None:
    """What was compared, and what was not."""
    told = [_summary(report)] * bool(report.root and report.evidence)
    told += map(limit_of, report.limits)
    if told:
        page.line()
    for line in told:
        page.line(line)


def _summary(report: SumReport) -> str:
    seen = report.evidence
    proven = sum(bool(one.database.zip or one.database.go_mod) for one in seen)
    copies = {party: sum(any(h.party is party and h.digest for h in one.held) for one in seen) for party in Party}
    counts = (
        (proven, "proven by the checksum database"),
        (copies[Party.PROXY], "served by a proxy"),
        (copies[Party.CACHE], "in the module cache"),
    )
    parts = [f"{count:,} {words}" for count, words in counts if count]
    return f"{counted(len(seen), 'module version')}: {', '.join(parts) or 'no copy found'}"


def _evidence(page: Page, seen: SumEvidence) -> None:
    page.line()
    page.line(str(seen.module), "bold")
    rows = []
    for what in (ZIP, GO_MOD):
        rows += [(what, f"go.sum:{line}", digest) for digest, line in seen.recorded(what)]
        rows += [(what, f"{seen.work_file}:{line}", digest) for digest, line in seen.of_workspace().recorded(what)]
        if proven := seen.proven(what):
            rows.append((what, seen.database.name, proven))
        rows += [(what, str(held), held.digest or held.problem) for held in seen.held if held.what == what]
    if silence := silence_of(seen.database):
        rows.append(("", "checksum database", silence))
    # A hash is never broken: people copy it.
    page.pairs([(f"{what:6}  {who}", said) for what, who, said in rows if said])


def sum_json(report: SumReport) -> dict[str, Any]:
    """Everything sum says, in the shape of schemas/sum.json."""
    return {
        "schema": SCHEMA,
        "root": report.root or None,
        "module": report.module or None,
        "errors": sum(finding.severity is Severity.ERROR for finding in report.findings),
        "notes": [limit_of(limit) for limit in report.limits],
        "modules": [_module_json(seen) for seen in report.evidence],
        "log": [_failure_json(failure) for failure in report.failures],
        "findings": [finding_json(finding) for finding in report.findings],
    }


def _module_json(seen: SumEvidence) -> dict[str, Any]:
    database = seen.database
    return {
        "path": seen.module.path,
        "version": seen.module.version,
        "go_sum": _lines_json(seen),
        "go_work_sum": _lines_json(seen.of_workspace()),
        "database": {
            "name": database.name or None,
            "zip": database.zip or None,
            "go.mod": database.go_mod or None,
            "silence": silence_of(database) or None,
        },
        "copies": [
            {
                "party": str(held.party),
                "place": held.place,
                "what": held.what,
                "hash": held.digest or None,
                "problem": held.problem or None,
            }
            for held in seen.held
        ],
    }


def _lines_json(seen: SumEvidence) -> dict[str, Any]:
    return {what: [{"hash": digest, "line": line} for digest, line in seen.recorded(what)] for what in (ZIP, GO_MOD)}


def _failure_json(failure: GoFailure) -> dict[str, Any]:
    return {
        "kind": failure.kind,
        "case": failure.case or None,
        "line": failure.line,
        "times": failure.times,
        "module": str(failure.module) if failure.module else None,
        "names": dict(failure.names),
        "hashes": [{"who": who, "hash": digest} for who, digest in failure.hashes],
        "command": failure.command or None,
        "said": list(failure.said),
    }
