"""Which go.sum lines a build list needs, so that -mod=readonly never wants another (Go reference: "go.sum files").

The /go.mod line of every module version whose requirements are in the graph; the zip's line of every module that a
loaded package comes from or, by its path, could come from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.buildlist import MAIN, ModuleGraph, Replacements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.plan.loader import Load


def needed_sums(
    graph: ModuleGraph, roots: Mapping[str, str], load: Load, replacements: Replacements
) -> tuple[tuple[ModuleVersion, ...], tuple[ModuleVersion, ...]]:
    """(modules whose zip line is needed, modules whose /go.mod line is needed), folders left out, sorted."""
    zips: set[ModuleVersion] = set()
    for package in load.packages.values():
        if package.is_test or package.module is None:
            continue
        is_root = roots.get(package.module.path) == package.module.version
        versions = roots if is_root else graph.selected
        for prefix in prefixes(package.import_path):
            if prefix in versions:
                zips.add(replacements.of(ModuleVersion(prefix, versions[prefix])))
    for lack in load.lacks.values():
        for prefix in prefixes(lack.import_path):
            if prefix in graph.selected:
                zips.add(replacements.of(ModuleVersion(prefix, graph.selected[prefix])))
    mods = {replacements.of(module) for module in graph.edges if module != MAIN}
    return _real(zips), _real(mods)


def _real(modules: set[ModuleVersion]) -> tuple[ModuleVersion, ...]:
    return tuple(sorted(m for m in modules if m.version))
