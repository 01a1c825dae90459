"""The body of a pull request, in Markdown: what changed, why it is safe, what to look at, how to check it oneself.

Written from the plan and, where there is one, the verdict; `plan`, `apply` and `verify` have it from here, and `batch`
from report.fleets.handover. The words are in templates/review.md.j2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State
from gomigrate.report.buildlines import build_lines, counted_lines
from gomigrate.report.edits import marked_lines
from gomigrate.report.prose.plaintext import rendered
from gomigrate.report.words.findings import evidence_of, message_of, remedy_of
from gomigrate.report.words.verifying.answers import (
    answers,
    compiled_words,
    configuration_name,
    files_words,
    last_line,
    questions,
    recorded_words,
    support_words,
    what_to_do,
    why_other_code,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.edits import FileEdit
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import CompiledBuild, PlatformVerdict, Verdict


def review_markdown(
    plan: Plan | None, verdict: Verdict | None = None, *, branch: str = "", edits: Sequence[FileEdit] = ()
) -> str:
    """The whole body. `plan` is None where a verified branch carries no record, `verdict` where nothing was compared
    yet; `branch` is the one written or verified, "" where nothing is written, `edits` are shown before they are."""
    planned = plan.findings if plan else ()
    findings = [*planned, *(verdict.findings if verdict else ())]
    is_undecided = any(f.severity is Severity.ERROR for f in planned) or bool(plan and plan.count(State.UNRESOLVED))
    code = verdict.code if verdict else None
    return rendered(
        "review.md.j2",
        plan=plan,
        verdict=verdict,
        branch=branch,
        diff=[line for edit in edits for _, line in marked_lines(edit)],
        build_files=counted_lines(build_lines(plan)) if plan else "",
        findings=findings,
        is_undecided=is_undecided,
        questions=list(zip(questions(verdict), answers(verdict), strict=True)) if verdict else [],
        last_line=last_line(verdict) if verdict else "",
        to_do=[what_to_do(item) for item in verdict.to_do] if verdict else [],
        compiled=[(configuration_name(c), compiled_words(c), _other_code(c)) for c in code.compiled] if code else [],
        platforms=[(configuration_name(p), files_words(p), _differing(p)) for p in code.platforms] if code else [],
        go_versions=[(s.version, support_words(s)) for s in verdict.build.go_versions] if verdict else [],
    )


def gate_markdown(verdict: Verdict) -> str:
    """The verdict of a gate, for the summary of a job."""
    state = verdict.code.recorded
    return rendered(
        "gate.md.j2",
        verdict=verdict,
        last_line=last_line(verdict),
        recorded=recorded_words(state) if state and state.commit else "",
        findings=[(f.code, message_of(f), evidence_of(f), remedy_of(f)) for f in verdict.findings],
    )


def _other_code(build: CompiledBuild) -> list[tuple[str, str, str]]:
    """(how, package, why) for each package that the compiler made other code of, or none."""
    return [
        *(("other code", d.import_path, why_other_code(d)) for d in build.differ),
        *(("compiled before, not now", package.import_path, package.after) for package in build.newly_broken),
        *(("lost", path, "") for path in build.lost),
    ]


def _differing(platform: PlatformVerdict) -> list[tuple[str, str, str]]:
    """(how, package, what was said) for each package that does not build the same."""
    return [
        *(("differs", difference.import_path, "") for difference in platform.differ),
        *(("lost", path, "") for path in platform.lost),
        *(("broken", path, error) for path, error in platform.newly_broken),
    ]
