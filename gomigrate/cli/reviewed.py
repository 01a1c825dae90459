"""A plan that was shown: kept by `plan`, and taken by `apply` where it is still what would be planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.cli.output import say
from gomigrate.model.errors import ProjectProblem, Suggested, UsageProblem, WorldProblem

if TYPE_CHECKING:
    from gomigrate.model.edits import FileEdit
    from gomigrate.model.plan import Plan
    from gomigrate.model.policy import Policy
    from gomigrate.model.savedplan import SavedPlan
    from gomigrate.pipeline import Prepared
    from gomigrate.world.world import World


HOUR, DAY = 3600.0, 86400.0
_MUCH = 10 << 20
"""From so many bytes on the plan names what was downloaded and is not needed."""


def keep(world: World, prepared: Prepared, policy: Policy, import_path: str, out: str) -> None:
    """Keep the plan for the next apply; and in the file `out`, if that is not "". Raises UsageProblem where there is no
    commit that such a file could be for, WorldProblem where it cannot be written."""
    from gomigrate.saved.circumstances import saved_plan
    from gomigrate.saved.keeping import LastPlans, write_plan

    project = prepared.inventory.project
    if not project.commit:
        if out:
            raise UsageProblem(f"--out: {project.root} has no commit in git that the plan could be for")
        return
    try:
        saved = saved_plan(world, prepared.inventory, policy, import_path, prepared.draft, prepared.changes)
    except WorldProblem:
        if out:
            raise
        return
    if saved is None:
        raise ProjectProblem(f"HEAD of {project.root} moved while gomigrate planned")
    if out:
        write_plan(saved, out, world.environ)
    LastPlans(world.environ).keep(saved)


def last_plan(world: World, folder: str, policy: Policy, import_path: str, *, seconds: float = DAY) -> SavedPlan | None:
    """The plan that was shown last for the project, not longer ago than that, if it is made of the same as now; None
    otherwise."""
    from gomigrate.model.savedplan import departures
    from gomigrate.saved.circumstances import circumstances, options_of
    from gomigrate.saved.keeping import LastPlans
    from gomigrate.scan.project.locate import find_project

    saved = LastPlans(world.environ).of(find_project(folder, world.go_env.gopath).root, seconds)
    if saved is None:
        return None
    places = ((one.place, one.watch) for one in saved.circumstances.watched)
    now = circumstances(world, saved.start.root, options_of(policy, import_path), places)
    return saved if now is not None and not departures(saved.circumstances, now) else None


def may_change(world: World, plan: Plan) -> bool:
    """Whether the plan would differ if a source gave what none had, or stops because of that. Sources that refused need
    not be asked again as long as their refusal counts."""
    from gomigrate.model.decision import Answers, Unfetched, Unsourced
    from gomigrate.pipeline import needs_decision

    def is_settled(asked: Answers) -> bool:
        sure = {*asked.no, *asked.refused, *asked.not_asked}
        return not (asked.unreachable or asked.failed) and sure <= world.modules.remembering

    reasons = (line.reason for line in plan.ledger)
    return needs_decision(plan) or any(
        isinstance(reason, Unsourced | Unfetched) and not is_settled(reason.asked) for reason in reasons
    )


def as_today(saved: SavedPlan) -> SavedPlan:
    """The plan with what its commit has nothing to do with as it is now: whether something is not committed."""
    from dataclasses import replace

    from gomigrate.world.git.repository import Repository

    repository = Repository.find(saved.start.root)
    is_dirty = repository is not None and repository.status().is_dirty
    return replace(saved, plan=replace(saved.plan, source=replace(saved.plan.source, is_dirty=is_dirty)))


def edits_of(prepared: Prepared | SavedPlan) -> tuple[FileEdit, ...]:
    """What a person reads of the changes line by line; () for a project without a commit."""
    from gomigrate.pipeline import Prepared

    if not prepared.start.commit:
        return ()
    if isinstance(prepared, Prepared):
        return prepared.edits
    from gomigrate.world.git.difference import file_edits
    from gomigrate.write.changes import changes_of

    return file_edits(changes_of(prepared.reviewed, prepared.changes), prepared.start.prefix)


def plan_of_file(world: World, folder: str, file: str, policy: Policy | None, import_path: str) -> SavedPlan:
    """The plan that was saved in the file. `policy` is None where no option was given beside it. Raises ProjectProblem,
    with what is another now, where it would not come out the same; UsageProblem where the file is no plan."""
    from gomigrate.model.savedplan import departures
    from gomigrate.report.words.planning.departures import departure_words
    from gomigrate.saved.circumstances import circumstances, options_of
    from gomigrate.saved.keeping import read_plan
    from gomigrate.scan.project.locate import find_project

    saved = read_plan(file, world.environ)
    root = find_project(folder, world.go_env.gopath).root
    told = saved.circumstances
    options = told.options if policy is None else options_of(policy, import_path)
    now = circumstances(world, root, options, ((one.place, one.watch) for one in told.watched))
    changed = departures(told, now) if now is not None else ()
    if now is None:
        raise UsageProblem(f"{root} has no commit in git, so {file} is no plan for it")
    if changed:
        raise ProjectProblem(
            f"{file} is out of date, and nothing was written: {departure_words(changed)}",
            remedy=Suggested(("plan", "--out", file)),
        )
    return saved


def say_remembered(world: World, plan: Plan) -> None:
    """Where pins are without a source, say that refusals of the last hour were believed, if any were."""
    from gomigrate.model.plan import State

    if world.memory.used and (plan.count(State.COPIED) or plan.count(State.UNRESOLVED)):
        names = ", ".join(sorted(world.memory.used))
        say(f"What {names} refused within the last hour was not asked again; --refresh asks.", err=True)


def say_spare(world: World, plan: Plan) -> None:
    """What the plan made the go command download for comparison, and does not build with, where that is much: it lies
    in the module cache, where nothing else removes it."""
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.report.words.phrases import spare_words

    if world.traffic.so_far().downloaded < _MUCH:
        return
    needed = {line.replaced_by or ModuleVersion(line.path, line.version) for line in plan.build_list}
    spare = {str(mod): size for mod, size in world.modules.brought.items() if mod not in needed}
    if sum(spare.values()) >= _MUCH:
        say(f"Downloaded to compare, and not needed by this plan: {spare_words(spare)}, in the module cache.", err=True)
