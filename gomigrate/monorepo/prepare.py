"""The plan for one module, with the modules that it needs already made."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.errors import ProjectProblem
from gomigrate.model.findings import Finding
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.plan import Step
from gomigrate.model.trees.parttree import PartTree
from gomigrate.monorepo.folders import below, replace_path
from gomigrate.monorepo.inventory import module_inventory
from gomigrate.monorepo.partition.conflicts import conflict_findings, conflicts_within
from gomigrate.monorepo.partition.graph import needed_by
from gomigrate.pipeline import make_resolver, prepare_scanned
from gomigrate.plan.repository.neighbours import Neighbour, carried
from gomigrate.report.fleets.commits import module_message
from gomigrate.scan.project.modulestate import declared_module
from gomigrate.verify.branch.record import read_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.fleets.partition import NewModule, Partition
    from gomigrate.model.plan import Change, ChangeSet, Plan
    from gomigrate.model.policy import Policy
    from gomigrate.model.trees.tree import Tree
    from gomigrate.monorepo.divide import Divided
    from gomigrate.pipeline import Prepared
    from gomigrate.plan.repository.neighbours import Carried
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedModule:
    """The plan for one module (`prepared`), and all its changes as one step, so that the module builds with every later
    commit. Paths are relative to the repository's top."""

    divided: Divided
    prepared: Prepared
    step: Step

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.prepared.plan

    @property
    def files(self) -> dict[str, bytes]:
        """The files that the step makes or changes, by path."""
        return {change.path: change.after for change in self.step.changes if change.after is not None}


def prepare_module(
    world: World, divided: Divided, folder: str, policy: Policy, files: Mapping[str, bytes]
) -> PreparedModule:
    """The plan for the module in `folder`.

    `files` are the files that the modules it needs have by then, by path below the top. Writes nothing but caches.
    Raises ProjectProblem where there is no such module, NothingToDo where it is one already, else as prepare does.
    """
    partition, committed = divided.partition, divided.surveyed.trees.committed
    if all(module.folder != folder for module in partition.modules):
        raise ProjectProblem("no module of the repository any more: it was changed since the batch began")
    module = partition.module(folder)
    inventory = module_inventory(divided, module)
    conflicts = conflicts_within(partition, module)
    inventory = replace(
        inventory,
        findings=(*inventory.findings, *conflict_findings(conflicts, Layout.ONE)),
        disagreements=tuple(conflict.path for conflict in conflicts),
    )
    so_far = PartTree(committed, "", files=files)
    around = tuple(_neighbours(partition, module, so_far))
    prepared = prepare_scanned(world, inventory, policy, make_resolver(world), around, so_far)
    return PreparedModule(divided=divided, prepared=prepared, step=_step(module, prepared.changes))


def _step(module: NewModule, changes: ChangeSet) -> Step:
    found: dict[str, Change] = {}
    for step in changes.steps:
        for change in step.changes:
            path = posixpath.join(module.folder, change.path)
            found[path] = replace(change, path=path, before=found.get(path, change).before)
    message = module_message(module.folder or module.path, [step.body for step in changes.steps])
    return Step(subject=message.subject, body=message.body, changes=tuple(found[path] for path in sorted(found)))


def _neighbours(partition: Partition, module: NewModule, so_far: Tree) -> Iterator[Neighbour]:
    """The modules that one needs, directly or not, as its replace lines name them."""
    folders = {other.folder for other in partition.modules}
    for folder in needed_by(module.folder, {other.folder: other.needs for other in partition.modules}):
        inside = tuple(inner for other in folders if (inner := below(other, folder)))
        tree = PartTree(so_far, folder, without=inside)
        items = carried(tree.read("go.mod"), _plan_of(tree), folder)
        yield Neighbour(
            path=declared_module(tree) or partition.module(folder).path,
            folder=replace_path(folder, module.folder),
            tree=tree,
            carried=tuple(
                item if item.built.version else _from_there(item, module.folder, so_far)
                for item in items
                if item.built.version or item.built.path not in folders
            ),
        )


def _from_there(item: Carried, importer: str, so_far: Tree) -> Carried:
    """The folder of a module in the repository, as the importing module names it."""
    folder = item.built.path
    return replace(item, built=ModuleVersion(replace_path(folder, importer)), tree=PartTree(so_far, folder))


def _plan_of(tree: Tree) -> Plan | None:
    """The plan that made a module, None where it was a module before."""
    record = read_record(tree)
    return None if isinstance(record, Finding) else record
