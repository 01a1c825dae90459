"""The verdict of verify as text."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.verdict import (
    FileChange,
    Outcome,
    PackageDifference,
    PlatformVerdict,
    SuiteVerdict,
    Tidy,
    TidyState,
    Verdict,
    When,
)
from gomigrate.report.page import Detail, Page, findings_into
from gomigrate.report.words.phrases import counted, first_few
from gomigrate.report.words.reasons import short
from gomigrate.report.words.verifying import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 12
"""So many names are given where there may be hundreds; JSON has them all."""

_MOST_LINES = 40
_DETAIL = Detail(cases=10_000, evidence=20, idle_remedies=True)
_ORDER = ("differs", "lost", "broken", "new")


def verdict_text(verdict: Verdict, width: int, color: bool) -> str:  # noqa: FBT001
    """What was compared and what came out, the differences by name."""
    page = Page(width, color=color)
    page.line(_headline(verdict), "bold green" if verdict.is_equal else "bold red")
    page.line()
    page.table([_modules(verdict), *(_platform(p) for p in verdict.platforms)], indent=0)
    for d in verdict.modules_differ:
        page.table([("module", d.path, f"planned {d.planned or 'absent'}, listed {d.listed or 'absent'}")])
    errors = [f for f in verdict.findings if f.severity is Severity.ERROR]
    findings_into(page, errors, _DETAIL)
    _details(page, verdict.platforms)
    _others(page, verdict.unplanned)
    broken = sorted({path for p in verdict.platforms for path in p.broken_before})
    if broken:
        page.line()
        page.line(f"Broken before already, so not compared: {first_few(broken, SHOWN)}")
    if verdict.tests is not None:
        _tests(page, verdict.tests)
    if verdict.tidy is not None:
        _tidy(page, verdict.tidy)
    findings_into(page, [f for f in verdict.findings if f not in errors], _DETAIL)
    if verdict.unchecked:
        page.line()
        page.line("Not checked")
        page.table((f"- {unchecked_words(left)}",) for left in verdict.unchecked)
    return str(page)


def next_step(verdict: Verdict) -> str:
    """What follows from the verdict. HEAD is there already, so nothing is left to be merged."""
    if verdict.is_equal:
        if verdict.ref == "HEAD":
            return "nothing; as a gate in CI: gomigrate verify --against HEAD"
        body = f"gomigrate verify --against {shlex.quote(verdict.ref)} --format markdown"
        return f"git merge {shlex.quote(verdict.ref)}\nFor a pull request: {body}"
    if any(finding.severity is Severity.ERROR for finding in verdict.findings):
        return "gomigrate explain CODE, for what can be done about a finding"
    return "gomigrate plan -v, for what was decided and why"


def _headline(verdict: Verdict) -> str:
    against = f" as {short(verdict.base)}" if verdict.base else " as before"
    others = f"; {counted(len(verdict.unplanned), 'other file')} changed" if verdict.unplanned else ""
    if verdict.is_equal and verdict.unchecked:
        return f"equal in what was compared: {verdict.ref} builds the same{against}{others}; see what was not checked"
    if verdict.is_equal:
        return f"equal: {verdict.ref} builds the same{against}{others}"
    if not verdict.base:
        return f"not compared: there is no state before to compare {verdict.ref} with"
    if not verdict.platforms:
        return f"not compared: the packages of {verdict.ref} could not be listed on both sides"
    return f"not equal: {verdict.ref} does not build the same{against}"


def _modules(verdict: Verdict) -> tuple[str, str]:
    if not verdict.modules_same and not verdict.modules_differ:
        return "build list", "not compared with a plan"
    return "build list", f"{verdict.modules_same} modules as planned, {len(verdict.modules_differ)} not"


def _platform(p: PlatformVerdict) -> tuple[str, str]:
    rest = {
        "different": p.differ,
        "lost": p.lost,
        "newly broken": p.newly_broken,
        "new": p.added,
        "broken before (not compared)": p.broken_before,
    }
    words = [f"{len(packages)} {what}" for what, packages in rest.items() if packages]
    return p.platform, ", ".join([f"{counted(p.same, 'package')} with the same files and bytes", *words])


def _others(page: Page, others: Sequence[FileChange]) -> None:
    """Files that changed besides what the plan says: those of the migration first."""
    if not others:
        return
    page.line()
    page.line(f"{counted(len(others), 'other file')} changed")
    ordered = sorted(others, key=lambda change: (change.when is not When.MIGRATION, change.path))
    page.table((str(c.how), c.path, c.modes, "" if c.when is When.UNKNOWN else str(c.when)) for c in ordered[:SHOWN])
    _more(page, len(others) - SHOWN)


def _more(page: Page, left: int) -> None:
    if left > 0:
        page.line(f"  and {left:,} more; --format json has all")


def _details(page: Page, platforms: Sequence[PlatformVerdict]) -> None:
    """Every package that is not the same, once, with the platforms it is so on."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for p in platforms:
        for row in _rows(p):
            found.setdefault(row, []).append(p.platform)
    if not found:
        return
    page.line()
    ordered = sorted(found.items(), key=lambda item: (_ORDER.index(item[0][0]), item[0]))
    everywhere = len(platforms)
    page.table(
        (what, path, detail, "" if len(where) == everywhere else ", ".join(where))
        for (what, path, detail), where in ordered
    )


def _rows(p: PlatformVerdict) -> list[tuple[str, str, str]]:
    rows = [("differs", d.import_path, _changes(d)) for d in p.differ]
    rows += [("lost", path, "") for path in p.lost]
    rows += [("broken", path, error) for path, error in p.newly_broken]
    rows += [("new", path, "") for path in p.added]
    return rows


def _changes(d: PackageDifference) -> str:
    parts = (("changed", d.changed), ("only before", d.only_before), ("only now", d.only_after))
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in parts if names)


def _tests(page: Page, tests: SuiteVerdict) -> None:
    page.line()
    page.line(f"tests    {tests.same} end as before, {len(tests.changes)} do not")
    if tests.before != tests.after:
        page.table((name, _outcomes(counts)) for name, counts in (("before", tests.before), ("now", tests.after)))
    for change in tests.changes[:SHOWN]:
        what = "worse" if change.is_worse else "other"
        page.table(
            [(what, f"{change.package} {change.test}".rstrip(), f"{_ended(change.before)} -> {_ended(change.after)}")]
        )
        page.block("\n".join(change.evidence), indent=9)
    _more(page, len(tests.changes) - SHOWN)


def _outcomes(counts: Sequence[int]) -> str:
    words = [f"{count} {outcome}" for outcome, count in zip(Outcome, counts, strict=False) if count]
    return ", ".join(words) or "no tests"


def _ended(outcome: Outcome | None) -> str:
    return "not run" if outcome is None else str(outcome)


def _tidy(page: Page, tidy: Tidy) -> None:
    page.line()
    match tidy.state:
        case TidyState.CLEAN:
            page.line("go mod tidy    would change nothing")
        case TidyState.DIFFERS:
            page.line(f"go mod tidy    would change {counted(len(tidy.lines), 'line')}")
            page.block("\n".join(tidy.lines[:_MOST_LINES]))
            _more(page, len(tidy.lines) - _MOST_LINES)
        case TidyState.CANNOT:
            page.line(f"go mod tidy    cannot say: {tidy_reason(tidy)}")
