"""Verify: is what the branch builds what was built before, and is it what was planned?"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Finding, Place
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import BuildAnswer, CodeAnswer, Verdict
from gomigrate.modfile.gomod import ModFileError
from gomigrate.verify.branch.borneout import hold_record
from gomigrate.verify.branch.changedfiles import changed_files, told_of_files
from gomigrate.verify.branch.gomodlines import changed_lines, told_of_go_mod
from gomigrate.verify.branch.record import RECORD
from gomigrate.verify.branch.stepproof import told_of_moved, told_of_step
from gomigrate.verify.branch.verifiedbranch import find_branch
from gomigrate.verify.build.configuration import Configuration
from gomigrate.verify.build.lifts import told_of_lifts
from gomigrate.verify.build.otherbuilds import known_platforms
from gomigrate.verify.comparison import BuildComparison, Checks, compare_builds
from gomigrate.verify.gosupport.before import broken_before, broken_by_itself
from gomigrate.verify.gosupport.matrix import support_matrix
from gomigrate.verify.pipeline.answer import pipeline
from gomigrate.world.base.counted import nobody

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.model.gaps import Told
    from gomigrate.model.plan import Plan
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.world.base.counted import Watch
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

DEFAULT_CHECKS = Checks()


def verify(
    world: World,
    root: str,
    ref: str,
    *,
    base: str | None = None,
    platforms: Sequence[str] = (),
    tags: Sequence[tuple[str, ...]] = (),
    checks: Checks = DEFAULT_CHECKS,
    watch: Watch = nobody,
) -> Verdict:
    """Compare the ref (a branch, a commit) with its plan and with the state before.

    `root` is the project's folder, `base` the commit to compare with instead of the recorded one; `platforms`, such as
    "linux/amd64", are added to the host's and the recorded ones, and sets of `tags` to those that the project uses;
    `watch` is told what is being compiled. Nothing in the repository is touched, and without `checks.tests` nothing of
    it is run; all the work is done in a private temporary folder. Raises UsageProblem where `root`, `ref` or `base`
    name nothing that can be verified, WorldProblem where git or the disk fails.
    """
    branch = find_branch(root, ref, base)
    held = hold_record(branch).told if branch.plan else ()
    told = [*branch.told, *held, *told_of_go_mod(branch), *told_of_step(branch)]
    if world.go is None:
        built = _without_go(branch)
    else:
        wanted, unknown = _platforms(world, world.go, branch.plan, platforms)
        told += unknown
        builds = [Configuration(platform=platform) for platform in wanted]
        builds += [Configuration(platform=wanted[0], tags=tuple(sorted(given))) for given in tags]
        built = compare_builds(world, world.go, branch, builds, checks, watch)
    broken = broken_before(broken_by_itself(built.compiled))
    support = support_matrix(world.go, branch, tries=checks.go_versions, known_broken=broken)
    changed = changed_files(branch, built.compared)
    told += [*built.told, *told_of_lifts(branch.plan, built.platforms, built.compiled)]
    told += told_of_moved(branch, built.platforms)
    told += told_of_files(branch, changed)
    return Verdict(
        ref=ref,
        base=branch.base,
        code=CodeAnswer(
            modules_same=built.modules_same,
            modules_differ=built.modules_differ,
            platforms=built.platforms,
            compiled=built.compiled,
            unplanned=changed.unplanned,
            unproved=changed.unproved,
            findings=_findings(told),
        ),
        build=BuildAnswer(
            go_versions=support.rows,
            tests=built.tests,
            tidy=built.tidy,
            findings=_findings((*built.told_of_building, *support.told)),
        ),
        pipeline=pipeline(branch),
        unchecked=tuple(
            said for said in (*told, *built.told_of_building, *support.told) if isinstance(said, Unchecked)
        ),
    )


def _findings(told: Iterable[Told]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(said for said in told if isinstance(said, Finding)))


def _platforms(
    world: World, go: GoCommand, plan: Plan | None, given: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """The platforms to compare on: the host's, the recorded ones and those given. One that the go command does not
    know cannot be compared, though go list would make up a list for it: a finding. Raises UsageProblem where such a one
    is given."""
    host = f"{world.go_env.goos}/{world.go_env.goarch}"
    wanted = tuple(dict.fromkeys((host, *(plan.platforms if plan else ()), *given)))
    known = known_platforms(go) if set(wanted) != {host} else {host}
    unknown = [platform for platform in wanted if platform not in known]
    wrong = [platform for platform in given if platform in unknown]
    if wrong:
        near = get_close_matches(wrong[0], sorted(known), n=3)
        told = f"; close: {', '.join(near)}" if near else ""
        instead = (wrong[0], near[0]) if near else None
        raise UsageProblem(
            f"the go command has no platform {wrong[0]}{told}", remedy="go tool dist list", instead=instead
        )
    return (
        tuple(platform for platform in wanted if platform in known),
        tuple(finding("GM316", place=Place(RECORD), platform=platform) for platform in unknown),
    )


def _without_go(branch: VerifiedBranch) -> BuildComparison:
    """What can be said by reading alone."""
    unchecked = Unchecked(what=Gap.NO_GO_COMMAND)
    plan = branch.plan
    if plan is None:
        return BuildComparison(told=(unchecked,))
    try:
        differ = changed_lines(plan, branch.file("go.mod"))
    except ModFileError as e:
        fault = finding("GM301", place=Place("go.mod"), command="", platform="", error=str(e))
        return BuildComparison(told=(unchecked, fault))
    return BuildComparison(
        modules_same=max(0, len(plan.requires) + len(plan.replaces) - len(differ)),
        modules_differ=differ,
        told=(unchecked, Unchecked(what=Gap.GO_MOD_LINES_ALONE)),
    )
