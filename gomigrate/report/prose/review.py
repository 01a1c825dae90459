"""The body of a pull request, in Markdown: what changed, why it is safe, what to look at, how to check it oneself.

Written from the plan and, where there is one, the verdict; `plan`, `apply` and `verify` have it from here, and `batch`
from report.fleets.handover. The words are in templates/review.md.j2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.plan import State
from gomigrate.report.prose.plaintext import rendered

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import PlatformVerdict, Verdict


def review_markdown(plan: Plan | None, verdict: Verdict | None = None, *, branch: str = "") -> str:
    """The whole body. `plan` is None where a verified branch carries no record, `verdict` where nothing was compared
    yet; `branch` is the one written or verified, "" where nothing is written."""
    findings = [*(plan.findings if plan else ()), *(verdict.findings if verdict else ())]
    is_undecided = any(f.severity is Severity.ERROR for f in findings) or bool(plan and plan.count(State.UNRESOLVED))
    differing = [(platform, _differing(platform)) for platform in verdict.platforms] if verdict else []
    return rendered(
        "review.md.j2",
        plan=plan,
        verdict=verdict,
        branch=branch,
        findings=findings,
        is_undecided=is_undecided,
        platforms=differing,
    )


def _differing(platform: PlatformVerdict) -> list[tuple[str, str, str]]:
    """(how, package, what was said) for each package that does not build the same."""
    return [
        *(("differs", difference.import_path, "") for difference in platform.differ),
        *(("lost", path, "") for path in platform.lost),
        *(("broken", path, error) for path, error in platform.newly_broken),
    ]
