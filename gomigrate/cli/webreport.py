"""`--report FILE` of plan and verify: the report as one page, or as the body of a pull request."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from gomigrate.cli.output import say
from gomigrate.cli.reviewed import edits_of
from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from gomigrate.model.verdict import Verdict
    from gomigrate.pipeline import Prepared

_MARKDOWN = ".md"


def write_plan(file: str, prepared: Prepared, *, opens: bool) -> None:
    """Write the report of a plan, and open it if that is wanted. Raises UsageProblem where the file cannot be
    written."""
    if file.endswith(_MARKDOWN):
        from gomigrate.report.prose.review import review_markdown

        _write(file, visible(review_markdown(prepared.plan, edits=edits_of(prepared)), lines=True) + "\n", opens=False)
        return
    from gomigrate.pages.material import planned_material
    from gomigrate.report.html.webpage import report_page

    _write(file, report_page(prepared.plan, None, planned_material(prepared)), opens=opens)


def write_verdict(file: str, root: str, verdict: Verdict, *, opens: bool) -> None:
    """Write the report of a verdict, with the plan, the edits and the patches that the branch carries, and open it if
    that is wanted. Raises UsageProblem where the file cannot be written, WorldProblem where git fails."""
    if file.endswith(_MARKDOWN):
        _write(file, visible(verdict_markdown(root, verdict), lines=True) + "\n", opens=False)
        return
    from gomigrate.pages.material import recorded_material
    from gomigrate.report.html.webpage import report_page
    from gomigrate.verify.branch.record import recorded_plan

    plan = recorded_plan(root, verdict.ref)
    base = "" if verdict.is_gate else verdict.base
    _write(file, report_page(plan, verdict, recorded_material(root, verdict.ref, base, plan)), opens=opens)


def verdict_markdown(root: str, verdict: Verdict) -> str:
    """The verdict as the body of a pull request, with the plan that the branch carries."""
    from gomigrate.report.prose.review import gate_markdown, review_markdown
    from gomigrate.verify.branch.record import recorded_plan

    if verdict.is_gate:
        return gate_markdown(verdict)
    return review_markdown(recorded_plan(root, verdict.ref), verdict, branch=verdict.ref)


def _write(file: str, page: str, *, opens: bool) -> None:
    from gomigrate.world.disk.files import atomic_write

    try:
        atomic_write(file, page.encode())
    except (OSError, WorldProblem) as error:
        raise UsageProblem(f"--report: {error}") from error
    show_page(file, opens=opens)


def show_page(file: str, *, opens: bool) -> None:
    """Say where a report lies; with `opens` it is opened in the user's browser, where there is one to see."""
    from gomigrate.world.base.browser import open_page, page_address

    is_open = opens and open_page(file, os.environ)
    say(f"report: {page_address(file) if opens and not is_open else file}", err=True)
