"""Which go.sum lines a build list needs, so that -mod=readonly never needs another and `go mod tidy` drops none (Go
reference: "go.sum files").

The /go.mod line of every module version whose requirements are in the graph; the zip's line of every module that a
loaded package comes from or, by its path, could come from. At go 1.17 tidy keeps what go 1.16 would need as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_version, is_pruned
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.plan.solve.solver import Solution


def needed_sums(solution: Solution) -> tuple[tuple[ModuleVersion, ...], tuple[ModuleVersion, ...]]:
    """(modules whose zip line is needed, modules whose /go.mod line is needed), folders left out, sorted."""
    roots = {root.path: root.version for root in solution.roots} if is_pruned(solution.go) else {}
    zips = set(_providing(solution, solution.graph, roots))
    mods = {module for module in solution.graph.edges if module != MAIN}
    if go_version(solution.go) >= LANGUAGE_LIMIT:
        mods |= {package.module for package in solution.load.packages.values() if package.module is not None}
    if solution.older is not None:
        zips |= set(_providing(solution, solution.older, {}))
        mods |= {module for module in solution.older.edges if module != MAIN}
    return _real(zips, solution), _real(mods, solution)


def _providing(solution: Solution, graph: ModuleGraph, roots: Mapping[str, str]) -> Iterator[ModuleVersion]:
    """Modules that have a loaded package, or whose path would allow it; for a package out of a root requirement only
    root requirements are looked at."""
    for package in solution.load.packages.values():
        if not package.is_test and package.module is not None:
            is_root = roots.get(package.module.path) == package.module.version
            yield from _prefixed(package.import_path, roots if is_root else graph.selected)
    for lack in solution.load.lacks.values():
        yield from _prefixed(lack.import_path, graph.selected)


def _prefixed(import_path: str, versions: Mapping[str, str]) -> Iterator[ModuleVersion]:
    return (ModuleVersion(path, versions[path]) for path in prefixes(import_path) if path in versions)


def _real(modules: set[ModuleVersion], solution: Solution) -> tuple[ModuleVersion, ...]:
    built = {solution.replacements.of(module) for module in modules}
    return tuple(sorted(module for module in built if module.version))
