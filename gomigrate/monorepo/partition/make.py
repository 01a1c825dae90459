"""From what was seen and what is preferred to the partition. Pure: reads nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, NewModule, Partition
from gomigrate.monorepo.folders import below, nearest
from gomigrate.monorepo.partition.conflicts import conflict_findings, find_conflicts
from gomigrate.monorepo.partition.crossings import comment_findings, crossing_findings, find_crossings
from gomigrate.monorepo.partition.edges import edges_between, own_imports
from gomigrate.monorepo.partition.graph import leaves_first
from gomigrate.monorepo.partition.marks import empty_units, find_marks, units_of
from gomigrate.monorepo.partition.merging import cycle_findings, find_cycles, joined, merged
from gomigrate.monorepo.preferences import FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Edge, FolderUnit, Preferences, Survey


def make_partition(survey: Survey, preferences: Preferences, layout: Layout | None = None) -> Partition:
    """The modules that the repository becomes. `layout` counts first, then the preferred one, then the one that keeps
    every pin. That is a single module where all locks agree, no boundary is set and no folder below the top is a module
    already, else one for each unit."""
    marks, said = find_marks(survey, preferences)
    units = units_of(survey, marks)
    conflicts = find_conflicts(survey)
    is_divided = conflicts or preferences.boundaries or preferences.merge or any(survey.go_mods)
    chosen = layout or preferences.layout or (Layout.UNITS if is_divided else Layout.ONE)
    imports = own_imports(survey)
    full = frozenset(unit.folder for unit in units) or frozenset({""})
    wanted, idle = _with_merges(full, preferences)
    boundaries = frozenset({""}) if chosen is Layout.ONE else merged(imports, wanted)
    cycles = find_cycles(imports, wanted)
    crossings = find_crossings(imports, boundaries)
    modules = _modules(survey, units, boundaries, edges_between(imports, boundaries))
    return Partition(
        import_path=survey.import_path,
        layout=chosen,
        units=units,
        cycles=cycles,
        crossings=crossings,
        conflicts=conflicts,
        modules=modules,
        order=leaves_first({module.folder: module.needs for module in modules}),
        findings=(
            *survey.broken,
            *said,
            *idle,
            *empty_units(marks, units),
            *(() if chosen is Layout.ONE else cycle_findings(cycles)),
            *crossing_findings(crossings),
            *comment_findings(survey),
            *conflict_findings(conflicts, chosen),
        ),
    )


def _with_merges(boundaries: frozenset[str], preferences: Preferences) -> tuple[frozenset[str], tuple[Finding, ...]]:
    """The boundaries, after the merge of units that become one module."""
    said = []
    for group in preferences.merge:
        folders = {"" if folder == "." else folder: folder for folder in group}
        unknown = tuple(folders[folder] for folder in folders if folder not in boundaries)
        if unknown or len(folders) < 2:
            said.append(finding("GM902", key="merge", names=group, unknown=unknown, place=Place(FILE)))
        else:
            boundaries = joined(boundaries, tuple(folders))
    return boundaries, tuple(said)


def _modules(
    survey: Survey, units: Sequence[FolderUnit], boundaries: frozenset[str], needs: Sequence[Edge]
) -> tuple[NewModule, ...]:
    """The modules, without those that have no packages."""
    packages: dict[str, list[str]] = defaultdict(list)
    for package in survey.packages:
        packages[nearest(package.dir, boundaries)].append(package.dir)
    return tuple(
        NewModule(
            folder=folder,
            path=survey.path_of(folder),
            units=tuple(unit.folder for unit in units if nearest(unit.folder, boundaries) == folder),
            packages=tuple(packages[folder]),
            locks=_locks_for(survey, folder, boundaries),
            needs=tuple(edge.imported for edge in needs if edge.importer == folder),
        )
        for folder in sorted(packages)
    )


def _locks_for(survey: Survey, folder: str, boundaries: frozenset[str]) -> tuple[str, ...]:
    """The folders whose locks name the versions of the module's packages: its own, those of its units, and those above
    it. GOPATH mode searches the vendor folders above as well."""
    folders = [at.folder for at in survey.locks]
    inside = sorted((f for f in folders if nearest(f, boundaries) == folder), key=lambda f: (f.count("/"), f))
    above = sorted((f for f in folders if f != folder and below(folder, f) is not None), key=len, reverse=True)
    return tuple(dict.fromkeys((*inside, *above)))
