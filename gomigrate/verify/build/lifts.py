"""The packages that differ and belong to modules that the user had lifted to other releases: that explains them, and
excuses none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.decision import Offered
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.verify.branch.record import RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.plan import Plan
    from gomigrate.model.verdict import CompiledBuild, PlatformVerdict


def told_of_lifts(
    plan: Plan | None, platforms: Sequence[PlatformVerdict], compiled: Sequence[CompiledBuild]
) -> Iterator[Finding]:
    """A finding, where packages differ of modules that the plan took to a release with other files."""
    lifted = {one.path: one.reason for one in plan.lifted if one.reason.how is not Offered.SAME} if plan else {}
    differing = {package.import_path for verdict in platforms for package in verdict.differ}
    differing |= {package.import_path for build in compiled for package in build.differ}
    of_lifted = {package for package in differing if any(is_inside(package, path) for path in lifted)}
    if of_lifted:
        names = tuple(
            f"{path} {reason.old} -> {reason.new}"
            for path, reason in sorted(lifted.items())
            if any(is_inside(package, path) for package in of_lifted)
        )
        others = len(differing) - len(of_lifted)
        yield finding("GM325", place=Place(RECORD), packages=len(of_lifted), others=others, names=names)
