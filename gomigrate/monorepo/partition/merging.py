"""Merges units that need one another, until no two modules do."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from gomigrate.model.fleets.partition import Cycle, CycleBreak
from gomigrate.monorepo.partition.boundaries import common_folder, nearest
from gomigrate.monorepo.partition.edges import edges_between, pairs_of
from gomigrate.monorepo.partition.graph import cycles

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from gomigrate.model.fleets.partition import UnitImport

# More packages than these are not tried by twos: their number grows with the square.
MOST_FOR_PAIRS = 20

# So many ways to break a cycle are told.
SHOWN = 3


def merged(imports: Sequence[UnitImport], boundaries: frozenset[str]) -> frozenset[str]:
    """The boundaries without those whose units need one another: these become one, at the folder that holds them all.

    A module is a folder with all that lies below it but other modules, so what is merged takes in what lay between as
    well, and may need or be needed by others for that; so it is looked at again. It ends, since each round leaves fewer
    boundaries.
    """
    while True:
        rings = cycles(boundaries, pairs_of(edges_between(imports, boundaries)))
        if not rings:
            return boundaries
        for ring in rings:
            boundaries = joined(boundaries, ring)


def joined(boundaries: frozenset[str], units: Sequence[str]) -> frozenset[str]:
    """The boundaries with these units as one."""
    return (boundaries - frozenset(units)) | {common_folder(units)}


def find_cycles(imports: Sequence[UnitImport], boundaries: frozenset[str]) -> tuple[Cycle, ...]:
    """The units that need one another, with the imports that make it so and what can be done."""
    edges = edges_between(imports, boundaries)
    rings = cycles(boundaries, pairs_of(edges))
    after = merged(imports, boundaries)
    return tuple(
        Cycle(
            units=ring,
            edges=tuple(edge for edge in edges if edge.importer in ring and edge.imported in ring),
            merged=nearest(common_folder(ring), after),
            moves=tuple(_moves(imports, boundaries, ring))[:SHOWN],
        )
        for ring in rings
    )


def _moves(imports: Sequence[UnitImport], boundaries: frozenset[str], ring: tuple[str, ...]) -> Iterator[CycleBreak]:
    """The smallest sets of packages whose move breaks the cycle; each is tried, and kept where no cycle is left.

    First packages that could be modules of their own where they lie, for that changes no import path; where none is
    enough, one that could go to another of the units; then two that could be modules. Packages that need no other
    unit, and that few files import, come before others.
    """
    inside = [i for i in imports if nearest(i.importer, boundaries) in ring and nearest(i.imported, boundaries) in ring]
    crossing = _crossing(inside, boundaries)
    names = sorted({name for item in crossing for name in (item.importer, item.imported)})
    uses = {name: sum(item.importer == name for item in crossing) for name in names}
    easiest = sorted(names, key=lambda name: (uses[name], len(_importers(inside, name)), name))

    def breaks(extra: Collection[str]) -> bool:
        return not _is_ring(inside, lambda folder: nearest(folder, boundaries | frozenset(extra)))

    alone = [name for name in easiest if name not in boundaries and breaks((name,))]
    yield from (CycleBreak(packages=(name,)) for name in alone)
    if alone:
        return
    moved = [(name, to) for name in easiest for to in ring if _can_go(inside, boundaries, name, to)]
    yield from (CycleBreak(packages=(name,), to=to, importers=len(_importers(inside, name))) for name, to in moved)
    if not moved and len(names) <= MOST_FOR_PAIRS:
        free = [name for name in easiest if name not in boundaries]
        yield from (CycleBreak(packages=pair) for pair in combinations(free, 2) if breaks(pair))


def _crossing(inside: Sequence[UnitImport], boundaries: Collection[str]) -> list[UnitImport]:
    return [i for i in inside if nearest(i.importer, boundaries) != nearest(i.imported, boundaries)]


def _importers(inside: Sequence[UnitImport], name: str) -> set[str]:
    return {item.place.file for item in inside if item.imported == name}


def _can_go(inside: Sequence[UnitImport], boundaries: Collection[str], name: str, to: str) -> bool:
    if nearest(name, boundaries) == to or "internal" in name.split("/"):
        return False
    return not _is_ring(inside, lambda folder: to if folder == name else nearest(folder, boundaries))


def _is_ring(inside: Sequence[UnitImport], unit_of: Callable[[str], str]) -> bool:
    pairs = {(unit_of(item.importer), unit_of(item.imported)) for item in inside}
    return bool(cycles((), pairs))
