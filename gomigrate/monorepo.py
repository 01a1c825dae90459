"""One repository that becomes several modules: the stages of the pipeline for each of them, from the leaves up."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem, UsageProblem
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.model.partition import Layout, ModulePart, Partition
    from gomigrate.model.plan import Change, ChangeSet, Plan, Step
    from gomigrate.model.tree import Tree
    from gomigrate.model.verdict import Verdict
    from gomigrate.pipeline import Prepared
    from gomigrate.plan.neighbours import Carried, Neighbour
    from gomigrate.plan.policy import Policy
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.scan.survey import Surveyed
    from gomigrate.world.branch import BranchResult
    from gomigrate.world.gitdoor import Repository
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Divided:
    """A repository as it was seen, and the modules that it becomes."""

    surveyed: Surveyed
    partition: Partition


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


def divide(world: World, directory: str, *, layout: Layout | None = None, import_path: str = "") -> Divided:
    """Which modules the repository that `directory` lies in becomes, by what is in it and what its gomigrate.toml says.

    `layout` goes before the one wished there. Raises as scan.survey does.
    """
    from gomigrate.partition.make import make_partition
    from gomigrate.partition.wishes import read_wishes
    from gomigrate.scan.survey import survey

    surveyed = survey(world, directory, import_path=import_path)
    wishes, wrong = read_wishes(surveyed.wishes)
    partition = make_partition(surveyed.survey, wishes, layout)
    return Divided(surveyed=surveyed, partition=replace(partition, findings=(*wrong, *partition.findings)))


def refuse_unclear(divided: Divided) -> None:
    """Raises ProjectProblem where gomigrate.toml has a wish that cannot be understood: it was meant to change what is
    written."""
    from gomigrate.model.findings import Severity

    wrong = tuple(f for f in divided.partition.findings if f.code == "GM901" and f.severity is Severity.ERROR)
    if wrong:
        raise ProjectProblem(f"nothing was planned: {wrong[0].message}", wrong)


def prepare_part(
    world: World, divided: Divided, folder: str, policy: Policy, resolver: Resolver, so_far: Tree
) -> PreparedPart:
    """The plan for the module in `folder`. `so_far` is the repository with the modules in it that this one needs, as
    the branch has them by then. Raises WorldProblem where the surroundings fail."""
    from gomigrate.model.partition import Layout
    from gomigrate.partition.make import conflict_findings, conflicts_within
    from gomigrate.pipeline import blocking, prepare_scanned
    from gomigrate.scan.part import scan_part

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
    from gomigrate.model.parttree import PartTree
    from gomigrate.model.plan import ChangeSet
    from gomigrate.pipeline import make_resolver

    refuse_unclear(divided)
    partition = divided.partition
    resolver = make_resolver(world)
    done: dict[str, PreparedPart] = {}
    held = _places_held(divided, policy)
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
            steps.append(_upon(part_step(part, ready), holding))
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
    from gomigrate.model.parttree import PartTree
    from gomigrate.partition.graph import needed_by
    from gomigrate.plan.neighbours import Neighbour, carried
    from gomigrate.scan.modulestate import declared_module

    folders = frozenset(other.folder for other in partition.modules)
    pairs = [(other.folder, need) for other in partition.modules for need in other.needs]
    for folder in sorted(needed_by(part.folder, pairs)):
        below = tuple(inner for other in folders - {folder} if (inner := _below(other, folder)))
        tree = PartTree(so_far, folder, without=below)
        items = carried(tree.read("go.mod"), _plan_of(tree), folder)
        yield Neighbour(
            path=declared_module(tree) or partition.module(folder).path,
            folder=_relative(folder, part.folder),
            tree=tree,
            carried=tuple(
                item if item.built.version else _from_there(item, part.folder, so_far)
                for item in items
                if item.built.version or item.built.path not in folders
            ),
        )


def _from_there(item: Carried, importer: str, so_far: Tree) -> Carried:
    """A folder of the repository that stands for a module, as the importing module names it."""
    from gomigrate.model.parttree import PartTree

    folder = item.built.path
    return replace(item, built=ModuleVersion(_relative(folder, importer)), tree=PartTree(so_far, folder))


def _plan_of(tree: Tree) -> Plan | None:
    """The plan that a module was made by, None where it was one before."""
    from gomigrate.model.findings import Finding
    from gomigrate.verify.record import read_record

    record = read_record(tree)
    return None if isinstance(record, Finding) else record


def _relative(folder: str, importer: str) -> str:
    """A folder of the repository as a replace line of the module in another one names it: it begins with a dot."""
    path = posixpath.relpath(posixpath.join("/", folder), posixpath.join("/", importer))
    return path if path.startswith(".") else f"./{path}"


def _below(path: str, folder: str) -> str:
    """The path relative to the folder, "" where it does not lie below it."""
    if not folder:
        return path
    return path[len(folder) + 1 :] if path.startswith(folder + "/") else ""


def _places_held(divided: Divided, policy: Policy) -> Step:
    """The step before all others: a go.mod that holds the place of each module below another one, which would have its
    packages until it is made, or for good where it is blocked."""
    from gomigrate.model.plan import Change, Step
    from gomigrate.modfile.placeholder import placeholder
    from gomigrate.plan.policy import DEFAULT_GO
    from gomigrate.scan.listing import has_file

    partition, tree = divided.partition, divided.surveyed.trees.committed
    folders = {part.folder for part in partition.modules}
    changes = [
        Change(path=path, before=None, after=placeholder(part.path, policy.go or DEFAULT_GO))
        for part in partition.modules
        if any(_below(part.folder, other) for other in folders - {part.folder})
        and not has_file(tree, path := posixpath.join(part.folder, "go.mod"))
    ]
    count = f"{len(changes)} folder{'s' if len(changes) != 1 else ''}"
    return Step(
        subject=f"Hold the place of {count} that become modules",
        body="Each belongs to the module above it until it has a go.mod of its own.\n",
        changes=tuple(sorted(changes, key=lambda change: change.path)),
    )


def _upon(step: Step, holding: Mapping[str, bytes | None]) -> Step:
    """The step as it comes after the one that holds places."""
    return replace(
        step,
        changes=tuple(replace(c, before=holding[c.path]) if c.path in holding else c for c in step.changes),
    )


def apply_parts(prepared: PreparedRepository, branch: str, *, force: bool = False) -> BranchResult:
    """Write the modules as commits on a new branch that starts at HEAD: one for each, in their order.

    Raises ProjectProblem where the branch exists or no module is ready, UsageProblem where there is no git.
    """
    from gomigrate.world.branch import write_branch

    project = prepared.divided.surveyed.project
    repository = _repository_of(prepared.divided)
    return write_branch(repository, branch, project.commit, prepared.changes, prefix=project.prefix, force=force)


def apply_part(
    divided: Divided,
    part: PreparedPart,
    policy: Policy,
    branch: str,
    *,
    force: bool = False,
    onto: str = "",
    announce: Callable[[tuple[str, ...]], None] = lambda commits: None,
) -> BranchResult:
    """Write one module as a commit on a new branch that starts at HEAD, after one that holds the places of the others;
    or, with `onto`, go on with the branch that other modules were written to, which must be at that commit. `announce`
    is told the commits before the branch is moved.

    Raises ProjectProblem where the module is not ready or the branch is not as expected, UsageProblem without git.
    """
    from gomigrate.model.plan import ChangeSet
    from gomigrate.world.branch import write_branch

    if part.prepared is None or part.state is not PartState.READY:
        raise ProjectProblem(f"{part.part.path}: nothing was written: {'; '.join(part.reasons) or part.state}")
    repository = _repository_of(divided)
    held = _places_held(divided, policy)
    step = _upon(part_step(part.part, part.prepared), {change.path: change.after for change in held.changes})
    first = (held,) if held.changes and not onto else ()
    project = divided.surveyed.project
    return write_branch(
        repository,
        branch,
        onto or project.commit,
        ChangeSet(steps=(*first, step)),
        prefix=project.prefix,
        force=force or bool(onto),
        expected=onto,
        announce=announce,
    )


def _repository_of(divided: Divided) -> Repository:
    from gomigrate.world.gitdoor import Repository

    project = divided.surveyed.project
    repository = Repository.find(project.root)
    if repository is None or not project.commit:
        raise UsageProblem(f"{project.root} has no commit in git to start a branch from")
    return repository


def verify_parts(
    world: World, prepared: PreparedRepository, ref: str, *, platforms: Sequence[str] | None = None
) -> Iterator[tuple[str, Verdict]]:
    """The folder of each module that was made, and whether it builds the same as before. Raises as verify does."""
    from gomigrate.verify.verify import verify

    root = prepared.divided.surveyed.project.root
    for part in prepared.parts:
        if part.state is PartState.READY:
            folder = posixpath.join(root, part.part.folder).rstrip("/")
            yield part.part.folder, verify(world, folder, ref, platforms=platforms)
