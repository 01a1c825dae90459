"""The modules that one repository becomes, as the units of a batch."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.fleets.batch import Unit
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.monorepo.folders import below, spelled
from gomigrate.monorepo.laststep import has_last_step

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.fleets.partition import NewModule, Partition
    from gomigrate.monorepo.divide import Divided


def module_units(divided: Divided) -> tuple[Unit, ...]:
    """A unit for each module, those that others need first, and at the end one for what is then left to do, if anything
    is.

    Raises ProjectProblem where gomigrate.toml cannot be understood.
    """
    divided.refuse_unclear()
    root, partition = divided.surveyed.project.root, divided.partition
    modules = [partition.module(folder) for batch in partition.order for folder in batch]
    units = [
        Unit(
            path=spelled(module.folder),
            root=posixpath.join(root, module.folder).rstrip("/"),
            repository=root,
            prefix=module.folder,
            module=module.path,
            marks=tuple(_marks(partition, module)),
            after=tuple(map(spelled, module.needs)),
        )
        for module in modules
    ]
    if has_last_step(divided):
        units.append(Unit(path="", root=root, repository=root, after=tuple(unit.path for unit in units), is_last=True))
    return tuple(units)


def _marks(partition: Partition, module: NewModule) -> Iterator[Mark]:
    """What makes units of the folders that the module consists of, with paths relative to it."""
    for unit in partition.units:
        if unit.folder in module.units:
            for mark in unit.marks:
                is_pattern = mark.sign is Sign.GOMIGRATE_TOML
                yield mark if is_pattern else Mark(mark.sign, below(mark.path, module.folder) or "")
