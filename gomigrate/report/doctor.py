"""What doctor found, for people and for programs (schemas/doctor.json)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.diagnosis.surroundings import CheckState
from gomigrate.model.findings import Severity
from gomigrate.report.json import finding_json
from gomigrate.report.page import EVERYTHING, Detail, Page, findings_into

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.surroundings import Check, Examination, Rehearsal, Setting

SCHEMA = "gomigrate/doctor/1"

_MARKS = {CheckState.OK: "ok", CheckState.FOUND: "look", CheckState.SKIPPED: "skipped"}


def doctor_text(examination: Examination, width: int, color: bool, *, verbose: bool, quiet: bool) -> str:  # noqa: FBT001
    """The table of settings, each check with its outcome, the findings, and what --fix would do.

    `verbose` shows all evidence and the variables that are not set, `quiet` the findings alone.
    """
    page = Page(width, color=color)
    if not quiet:
        page.line(f"{examination.module or 'a project without a name'}   {examination.root}", "bold")
        _settings(page, examination.settings, verbose=verbose)
        _checks(page, examination.checks, verbose=verbose)
        if examination.rehearsal:
            _rehearsal(page, examination.rehearsal, verbose=verbose)
    detail = EVERYTHING if verbose else Detail(notes=not quiet)
    findings_into(page, examination.findings, detail)
    _fixes(page, examination)
    found = sorted(examination.findings, key=lambda one: list(Severity).index(one.severity))
    if found and not quiet:
        page.line()
        page.line(f"More about each: gomigrate explain {found[0].code}")
    if not found:
        page.line()
        page.line("nothing found", "bold green")
    return str(page)


def _settings(page: Page, settings: tuple[Setting, ...], *, verbose: bool) -> None:
    page.line()
    shown = [row for row in settings if row.value or row.overrides]
    page.table([(row.name, row.origin, _value(row)) for row in shown])
    unset = [row.name for row in settings if row not in shown]
    if unset and verbose:
        page.table([("not set", ", ".join(unset))])


def _value(row: Setting) -> str:
    over = "".join(f" (overrides {value} of {origin})" for origin, value in row.overrides)
    return f"{row.value}{over}"


def _checks(page: Page, checks: tuple[Check, ...], *, verbose: bool) -> None:
    page.line()
    first, second = (max(map(len, words)) for words in (_MARKS.values(), [check.title for check in checks]))
    for check in checks:
        page.table([(_MARKS[check.state].ljust(first), check.title.ljust(second), check.summary)], indent=0)
        if verbose and check.evidence:
            page.block("\n".join(check.evidence), indent=4)


def _rehearsal(page: Page, rehearsal: Rehearsal, *, verbose: bool) -> None:
    page.line()
    page.line(f"From {rehearsal.today} to {rehearsal.proxy}", "bold")
    shown = [row for row in rehearsal.modules if verbose or row.state != "same"]
    page.table((row.state, str(row.module), row.detail) for row in shown)
    for phase in rehearsal.phases:
        page.table([(phase.name, "ready" if phase.is_ready else "not yet", phase.reason)])
        page.block(f"go env -w GOPROXY={_word(phase.goproxy)}", indent=6)


def _fixes(page: Page, examination: Examination) -> None:
    if examination.applied:
        page.line()
        page.line("Done; the next gomigrate doctor shows what is left", "bold green")
        page.block("\n".join(examination.applied))
    elif examination.fixes:
        page.line()
        page.line("--fix --write would do", "bold")
        for fix in examination.fixes:
            page.block(fix_command(fix.words))
            page.table([(fix.reason,)], indent=8)


def fix_command(words: tuple[str, ...]) -> str:
    """A go command to copy."""
    return " ".join(["go", *(_word(word) for word in words)])


def _word(word: str) -> str:
    import shlex

    return shlex.quote(word)


def doctor_json(examination: Examination) -> dict[str, Any]:
    """Everything doctor says, in the shape of schemas/doctor.json."""
    errors = sum(finding.severity is Severity.ERROR for finding in examination.findings)
    return {
        "schema": SCHEMA,
        "root": examination.root,
        "module": examination.module,
        "errors": errors,
        "settings": [
            {
                "name": row.name,
                "value": row.value,
                "origin": row.origin,
                "overrides": [{"origin": origin, "value": value} for origin, value in row.overrides],
            }
            for row in examination.settings
        ],
        "checks": [
            {
                "name": check.name,
                "title": check.title,
                "state": str(check.state),
                "summary": check.summary,
                "evidence": list(check.evidence),
                "findings": [finding_json(finding) for finding in check.findings],
            }
            for check in examination.checks
        ],
        "fixes": [{"command": fix_command(fix.words), "reason": fix.reason} for fix in examination.fixes],
        "applied": list(examination.applied),
        "rehearsal": _rehearsal_json(examination.rehearsal) if examination.rehearsal else None,
    }


def _rehearsal_json(rehearsal: Rehearsal) -> dict[str, Any]:
    return {
        "proxy": rehearsal.proxy,
        "today": rehearsal.today,
        "serves_database": rehearsal.serves_database,
        "modules": [
            {"path": row.module.path, "version": row.module.version, "state": row.state, "detail": row.detail}
            for row in rehearsal.modules
        ],
        "phases": [
            {"name": phase.name, "goproxy": phase.goproxy, "ready": phase.is_ready, "reason": phase.reason}
            for phase in rehearsal.phases
        ],
    }
