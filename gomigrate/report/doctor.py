"""What doctor found, for people and for programs (schemas/doctor.json)."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from gomigrate.model.diagnosis.doctor import CheckState, MirrorState
from gomigrate.model.diagnosis.machine import ENVIRONMENT, WRITTEN
from gomigrate.model.findings import Severity
from gomigrate.model.text.visible import visible
from gomigrate.report.json import facts_json, finding_json
from gomigrate.report.page import EVERYTHING, Detail, Page, findings_into
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.doctor.checks import TITLES, detail_of, lines_of, reason_of, summary_of, why_fixed
from gomigrate.report.words.links import more_about
from gomigrate.report.words.phrases import first_few

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.doctor import Check, Examination, Fix, Rehearsal
    from gomigrate.model.diagnosis.machine import Setting

SCHEMA = "gomigrate/doctor/1"


def doctor_text(
    examination: Examination,
    width: int,
    color: bool,  # noqa: FBT001
    *,
    verbose: bool,
    quiet: bool,
    call: Invocation = HERE,
) -> str:
    """The findings, what --fix would do, the checks that are not ok with their outcome and a line for the others, and
    the settings that were made.

    `verbose` shows all evidence, each check with what it saw, and all settings, `quiet` the findings alone.
    """
    page = Page(width, color=color, call=call)
    if not quiet:
        page.line(f"{examination.module or 'a project without a name'}   {examination.root}", "bold")
    _findings(page, examination, verbose=verbose, quiet=quiet)
    _fixes(page, examination)
    if not quiet:
        _checks(page, examination.checks, verbose=verbose)
        if examination.rehearsal:
            _rehearsal(page, examination.rehearsal, verbose=verbose)
        _settings(page, examination.settings, verbose=verbose)
    return str(page)


def _findings(page: Page, examination: Examination, *, verbose: bool, quiet: bool) -> None:
    found = sorted(examination.findings, key=lambda one: list(Severity).index(one.severity))
    findings_into(page, examination.findings, EVERYTHING if verbose else Detail(notes=not quiet))
    if found and not quiet:
        page.line()
        page.line(more_about(found[0].code))
    if not found:
        skipped = any(check.is_skipped for check in examination.checks)
        page.line()
        page.line("No problems found" + (", but some checks were skipped" if skipped else ""), "bold green")


def _settings(page: Page, settings: tuple[Setting, ...], *, verbose: bool) -> None:
    shown = [row for row in settings if verbose or row.overrides or row.origin in {ENVIRONMENT, WRITTEN}]
    shown = [row for row in shown if row.value or row.overrides]
    page.line()
    page.line("Settings" if verbose else "Settings of the environment and of go env -w (-v shows all)", "bold")
    page.table([(row.name, row.origin, _value(row)) for row in shown] or [("none",)])
    unset = [row.name for row in settings if not (row.value or row.overrides)]
    if unset and verbose:
        page.table([("not set", ", ".join(unset))])


def _value(row: Setting) -> str:
    return row.value + "".join(f" (overrides {value} of {origin})" for origin, value in row.overrides)


def _checks(page: Page, checks: tuple[Check, ...], *, verbose: bool) -> None:
    """Those that are not ok, or all where what they saw is shown as well."""
    well = [check for check in checks if check.state is CheckState.OK]
    shown = checks if verbose else [check for check in checks if check not in well]
    page.line()
    page.line("Checks", "bold")
    marks = [_mark(check) for check in shown]
    first = max((len(TITLES[check.name]) for check in shown), default=0)
    second = max(map(len, marks), default=0)
    for check, mark in zip(shown, marks, strict=True):
        page.table([(TITLES[check.name].ljust(first), mark.ljust(second), summary_of(check))])
        if verbose and (seen := "\n".join(lines_of(check))):
            page.block(seen, indent=6)
    if well and not verbose:
        page.table([("ok: " + ", ".join(TITLES[check.name] for check in well),)])


def _mark(check: Check) -> str:
    """How a check ended: the codes of what it found, or its state."""
    return first_few(tuple(dict.fromkeys(found.code for found in check.findings))) or str(check.state)


def _rehearsal(page: Page, rehearsal: Rehearsal, *, verbose: bool) -> None:
    page.line()
    page.line(f"From {rehearsal.today} to {rehearsal.proxy}", "bold")
    shown = [row for row in rehearsal.modules if verbose or row.state is not MirrorState.SAME]
    page.table((row.state, str(row.module), detail_of(row)) for row in shown)
    for phase in rehearsal.phases:
        page.table([(phase.name, "ready" if phase.is_ready else "not ready", reason_of(rehearsal, phase))])
        page.block(f"go env -w GOPROXY={shlex.quote(phase.goproxy)}", indent=6)


def _fixes(page: Page, examination: Examination) -> None:
    if examination.applied:
        page.line()
        page.line(f"These commands ran. Run {page.call:doctor} again to see what is left.", "bold green")
        page.block("\n".join(fix_command(fix) for fix in examination.applied))
    elif examination.fixes:
        page.line()
        page.line(f"{page.call:doctor --fix --write} would run", "bold")
        for fix in examination.fixes:
            page.block(fix_command(fix))
            page.table([(why_fixed(fix),)], indent=8)


def fixes_script(examination: Examination) -> str:
    """The fixes as lines of a shell, each with its reason; what stands in a name makes no line of its own."""
    lines = [visible(f"{fix_command(fix)}  # {why_fixed(fix)}") for fix in examination.fixes]
    return "\n".join(lines or ["# go env can fix none of the findings"])


def fix_command(fix: Fix) -> str:
    """A go command to copy."""
    return shlex.join(["go", *fix.arguments])


def doctor_json(examination: Examination) -> dict[str, Any]:
    """Everything doctor says, in the shape of schemas/doctor.json."""
    return {
        "schema": SCHEMA,
        "root": examination.root,
        "module": examination.module,
        "errors": sum(finding.severity is Severity.ERROR for finding in examination.findings),
        "settings": [
            {
                "name": row.name,
                "value": row.value,
                "origin": row.origin,
                "overrides": [{"origin": origin, "value": value} for origin, value in row.overrides],
            }
            for row in examination.settings
        ],
        "checks": [_check_json(check) for check in examination.checks],
        "fixes": [{"command": fix_command(fix), "reason": why_fixed(fix)} for fix in examination.fixes],
        "applied": [fix_command(fix) for fix in examination.applied],
        "rehearsal": _rehearsal_json(examination.rehearsal) if examination.rehearsal else None,
    }


def _check_json(check: Check) -> dict[str, Any]:
    return {
        "name": check.name,
        "title": TITLES[check.name],
        "state": check.state,
        "summary": summary_of(check),
        "facts": facts_json(check.facts),
        "evidence": list(lines_of(check)),
        "findings": [finding_json(finding) for finding in check.findings],
    }


def _rehearsal_json(rehearsal: Rehearsal) -> dict[str, Any]:
    return {
        "proxy": rehearsal.proxy,
        "today": rehearsal.today,
        "serves_database": rehearsal.serves_database,
        "modules": [
            {"path": row.module.path, "version": row.module.version, "state": row.state, "detail": detail_of(row)}
            for row in rehearsal.modules
        ],
        "phases": [
            {
                "name": phase.name,
                "goproxy": phase.goproxy,
                "ready": phase.is_ready,
                "reason": reason_of(rehearsal, phase),
            }
            for phase in rehearsal.phases
        ],
    }
