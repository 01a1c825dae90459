"""The plan for each module."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.errors import UsageProblem
from gomigrate.model.modules import ModuleVersion
from gomigrate.monorepo.divide import refuse_unclear
from gomigrate.monorepo.places import below, places_held, relative, upon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gomigrate.model.fleets.partition import ModulePart, Partition
    from gomigrate.model.plan import Change, ChangeSet, Plan, Step
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.monorepo.divide import Divided
    from gomigrate.pipeline import Prepared
    from gomigrate.plan.repository.neighbours import Carried, Neighbour
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.world import World


class PartState(StrEnum):
    """What became of the plan for one module."""

    READY = "ready"
    MODULE = "a module already"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPart:
    """The plan for one module. `reasons` say why it is blocked; `blocked_by` are the folders of modules that it needs
    and that are blocked."""

    part: ModulePart
    state: PartState
    prepared: Prepared | None = None
    reasons: tuple[str, ...] = ()
    blocked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRepository:
    """The plans for all modules, in the order in which they are to be made, and the steps: one for each."""

    divided: Divided
    parts: tuple[PreparedPart, ...]
    changes: ChangeSet


def prepare_part(
    world: World, divided: Divided, folder: str, policy: Policy, resolver: Resolver, so_far: Tree
) -> PreparedPart:
    """The plan for the module in `folder`. `so_far` is the repository with the modules in it that this one needs, as
    the branch has them by then. Raises WorldProblem where the surroundings fail."""
    from gomigrate.model.fleets.partition import Layout
    from gomigrate.monorepo.part import scan_part
    from gomigrate.monorepo.partition.make import conflict_findings, conflicts_within
    from gomigrate.pipeline import blocking, prepare_scanned

    partition = divided.partition
    part = partition.module(folder)
    inventory = scan_part(divided.surveyed, partition, part)
    conflicts = conflict_findings(conflicts_within(partition, part), Layout.ONE)
    inventory = replace(inventory, findings=(*inventory.findings, *conflicts))
    try:
        around = tuple(_neighbours(partition, part, so_far))
        prepared = prepare_scanned(world, inventory, policy, resolver, around, so_far)
    except UsageProblem:
        return PreparedPart(part=part, state=PartState.MODULE)
    reasons = blocking(prepared.plan)
    state = PartState.BLOCKED if reasons else PartState.READY
    return PreparedPart(part=part, state=state, prepared=prepared, reasons=reasons)


def prepare_parts(
    world: World, divided: Divided, policy: Policy, told: Callable[[PreparedPart], None] = lambda part: None
) -> PreparedRepository:
    """The plans for all modules, from the leaves up; `told` hears of each as it is done. What needs a blocked one is
    blocked by it, and the others go on. Writes nothing but caches.

    Raises ProjectProblem where gomigrate.toml has a wish that cannot be understood, WorldProblem where the surroundings
    fail.
    """
    from gomigrate.model.plan import ChangeSet
    from gomigrate.model.trees.parttree import PartTree
    from gomigrate.pipeline import make_resolver

    refuse_unclear(divided)
    partition = divided.partition
    resolver = make_resolver(world)
    done: dict[str, PreparedPart] = {}
    held = places_held(divided, policy)
    steps = [held] if held.changes else []
    holding = {change.path: change.after for change in held.changes}
    files: dict[str, bytes] = {}
    for folder in (folder for batch in partition.order for folder in batch):
        part = partition.module(folder)
        blocked_by = tuple(need for need in part.needs if done[need].state is PartState.BLOCKED)
        if blocked_by:
            done[folder] = PreparedPart(part=part, state=PartState.BLOCKED, blocked_by=blocked_by)
        else:
            so_far = PartTree(divided.surveyed.trees.committed, "", files=files)
            done[folder] = prepare_part(world, divided, folder, policy, resolver, so_far)
        ready = done[folder].prepared
        if ready is not None and done[folder].state is PartState.READY:
            steps.append(upon(part_step(part, ready), holding))
            files.update(written_files(steps[-1]))
        told(done[folder])
    return PreparedRepository(divided=divided, parts=tuple(done.values()), changes=ChangeSet(steps=tuple(steps)))


def written_files(step: Step) -> dict[str, bytes]:
    """The files that are there after the step and were not, or were others, before; by path."""
    return {change.path: change.after for change in step.changes if change.after is not None}


def part_step(part: ModulePart, prepared: Prepared) -> Step:
    """All changes for one module as one commit, so that the module builds with every commit from there on; paths are
    relative to the repository's top."""
    from gomigrate.model.plan import Step

    changes: dict[str, Change] = {}
    for step in prepared.changes.steps:
        for change in step.changes:
            path = posixpath.join(part.folder, change.path)
            first = changes.get(path, change)
            changes[path] = replace(change, path=path, before=first.before)
    bodies = [step.body.strip("\n") for step in prepared.changes.steps if step.body.strip("\n")]
    return Step(
        subject=f"Build {part.folder or part.path} with Go modules",
        body="\n\n".join(bodies) + "\n",
        changes=tuple(changes[path] for path in sorted(changes)),
    )


def _neighbours(partition: Partition, part: ModulePart, so_far: Tree) -> Iterator[Neighbour]:
    """The modules that a part needs, directly or not, as its replace lines name them."""
    from gomigrate.model.trees.parttree import PartTree
    from gomigrate.monorepo.partition.graph import needed_by
    from gomigrate.plan.repository.neighbours import Neighbour, carried
    from gomigrate.scan.project.modulestate import declared_module

    folders = frozenset(other.folder for other in partition.modules)
    pairs = [(other.folder, need) for other in partition.modules for need in other.needs]
    for folder in sorted(needed_by(part.folder, pairs)):
        inside = tuple(inner for other in folders - {folder} if (inner := below(other, folder)))
        tree = PartTree(so_far, folder, without=inside)
        items = carried(tree.read("go.mod"), _plan_of(tree), folder)
        yield Neighbour(
            path=declared_module(tree) or partition.module(folder).path,
            folder=relative(folder, part.folder),
            tree=tree,
            carried=tuple(
                item if item.built.version else _from_there(item, part.folder, so_far)
                for item in items
                if item.built.version or item.built.path not in folders
            ),
        )


def _from_there(item: Carried, importer: str, so_far: Tree) -> Carried:
    """A folder of the repository that stands for a module, as the importing module names it."""
    from gomigrate.model.trees.parttree import PartTree

    folder = item.built.path
    return replace(item, built=ModuleVersion(relative(folder, importer)), tree=PartTree(so_far, folder))


def _plan_of(tree: Tree) -> Plan | None:
    """The plan that a module was made by, None where it was one before."""
    from gomigrate.model.findings import Finding
    from gomigrate.verify.branch.record import read_record

    record = read_record(tree)
    return None if isinstance(record, Finding) else record
