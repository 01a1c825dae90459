"""Merges units that need one another, until no two modules do."""

from __future__ import annotations

import posixpath
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.fleets.partition import Cycle, CycleBreak
from gomigrate.monorepo.folders import nearest, spelled
from gomigrate.monorepo.partition.edges import edges_between
from gomigrate.monorepo.partition.graph import cycles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import PackageImport

MOST_FOR_PAIRS = 20
"""The most packages that are tried in pairs: the number of pairs grows with the square."""

_MOVES = 3
"""The most ways to break a cycle that are listed."""

_IMPORTS = 6
"""The most imports of a cycle that are evidence; all of them are in the partition."""


def merged(imports: Sequence[PackageImport], boundaries: frozenset[str]) -> frozenset[str]:
    """The boundaries without those whose units need one another: these become one, at the folder above them all.

    A module is a folder with everything below it but other modules. So a merged module has what is between as well,
    which may need others or be needed by them. Therefore it is done again, until nothing changes: each round leaves
    fewer boundaries.
    """
    while rings := _rings(imports, partial(nearest, boundaries=boundaries)):
        for ring in rings:
            boundaries = joined(boundaries, ring)
    return boundaries


def joined(boundaries: frozenset[str], units: Collection[str]) -> frozenset[str]:
    """The boundaries with these units as one."""
    return (boundaries - frozenset(units)) | {posixpath.commonpath(units)}


def _rings(imports: Iterable[PackageImport], unit_of: Callable[[str], str]) -> tuple[tuple[str, ...], ...]:
    return cycles({(unit_of(item.importer), unit_of(item.imported)) for item in imports})


def find_cycles(imports: Sequence[PackageImport], boundaries: frozenset[str]) -> tuple[Cycle, ...]:
    """The units that need one another, with the imports that cause it and the ways to break it."""
    edges = edges_between(imports, boundaries)
    after = merged(imports, boundaries)
    return tuple(
        Cycle(
            units=ring,
            edges=tuple(edge for edge in edges if edge.importer in ring and edge.imported in ring),
            merged=nearest(posixpath.commonpath(ring), after),
            moves=tuple(_moves(imports, boundaries, ring))[:_MOVES],
        )
        for ring in _rings(imports, partial(nearest, boundaries=boundaries))
    )


def _moves(imports: Sequence[PackageImport], boundaries: frozenset[str], ring: Sequence[str]) -> Iterator[CycleBreak]:
    """The smallest sets of packages whose move breaks the cycle. Each is tried, and kept where no cycle is left.

    First come packages that could be modules of their own in their place, because that changes no import path. If none
    is enough, one that could go to another unit; then pairs that could be modules. Packages that need no other unit,
    and that few files import, come before others.
    """
    unit_of = partial(nearest, boundaries=boundaries)
    inside = [i for i in imports if unit_of(i.importer) in ring and unit_of(i.imported) in ring]
    crossing = [i for i in inside if unit_of(i.importer) != unit_of(i.imported)]
    names = sorted({name for item in crossing for name in (item.importer, item.imported)})
    uses = {name: sum(item.importer == name for item in crossing) for name in names}
    importers = {name: len({item.place.file for item in inside if item.imported == name}) for name in names}
    easiest = sorted(names, key=lambda name: (uses[name], importers[name], name))
    free = [name for name in easiest if name not in boundaries]

    def is_enough(*packages: str) -> bool:
        return not _rings(inside, partial(nearest, boundaries=boundaries.union(packages)))

    def can_go(package: str, to: str) -> bool:
        if unit_of(package) == to or "internal" in package.split("/"):
            return False
        return not _rings(inside, lambda folder: to if folder == package else unit_of(folder))

    found = [CycleBreak(packages=(name,)) for name in free if is_enough(name)]
    found = found or [
        CycleBreak(packages=(name,), to=to, importers=importers[name])
        for name in easiest
        for to in ring
        if can_go(name, to)
    ]
    yield from found
    if not found and len(names) <= MOST_FOR_PAIRS:
        yield from (CycleBreak(packages=pair) for pair in combinations(free, 2) if is_enough(*pair))


def cycle_findings(found: Iterable[Cycle]) -> Iterator[Finding]:
    """A finding for each, with the first way to break it, and what else could be moved instead."""
    for cycle in found:
        imports = [item for edge in cycle.edges for item in edge.imports]
        first, *others = cycle.moves or (CycleBreak(packages=()),)
        is_one_module = len(first.packages) == 1 and first.to is None
        yield finding(
            "GM903",
            units=tuple(map(spelled, cycle.units)),
            merged=spelled(cycle.merged),
            imports=len(imports),
            packages=tuple(map(spelled, first.packages)),
            to="" if first.to is None else spelled(first.to),
            others=tuple(spelled(other.packages[0]) for other in others if is_one_module),
            place=imports[0].place,
            evidence=tuple(f"{item.place}: {item.path}" for item in imports[:_IMPORTS]),
        )
