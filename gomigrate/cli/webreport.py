"""`--report FILE` of plan and verify: the report as one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.cli.output import say
from gomigrate.model.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from gomigrate.model.verdict import Verdict
    from gomigrate.pipeline import Prepared


def write_plan(file: str, prepared: Prepared) -> None:
    """Write the report of a plan. Raises UsageProblem where the file cannot be written."""
    from gomigrate.graph.picture import draw
    from gomigrate.graph.requirements import whole
    from gomigrate.report.html.webpage import PATCH_NAME, PageMaterial, report_page

    patches = tuple(
        (change.path, change.after.decode("utf-8", "replace"))
        for step in prepared.changes.steps
        for change in step.changes
        if change.path.endswith(PATCH_NAME) and change.after is not None
    )
    edits = prepared.edits if prepared.inventory.project.commit else ()
    material = PageMaterial(picture=draw(whole(prepared.requirements)), patches=patches, edits=edits)
    _write(file, report_page(prepared.plan, None, material))


def write_verdict(file: str, root: str, verdict: Verdict) -> None:
    """Write the report of a verdict, with the plan and the patches that the branch carries. Raises UsageProblem."""
    from gomigrate.report.html.webpage import PageMaterial, report_page
    from gomigrate.verify.branch.record import recorded_patches, recorded_plan

    plan = recorded_plan(root, verdict.ref)
    patches = recorded_patches(root, verdict.ref, plan) if plan else ()
    _write(file, report_page(plan, verdict, PageMaterial(patches=patches)))


def _write(file: str, page: str) -> None:
    from gomigrate.world.disk.files import atomic_write

    try:
        atomic_write(file, page.encode())
    except (OSError, WorldProblem) as error:
        raise UsageProblem(f"--report: {error}") from error
    say(f"report: {file}", err=True)
