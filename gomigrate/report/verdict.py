"""The verdict of verify as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding
from gomigrate.model.suite import Outcome, SuiteVerdict
from gomigrate.model.verdict import (
    CodeAnswer,
    CompiledBuild,
    FileChange,
    Holds,
    NotCompiled,
    PackageDifference,
    PlatformVerdict,
    Tidy,
    TidyState,
    Verdict,
    VerdictState,
    When,
    Witness,
)
from gomigrate.report.page import EVERYTHING, Amount, Detail, Page, findings_into, groups_into, notes_into
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.phrases import counted, first_few, plural
from gomigrate.report.words.planning.reasons import short
from gomigrate.report.words.verifying.answers import (
    ToDo,
    answers,
    compiled_words,
    configuration_name,
    files_words,
    last_line,
    not_compiled_rows,
    outcome,
    questions,
    recorded_words,
    support_words,
    what_to_do,
    why_other_code,
)
from gomigrate.report.words.verifying.branch import tidy_reason, unchecked_words

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 12
"""So many names are given where there may be hundreds; JSON has them all."""

_MOST_LINES = 40
_FEW = 3
_DETAIL = Detail(cases=10_000, evidence=20, idle_remedies=True, notes=False, is_folded=True)
_TO_DO = Detail(cases=12, evidence=4, idle_remedies=True)
_STYLES = {Holds.YES: "green", Holds.NO: "bold red", Holds.UNKNOWN: "yellow"}
_ORDER = ("differs", "lost", "broken", "new")


def verdict_text(
    verdict: Verdict,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
    call: Invocation = HERE,
) -> str:
    """What it comes to, the three answers, what is left to do, the evidence for the answers, and the line that the
    verdict ends in."""
    page = Page(width, color=color, call=call)
    style = "bold green" if verdict.state is VerdictState.READY else "bold red"
    against = f" compared with {short(verdict.base)}" if verdict.base else ""
    page.line(f"{outcome(verdict)}: {verdict.ref}{' against its record' if verdict.is_gate else against}", style)
    page.line()
    for question, answer, holds in zip(questions(verdict), answers(verdict), verdict.holds, strict=False):
        page.line(f"  {question} {answer}", _STYLES[holds])
    told = verdict.to_do if verdict.state is VerdictState.TO_DO else ()
    detail = EVERYTHING if amount is Amount.VERBOSE else _DETAIL
    if told:
        page.heading("To look at" if verdict.is_gate else "To do before merging")
        _left(page, told, detail if amount is Amount.VERBOSE else _TO_DO)
    if amount is not Amount.QUIET:
        _evidence(page, verdict, told, detail)
        if unchecked := [left for left in verdict.unchecked if left not in told]:
            page.heading("Not checked")
            page.table((f"- {unchecked_words(left)}",) for left in unchecked)
        if amount is Amount.NORMAL:
            notes_into(page, verdict.findings)
    page.line()
    page.line(last_line(verdict), style)
    return str(page)


def _left(page: Page, items: Sequence[ToDo], detail: Detail) -> None:
    """What there is to do: what no code stands for, each in a line; then the findings with what can be done."""
    others = [what_to_do(item) for item in items if not isinstance(item, Finding)]
    page.table(others[:SHOWN])
    _more(page, len(others) - SHOWN)
    groups_into(page, [item for item in items if isinstance(item, Finding)], detail)


def _evidence(page: Page, verdict: Verdict, told: Sequence[ToDo], detail: Detail) -> None:
    """What each answer follows from, but for the findings that were `told` already."""
    page.heading("The modules" if verdict.is_gate else "The same code")
    _code(page, verdict)
    findings_into(page, [f for f in verdict.code.findings if f not in told], detail)
    if not verdict.is_gate:
        _building(page, verdict)
        findings_into(page, [f for f in verdict.build.findings if f not in told], detail)
        findings_into(page, [f for f in verdict.pipeline.findings if f not in told], detail)


def _code(page: Page, verdict: Verdict) -> None:
    code = verdict.code
    rows = [_modules(code)]
    rows += [("migration", recorded_words(code.recorded))] if code.recorded and code.recorded.commit else []
    rows += [(configuration_name(build), compiled_words(build)) for build in code.compiled]
    rows += [(configuration_name(p), files_words(p)) for p in code.platforms]
    page.table(rows)
    for d in code.modules_differ:
        page.table([("module", d.path, f"planned {d.planned or 'absent'}, listed {d.listed or 'absent'}")])
    _compiled(page, code.compiled)
    _details(page, code.platforms)
    _others(page, code.unplanned)
    broken = sorted({path for p in code.platforms for path in p.broken_before})
    if broken:
        page.line(f"  Broken before already, so not compared: {first_few(broken, SHOWN)}")


def _building(page: Page, verdict: Verdict) -> None:
    build = verdict.build
    if build.go_versions or not_compiled_rows(verdict.code.compiled):
        page.heading("The build")
    page.table(
        (f"go {support.version}", support_words(support), first_few(support.places, _FEW))
        for support in build.go_versions
    )
    for package, paths, where in not_compiled_rows(verdict.code.compiled):
        what, words = _broken(package)
        names = paths[0] if len(paths) == 1 else counted(len(paths), "package")
        page.table([(what, names, f"{words}; with {'; '.join(where)}" if where else words)])
        if paths[1:]:
            page.block("\n".join(paths[:_MOST_LINES]), indent=6)
        _more(page, len(paths) - _MOST_LINES)
    if build.tests is not None:
        _tests(page, build.tests)
    if build.tidy is not None:
        _tidy(page, build.tidy)


def _modules(code: CodeAnswer) -> tuple[str, str]:
    if not code.modules_same and not code.modules_differ:
        return "build list", "not compared with a plan"
    if not code.modules_differ:
        return "build list", f"{'all ' * (code.modules_same > 1)}{counted(code.modules_same, 'module')} as planned"
    total = code.modules_same + len(code.modules_differ)
    return "build list", f"{len(code.modules_differ):,} of {counted(total, 'module')} not as planned"


def _compiled(page: Page, builds: Sequence[CompiledBuild]) -> None:
    """Every package of which the compiler made other code, and why; those that differ since another does come last."""
    rows = [(d, configuration_name(build)) for build in builds for d in build.differ]
    ordered = sorted(rows, key=lambda row: (row[0].because is Witness.IMPORTS, row[0].import_path))
    page.table(("other code", d.import_path, why_other_code(d), where) for d, where in ordered[:_MOST_LINES])
    _more(page, len(ordered) - _MOST_LINES)


def _broken(package: NotCompiled) -> tuple[str, str]:
    """Of a package that was not compiled on both sides: since when, and the compiler's words on either side."""
    if package.before and package.after:
        files = "; its files are the same" if package.same_files else "; its files differ"
        files = files if package.has_files else "; neither side has files of it"
        words = f"before: {package.before}" + ("" if package.before == package.after else f"; now: {package.after}")
        return "compiled neither before nor now", words + files
    if package.after:
        return "compiled before, not now", package.after
    return "compiled only now", package.before


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
            found.setdefault(row, []).append(configuration_name(p))
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
    others = f", {len(tests.changes):,} {plural('does', len(tests.changes))} not" if tests.changes else ""
    page.line(f"tests    {tests.same:,} {plural('ends', tests.same)} as before{others}")
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
