"""Which requirements `go mod tidy` lists for a main module at go 1.17 or later (Go reference: "go mod tidy").

Every module that provides a package of "all", and of the rest only those that the graph would not select at the
version that the tests were loaded from.
"""

from __future__ import annotations

from collections.abc import Callable

from gomigrate.model import semver
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.buildlist import ModuleGraph
from gomigrate.plan.loader import TEST, Load

GraphOf = Callable[[tuple[ModuleVersion, ...]], ModuleGraph]


def tidy_roots(load: Load, graph_of: GraphOf) -> tuple[ModuleVersion, ...]:
    """The module versions to require, sorted by path. `graph_of` loads the module graph for given requirements."""
    roots: dict[str, ModuleVersion] = {}
    queue: list[str] = []
    for key, package in load.packages.items():
        if package.in_all:
            queue.append(key)
            if package.module is not None:
                roots.setdefault(package.module.path, package.module)
    queued = set(queue)
    while queue:
        graph = graph_of(_sorted(roots))
        level, queue = queue, []
        for key in level:
            package = load.packages[key]
            if package.module is None and not package.in_all:
                continue
            for need in (*package.imports, *(() if package.is_test else (key + TEST,))):
                if need in load.packages and need not in queued:
                    queued.add(need)
                    queue.append(need)
            module = package.module
            if module is None or module.path in roots:
                continue
            chosen = graph.selected.get(module.path, "")
            if not chosen or semver.compare(chosen, module.version) < 0:
                roots[module.path] = module
    return _sorted(roots)


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


def _sorted(roots: dict[str, ModuleVersion]) -> tuple[ModuleVersion, ...]:
    return tuple(roots[path] for path in sorted(roots))
