"""The modules that one repository becomes, as the units of a run."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.batch.order import Ordered
from gomigrate.model.batch import Unit
from gomigrate.model.errors import ProjectProblem
from gomigrate.model.parttree import PartTree
from gomigrate.monorepo import divide, prepare_part, refuse_unclear
from gomigrate.pipeline import make_resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.batch.options import BatchOptions
    from gomigrate.model.partition import ModulePart, Partition
    from gomigrate.monorepo import Divided, PreparedPart
    from gomigrate.world.world import World

_TOP = "."


def units_of_layout(divided: Divided) -> Ordered:
    """A unit for each module, what others need first. Raises ProjectProblem where a wish cannot be understood."""
    refuse_unclear(divided)
    root, partition = divided.surveyed.project.root, divided.partition
    parts = [partition.module(folder) for batch in partition.order for folder in batch]
    return Ordered(
        units=tuple(
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
        )
    )


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
