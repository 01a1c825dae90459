"""From what was seen and what is wished to the partition. Pure: asks nobody anything."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, ModulePart, Partition
from gomigrate.monorepo.partition.boundaries import display, is_below, nearest
from gomigrate.monorepo.partition.conflicts import find_conflicts
from gomigrate.monorepo.partition.crossings import comment_findings, crossing_findings, find_crossings
from gomigrate.monorepo.partition.edges import edges_between, own_imports, pairs_of
from gomigrate.monorepo.partition.graph import leaves_first
from gomigrate.monorepo.partition.marks import FILE, empty_units, find_marks, units_of
from gomigrate.monorepo.partition.merging import find_cycles, joined, merged

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Cycle, Edge, LockConflict, ModuleFolder, Survey, Wanted, Wishes

SHOWN = 6


def make_partition(survey: Survey, wishes: Wishes, layout: Layout | None = None) -> Partition:
    """The modules that the repository becomes. `layout` goes before the one that is wished, and that before the one
    that keeps every pin: a single module where all locks agree and no boundary is wished, else one for each unit."""
    marks, said = find_marks(survey, wishes)
    units = units_of(survey, marks)
    conflicts = find_conflicts(survey)
    is_divided = conflicts or wishes.boundaries or wishes.merge
    chosen = layout or wishes.layout or (Layout.UNITS if is_divided else Layout.ONE)
    imports = own_imports(survey)
    full = frozenset(unit.folder for unit in units) or frozenset({""})
    wished, idle = _with_merges(full, wishes)
    boundaries = frozenset({""}) if chosen is Layout.ONE else merged(imports, wished)
    edges = edges_between(imports, full)
    rings = find_cycles(imports, wished)
    crossings = find_crossings(imports, boundaries)
    needs = edges_between(imports, boundaries)
    modules = _modules(survey, units, boundaries, needs)
    return Partition(
        import_path=survey.import_path,
        layout=chosen,
        units=units,
        edges=edges,
        cycles=rings,
        crossings=crossings,
        conflicts=conflicts,
        modules=modules,
        order=leaves_first((m.folder for m in modules), pairs_of(needs)),
        findings=(
            *survey.broken,
            *said,
            *idle,
            *empty_units(survey, marks),
            *(() if chosen is Layout.ONE else _cycle_findings(rings)),
            *crossing_findings(crossings),
            *comment_findings(survey),
            *conflict_findings(conflicts, chosen),
        ),
    )


def _with_merges(boundaries: frozenset[str], wishes: Wishes) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """The boundaries with the units merged that the owners wish to be one module."""
    said = []
    for group in wishes.merge:
        folders = tuple("" if folder == "." else folder for folder in group)
        unknown = [folder for folder in folders if folder not in boundaries]
        if unknown or len(folders) < 2:
            what = f"{display(unknown[0])} is no unit" if unknown else "one unit alone cannot be merged"
            said.append(finding("GM902", f"merge {', '.join(group)}: {what}.", place=Place(FILE)))
        else:
            boundaries = joined(boundaries, folders)
    return boundaries, tuple(said)


def _modules(
    survey: Survey, units: Sequence[ModuleFolder], boundaries: frozenset[str], needs: Sequence[Edge]
) -> tuple[ModulePart, ...]:
    """The modules, those without packages left out."""
    packages: dict[str, list[str]] = defaultdict(list)
    for package in survey.packages:
        packages[nearest(package.dir, boundaries)].append(package.dir)
    imported: dict[str, list[str]] = defaultdict(list)
    for edge in needs:
        imported[edge.importer].append(edge.imported)
    return tuple(
        ModulePart(
            folder=folder,
            path=survey.path_of(folder),
            units=tuple(unit.folder for unit in units if nearest(unit.folder, boundaries) == folder),
            packages=tuple(packages[folder]),
            locks=_locks_for(survey, folder, boundaries),
            needs=tuple(imported[folder]),
        )
        for folder in sorted(boundaries)
        if packages[folder]
    )


def _locks_for(survey: Survey, folder: str, boundaries: frozenset[str]) -> tuple[str, ...]:
    """The folders with locks that say what the module's packages were built with: its own, those of the units in it,
    and those above it, whose vendor folders GOPATH mode looks into as well."""
    folders = [at.folder for at in survey.locks]
    inside = sorted((f for f in folders if nearest(f, boundaries) == folder), key=lambda f: (f.count("/"), f))
    above = sorted((f for f in folders if f != folder and is_below(folder, f)), key=len, reverse=True)
    return tuple(dict.fromkeys((*inside, *above)))


def _cycle_findings(rings: Sequence[Cycle]) -> Iterator[Finding]:
    for ring in rings:
        names = ", ".join(map(display, ring.units))
        imports = [item for edge in ring.edges for item in edge.imports]
        moves = [_move_text(m.packages, m.to) for m in ring.moves]
        remedy = f"Or {moves[0]}." if moves else None
        shown = [f"{item.place} imports {item.path}" for item in imports[:SHOWN]]
        more = [f"and {len(imports) - SHOWN} imports more"] if len(imports) > SHOWN else []
        yield finding(
            "GM903",
            f"{names} need one another, so they become one module in {ring.merged or 'the top folder'}.",
            place=imports[0].place,
            remedy=remedy,
            evidence=(*shown, *more, *moves),
        )


def _move_text(packages: Sequence[str], to: str) -> str:
    """What a person would do, in words."""
    names = " and ".join(packages)
    if to:
        return f"move {names} below {display(to)}"
    what = "a module of its own" if len(packages) == 1 else "modules of their own"
    quoted = ", ".join(f'"{name}"' for name in packages)
    return f"make {names} {what}: boundaries = [{quoted}]"


def conflicts_within(partition: Partition, part: ModulePart) -> tuple[LockConflict, ...]:
    """The pins that units of one module have locked at different commits."""
    found = (
        replace(conflict, wanted=tuple(wanted for wanted in conflict.wanted if wanted.unit in part.units))
        for conflict in partition.conflicts
    )
    return tuple(conflict for conflict in found if len(conflict.by_revision) > 1)


def conflict_findings(conflicts: Sequence[LockConflict], layout: Layout) -> Iterator[Finding]:
    """A finding for each; in which layout the units are decides whether each keeps its own."""
    for conflict in conflicts:
        said = [_wanted_text(group) for group in conflict.by_revision]
        end = "each unit keeps its own" if layout is Layout.UNITS else "only one of them can be built"
        yield finding(
            "GM904",
            f"{conflict.path} is locked at {len(said)} commits by {len(conflict.wanted)} units; {end}.",
            place=conflict.by_revision[-1][0].place,
            evidence=tuple(said),
        )


def _wanted_text(group: Sequence[Wanted]) -> str:
    version = next((wanted.version for wanted in group if wanted.version), "")
    commit = group[0].revision[:12]
    name = f"{version} ({commit})" if version and commit else version or commit
    first = [f"{display(wanted.unit)} ({wanted.place})" for wanted in group[:2]]
    more = [f"and {len(group) - 2} more"] if len(group) > 2 else []
    return f"{name} by {', '.join(first)}{' ' if more else ''}{''.join(more)}"
