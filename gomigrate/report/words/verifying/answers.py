"""The three answers of a verdict, and the line that it ends in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.suite import CaseChange
from gomigrate.model.verdict import (
    Builds,
    GoSupport,
    Holds,
    NotCompiled,
    PlatformVerdict,
    VerdictState,
    Witness,
)
from gomigrate.report.words.findings import message_of
from gomigrate.report.words.phrases import all_of, counted, first_few, plural
from gomigrate.report.words.planning.reasons import marks_words
from gomigrate.report.words.verifying.branch import unchecked_words
from gomigrate.report.words.verifying.goversions import why_go_fails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.verdict import (
        CodeAnswer,
        CodeDifference,
        CompiledBuild,
        RecordedState,
        Verdict,
    )

ToDo = Finding | Unchecked | NotCompiled | CaseChange
"""What may stand between a branch and its merge."""

_MOST = 3
"""So many names stand in a line that has other things to say as well."""

_FILES = 8

_QUESTIONS = ("Is it the same code?", "Does it build?", "Does the pipeline run?")
_OF_A_GATE = ("Are the dependencies what the record says?",)


def questions(verdict: Verdict) -> tuple[str, ...]:
    """What the verdict answers."""
    return _OF_A_GATE if verdict.is_gate else _QUESTIONS


def outcome(verdict: Verdict) -> str:
    """What the verdict comes to, in a few words."""
    things = len(verdict.to_do)
    match verdict.state:
        case VerdictState.READY:
            return "as recorded" if verdict.is_gate else "ready to merge"
        case VerdictState.TO_DO if verdict.is_gate:
            return f"as recorded, with {counted(things, 'thing')} to look at"
        case VerdictState.TO_DO:
            return f"{_same(verdict.code)}{_how_far(verdict.code)}, {counted(things, 'thing')} to do before merging"
        case VerdictState.NOT_SAME:
            return "not as recorded" if verdict.is_gate else "not the same build"
        case VerdictState.UNKNOWN:
            return "could not be checked"


def _same(code: CodeAnswer) -> str:
    """What is the same: files say less than compiled code."""
    return "the same build" if code.compiled and code.compiled[0].same else "the same files"


def last_line(verdict: Verdict) -> str:
    """What the verdict comes to, in one line: what, where, why."""
    why = because(verdict)
    return f"{outcome(verdict)}: {why}" if why else outcome(verdict)


def because(verdict: Verdict) -> str:
    """Where and why something differs, or could not be checked; "" where the outcome says all."""
    match verdict.state:
        case VerdictState.NOT_SAME:
            return "; ".join((*_differences(verdict.code), *_broken(verdict, with_reason=True)))
        case VerdictState.UNKNOWN:
            return _why_no_gate(verdict) if verdict.is_gate else _why_unknown(verdict)
        case _:
            return ""


def answers(verdict: Verdict) -> tuple[str, ...]:
    """The answers to its questions."""
    code, builds, runs = verdict.holds
    if verdict.is_gate:
        return (_gate(verdict, code),)
    return _code(verdict, code), _building(verdict, builds), _pipeline(verdict, runs)


def what_to_do(item: ToDo) -> tuple[str, str]:
    """Something to do before merging: what it is about (a finding's code, a kind), and what it says."""
    match item:
        case Finding():
            words = message_of(item)
            return item.code, f"{words.removesuffix('.')} ({item.place})" if item.place else words
        case Unchecked():
            return "not checked", unchecked_words(item)
        case NotCompiled():
            return "broken", f"{item.import_path}: {item.after}"
        case CaseChange():
            return "worse", f"{item.package} {item.test}".rstrip()


def compiled_words(build: CompiledBuild) -> str:
    """How many packages the compiler made the same code of, and what became of the others."""
    total = build.same + len(build.differ) + len(build.not_compiled) + len(build.lost)
    number = f"{build.same:,}" if build.same else "none"
    words = [f"{number} of {counted(total, 'package')} {plural('compiles', build.same)} to the same code"]
    words[0] += f", {build.tests:,} of them tests" if build.tests else ""
    neither = sum(bool(package.before and package.after) for package in build.not_compiled)
    rest = {
        "different": sum(not difference.is_accepted for difference in build.differ),
        "different as accepted": sum(difference.is_accepted for difference in build.differ),
        "lost": len(build.lost),
        "newly broken": len(build.newly_broken),
        "compiled only now": len(build.not_compiled) - neither - len(build.newly_broken),
        "not compiled before or now": neither,
        "new": len(build.added),
    }
    return ", ".join([*words, *(f"{count:,} {what}" for what, count in rest.items() if count)])


def not_compiled_rows(builds: Sequence[CompiledBuild]) -> list[tuple[NotCompiled, tuple[str, ...], tuple[str, ...]]]:
    """What was not compiled on both sides: one package, the paths of all for which the reasons are the same, and the
    builds in which that is so (none where it is in all). Each is named once."""
    found: dict[NotCompiled, list[str]] = {}
    for build in builds:
        for package in build.not_compiled:
            found.setdefault(package, []).append(configuration_name(build))
    rows: dict[tuple[NotCompiled, tuple[str, ...]], list[str]] = {}
    for package, names in found.items():
        where = () if len(names) == len(builds) else tuple(names)
        rows.setdefault((replace(package, import_path=""), where), []).append(package.import_path)
    return [(package, tuple(paths), where) for (package, where), paths in rows.items()]


def files_words(platform: PlatformVerdict) -> str:
    """How many packages have the same files, and what became of the others."""
    rest = {
        "different": platform.differ,
        "different or gone as the step says": platform.moved,
        "of one copy instead of several": platform.merged,
        "lost": platform.lost,
        "newly broken": platform.newly_broken,
        "new": platform.added,
        "broken before (not compared)": platform.broken_before,
    }
    words = [f"{len(packages):,} {what}" for what, packages in rest.items() if packages]
    same = [f"{counted(platform.same, 'package')} with the same files and bytes"]
    if platform.marked:
        marks = {mark for package in platform.marked for mark in package.marks}
        same.append(f"{len(platform.marked):,} the same but for {marks_words(marks)}")
    return ", ".join([*same, *words])


def why_other_code(difference: CodeDifference) -> str:
    """What explains that the compiler made other code of a package."""
    match difference.because:
        case Witness.FILES:
            return f"its files differ: {first_few(difference.files, _FILES)}"
        case Witness.COPY:
            return f"it is built with another copy: {first_few(difference.imports, _MOST)}"
        case Witness.IMPORTS:
            return f"its imports differ: {first_few(difference.imports, _MOST)}"
        case Witness.UNEXPLAINED:
            return "all files compared are the same"


def configuration_name(build: CompiledBuild | PlatformVerdict) -> str:
    """Such as "linux/amd64", "linux/amd64 -tags apparmor,seccomp", or "linux/amd64 without cgo"."""
    tags = f" -tags {','.join(build.tags)}" if build.tags else ""
    return f"{build.platform}{tags}{' without cgo' * (not build.is_cgo)}"


def support_words(support: GoSupport) -> str:
    """Whether a Go builds the branch, by what, and where the project's CI installs it."""
    left = f"builds all but {counted(len(support.left), 'package')} that did not compile before either"
    said = {
        Builds.YES: f"{left} ({first_few(support.left, _MOST)})" if support.left else "builds the branch",
        Builds.NO: "does not build the branch",
        Builds.JUDGED_YES: "can build the branch (not tried)",
        Builds.JUDGED_NO: "cannot build the branch",
        Builds.UNKNOWN: "was not tried",
    }[support.builds]
    why = why_go_fails(support.version, support.fault or "", support.words)
    beside = ("it rewrites go.mod" * support.rewrites, "tried without cgo" * support.without_cgo)
    return "; ".join(filter(None, (": ".join(filter(None, (said, why))), *beside)))


def _differences(code: CodeAnswer) -> list[str]:
    """What is not the same, with the first names of each kind."""
    modules = tuple(difference.path for difference in code.modules_differ)
    words = [f"{counted(len(modules), 'module')} not as planned ({first_few(modules, _MOST)})"] * bool(modules)
    packages = code.differing
    if packages:
        what = f"{counted(len(packages), 'package')} {plural('differs', len(packages))}"
        words.append(f"{what} ({first_few(packages, _MOST)})")
    return words + _errors(code.findings)


def _errors(findings: Sequence[Finding]) -> list[str]:
    """The first error, and how many more there are, as a part of a sentence; [] without one."""
    errors = [what_to_do(found)[1].rstrip(".") for found in findings if found.severity is Severity.ERROR]
    return [first_few(errors, 1)] * bool(errors)


def _broken(verdict: Verdict, *, with_reason: bool = False) -> list[str]:
    """What does not build any more, with the first names, and why the first does not if that is asked for."""
    broken = verdict.broken
    if not broken:
        return []
    paths = first_few([package.import_path for package in broken], _MOST)
    what = f"{counted(len(broken), 'package')} no longer {plural('builds', len(broken))} ({paths})"
    return [f"{what}: {broken[0].after}" if with_reason and broken[0].after else what]


def _why_unknown(verdict: Verdict) -> str:
    if not verdict.base:
        return f"no commit before the migration to compare {verdict.ref} with"
    if not verdict.code.platforms:
        return f"the packages of {verdict.ref} could not be listed on both sides"
    if open_ := verdict.code.not_compared:
        return f"{counted(len(open_), 'package')} {plural('compiles', len(open_))} neither before nor now ({first_few(open_, _MOST)})"
    nothing = next((left for left in verdict.unchecked if left.what is Gap.NOTHING), None)
    return unchecked_words(nothing) if nothing else "the commit before the migration has no package to compare"


def _code(verdict: Verdict, holds: Holds) -> str:
    code = verdict.code
    if holds is Holds.NO:
        return f"no: {'; '.join(_differences(code))}"
    if not code.is_compared:
        return f"not known: {_why_unknown(verdict)}"
    if not code.compiled:
        return f"the same files{_how_far(code)}: {files_words(code.platforms[0])}; not compiled"
    known = f"yes{_how_far(code)}" if code.compiled[0].same else "not known"
    return f"{known}: {compiled_words(code.compiled[0])}"


def _how_far(code: CodeAnswer) -> str:
    """What was not compared, and copies whose place another took on purpose, are never a part of "the same"."""
    in_what = "" if code.is_whole else " in what was compared"
    meant = " but for what was accepted" if any(platform.merged for platform in code.platforms) else ""
    return (
        in_what + meant + (" but for what the step says" if any(platform.moved for platform in code.platforms) else "")
    )


def _gate(verdict: Verdict, holds: Holds) -> str:
    if holds is Holds.NO:
        return f"no: {'; '.join(_differences(verdict.code))}"
    return f"not known: {_why_no_gate(verdict)}" if holds is Holds.UNKNOWN else "yes"


def _why_no_gate(verdict: Verdict) -> str:
    gaps = {left.what for left in verdict.unchecked}
    if Gap.NO_GO_COMMAND in gaps:
        return "there is no go command"
    if Gap.MIGRATION in gaps:
        return "this clone does not have the history of the migration"
    return f"{verdict.ref} has no record that can be read"


def recorded_words(state: RecordedState) -> str:
    """What a gate found unchanged, in numbers."""
    words = [counted(state.lines, "line") + " of go.mod", counted(state.sums, "hash") + " of go.sum"]
    words += [counted(state.files, "file") + " of kept copies"] * bool(state.files)
    return f"{all_of(words)} as the migration left them"


def _building(verdict: Verdict, holds: Holds) -> str:
    if holds is Holds.UNKNOWN:
        tried = any(support.builds in (Builds.YES, Builds.NO) for support in verdict.build.go_versions)
        return (
            "not known: only the branch was compiled, by these versions of Go" if tried else "not known: not compiled"
        )
    if holds is Holds.YES:
        return "yes: what compiled before compiles now"
    words = _broken(verdict)
    tests = verdict.build.tests
    worse = sum(change.is_worse for change in tests.changes) if tests else 0
    words += [f"{counted(worse, 'test')} {plural('ends', worse)} worse"] * bool(worse)
    return f"no: {'; '.join(words + _errors(verdict.build.findings))}"


def _pipeline(verdict: Verdict, holds: Holds) -> str:
    pipeline = verdict.pipeline
    if holds is Holds.YES:
        if not pipeline.files:
            return "no build file found"
        told = f"no problem found in {counted(len(pipeline.files), 'build file')}; they were read, not run"
        return f"{told}; not understood: {first_few(pipeline.unread, _MOST)}" if pipeline.unread else told
    found = [f for f in pipeline.findings if f.severity is not Severity.NOTE]
    places = [str(f.place) for f in found if f.place]
    return f"no: {counted(len(found), 'thing')} to fix ({first_few(places, _MOST)})"
