"""Dependencies that the units of one repository have locked at different commits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.fleets.partition import Layout, LockConflict, Wanted
from gomigrate.scan.project.lockfolders import moved_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import NewModule, Partition, Survey

_SHOWN = 6


def find_conflicts(survey: Survey) -> tuple[LockConflict, ...]:
    """The pins that differ. Of several locks of one folder the first that has the path counts. Two names for the same
    revision (a tag here, its commit there) are a conflict as well, as long as they are not resolved."""
    wanted: dict[str, dict[str, Wanted]] = defaultdict(dict)
    for at in survey.locks:
        for lock in at.locks:
            for pin in lock.pins:
                place = moved_place(pin.place, at.folder, "")
                revision = pin.revision or pin.branch
                said = Wanted(unit=at.folder, revision=revision, version=pin.version, place=place)
                wanted[pin.path].setdefault(at.folder, said)
    found = (LockConflict(path=path, wanted=tuple(by_folder.values())) for path, by_folder in sorted(wanted.items()))
    return tuple(conflict for conflict in found if len(conflict.by_revision) > 1)


def conflicts_within(partition: Partition, module: NewModule) -> Iterator[LockConflict]:
    """The pins that units of one module have locked at different commits."""
    for conflict in partition.conflicts:
        inside = replace(conflict, wanted=tuple(wanted for wanted in conflict.wanted if wanted.unit in module.units))
        if len(inside.by_revision) > 1:
            yield inside


def conflict_findings(conflicts: Iterable[LockConflict], layout: Layout) -> Iterator[Finding]:
    """A finding for each. Where the units become one module, they have to agree; else each keeps its own."""
    for conflict in conflicts:
        groups = conflict.by_revision
        yield finding(
            "GM904",
            path=conflict.path,
            commits=len(groups),
            units=len(conflict.wanted),
            each_keeps_its_own=layout is Layout.UNITS,
            place=groups[-1][0].place,
            evidence=tuple(f"{w.place}: {w.version or w.revision}" for group in groups for w in group)[:_SHOWN],
        )
