"""The modules that one repository becomes, as the units of a run."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.batch.order import Ordered
from gomigrate.model.errors import ProjectProblem
from gomigrate.model.findings import Severity
from gomigrate.model.fleets.batch import Unit, UnitState
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.trees.parttree import PartTree
from gomigrate.monorepo.closing import close, has_closing
from gomigrate.monorepo.divide import divide, refuse_unclear
from gomigrate.monorepo.prepare import prepare_part
from gomigrate.monorepo.write import write_closing
from gomigrate.pipeline import make_resolver
from gomigrate.report.words.findings import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gomigrate.batch.options import BatchOptions
    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import ModulePart, Partition
    from gomigrate.monorepo.divide import Divided
    from gomigrate.monorepo.prepare import PreparedPart
    from gomigrate.world.git.branch import BranchResult
    from gomigrate.world.world import World

_TOP = "."
_CLOSING = "(at the end)"


def units_of_layout(divided: Divided) -> Ordered:
    """A unit for each module, what others need first. Raises ProjectProblem where a wish cannot be understood."""
    refuse_unclear(divided)
    root, partition = divided.surveyed.project.root, divided.partition
    parts = [partition.module(folder) for batch in partition.order for folder in batch]
    units = [
        Unit(
            path=part.folder or _TOP,
            root=posixpath.join(root, part.folder) if part.folder else root,
            repository=root,
            prefix=part.folder,
            module=part.path,
            why=tuple(_why(partition, part)),
            after=tuple(need or _TOP for need in part.needs),
        )
        for part in parts
    ]
    if has_closing(divided):
        after = tuple(unit.path for unit in units)
        units.append(Unit(path=_CLOSING, root=root, repository=root, after=after, is_closing=True))
    return Ordered(units=tuple(units))


def _why(partition: Partition, part: ModulePart) -> Iterator[str]:
    """The marks of the units in it, by the unit's folder where it is another one."""
    for unit in partition.units:
        if unit.folder in part.units:
            where = "" if unit.folder == part.folder else f"{unit.folder}: "
            yield from (f"{where}{seen or mark}" for mark, seen in unit.marks)


def prepare_module(
    world: World, unit: Unit, options: BatchOptions, files: Mapping[str, bytes]
) -> tuple[Divided, PreparedPart]:
    """The repository as it is divided, and the plan for the unit's module. `files` are those that the modules that it
    needs have by then, by path below the top. Raises ProjectProblem where there is no such module any more."""
    divided = divide(world, unit.repository, layout=options.layout, import_path=options.import_path)
    if all(part.folder != unit.prefix for part in divided.partition.modules):
        raise ProjectProblem("no module of the repository any more: it was changed since the batch began")
    so_far = PartTree(divided.surveyed.trees.committed, "", files=files)
    return divided, prepare_part(world, divided, unit.prefix, options.policy, make_resolver(world), so_far)


class Closer:
    """Does what is left to do when the modules of a repository are there; `findings` are known when it is done."""

    def __init__(self, world: World, unit: Unit, options: BatchOptions) -> None:
        self._world = world
        self._unit = unit
        self._options = options
        self.findings: tuple[Finding, ...] = ()

    @property
    def outcome(self) -> tuple[UnitState, str]:
        """What a unit is when this is done: a go.work was tried out with the go command, but no build goes with files
        that were removed."""
        if self._options.layout is Layout.WORK:
            return UnitState.VERIFIED, ""
        return UnitState.APPLIED, "files that no module needs were removed; there is no build to compare"

    def __call__(
        self, branch: str, *, force: bool, onto: str, announce: Callable[[tuple[str, ...]], None]
    ) -> BranchResult:
        """Write it to the branch, which the modules have brought to the commit `onto`; `force` is of no use here.

        Raises ProjectProblem where there is no such commit, or nothing that could be done; WorldProblem.
        """
        if not onto:
            why = "the branch is another one than this run writes" if force else "no module was made"
            raise ProjectProblem(f"nothing was written at the end: {why}")
        unit, options = self._unit, self._options
        divided = divide(self._world, unit.repository, layout=options.layout, import_path=options.import_path)
        closing = close(self._world, divided, onto)
        self.findings = closing.findings
        wrong = [said for said in closing.findings if said.severity is Severity.ERROR or not closing.step.changes]
        if wrong:
            raise ProjectProblem(message_of(wrong[0]), closing.findings)
        return write_closing(divided, closing, branch, onto=onto, announce=announce)
