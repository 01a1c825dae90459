"""Which requirements `go mod tidy` lists (Go reference: "go mod tidy", "Module graph pruning").

At go 1.17 or later: every module that provides a package of "all". Of the rest, only those that the graph would select
too low for the loaded tests, or that keep an import unambiguous. Below: the modules that the main module itself imports
from, and of the rest what no other requirement implies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.solve.buildlist import minimal_roots
from gomigrate.plan.solve.loader import TEST

if TYPE_CHECKING:
    from gomigrate.plan.solve.buildlist import ModuleGraph
    from gomigrate.plan.solve.loader import Load, Loader

Roots = tuple[ModuleVersion, ...]
GraphOf = Callable[[Roots], "ModuleGraph"]
LoaderOf = Callable[["ModuleGraph", Roots], "Loader"]


def pruned_roots(load: Load, graph_of: GraphOf, loader_of: LoaderOf) -> Roots:
    """The module versions to require at go 1.17 or later, sorted by path. `graph_of` loads the module graph for given
    requirements, `loader_of` looks for packages in it."""
    roots: dict[str, ModuleVersion] = {}
    for package in load.packages.values():
        if package.in_all and package.module is not None:
            roots.setdefault(package.module.path, package.module)
    _add_too_low(roots, load, graph_of)
    while _add_ambiguous(roots, load, graph_of, loader_of):
        pass
    return _sorted(roots)


def _add_too_low(roots: dict[str, ModuleVersion], load: Load, graph_of: GraphOf) -> None:
    """Level by level out from "all": modules of tests' imports that the requirements so far would select too low."""
    level = [key for key, package in load.packages.items() if package.in_all]
    queued = set(level)
    graph: ModuleGraph | None = None
    while level:
        following: list[str] = []
        found: dict[str, ModuleVersion] = {}
        for key in level:
            package = load.packages[key]
            for need in (*package.imports, *(() if package.is_test else (key + TEST,))):
                if need in load.packages and need not in queued:
                    queued.add(need)
                    following.append(need)
            module = package.module
            if module is None or module.path in roots:
                continue
            if graph is None:
                graph = graph_of(_sorted(roots))
            chosen = graph.selected.get(module.path, "")
            if not chosen or semver.compare(chosen, module.version) < 0:
                found[module.path] = module
        graph = None if found else graph
        roots.update(found)
        level = following


def _add_ambiguous(roots: dict[str, ModuleVersion], load: Load, graph_of: GraphOf, loader_of: LoaderOf) -> bool:
    """Modules whose packages would be found twice unless a requirement makes the go command look there first."""
    listed = _sorted(roots)
    loader = loader_of(graph_of(listed), listed)
    for package in load.packages.values():
        module = package.module
        if module is None or package.is_test or any(module.path == root.path for root in listed):
            continue
        if len(loader.providers(package.import_path)) > 1:
            roots[module.path] = module
    return len(roots) > len(listed)


def unpruned_roots(load: Load, selected: Mapping[str, str], graph_of: GraphOf) -> Roots:
    """The module versions to require below go 1.17, sorted by path; `selected` is the build list of the loading."""
    providing = {p.module.path: p.module for p in load.packages.values() if p.module is not None}
    direct = direct_paths(load)
    graph = graph_of(_sorted(providing))
    # A module that by its path could hold a loaded package must not fall to a version that was not searched.
    lowered = {
        prefix: ModuleVersion(prefix, selected[prefix])
        for package in load.packages.values()
        if package.module is not None
        for prefix in prefixes(package.import_path)
        if prefix in graph.selected
        and prefix not in providing
        and semver.compare(graph.selected[prefix], selected.get(prefix, "")) < 0
    }
    if lowered:
        graph = graph_of(_sorted({**providing, **lowered}))
    return minimal_roots(graph, [path for path in providing if path in direct])


def direct_paths(load: Load) -> frozenset[str]:
    """The paths of modules whose packages the main module itself imports (tests included): no `// indirect`."""
    direct: set[str] = set()
    for package in load.packages.values():
        if package.module is None:
            for need in package.imports:
                hit = load.packages.get(need)
                if hit is not None and hit.module is not None:
                    direct.add(hit.module.path)
    return frozenset(direct)


def _sorted(roots: dict[str, ModuleVersion]) -> Roots:
    return tuple(roots[path] for path in sorted(roots))
