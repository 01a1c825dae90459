"""Minimal version selection with graph pruning, as the go command does it for `go list -m all`.

Go reference: "Minimal version selection" and "Module graph pruning"; a replaced module's requirements are those of its
replacement. The go.mod files are asked of a provider, so nothing here knows of disks or networks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from gomigrate.model import semver
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gomod import GoMod

PRUNING_FROM = (1, 17)

# From this go line on a dependency raises the main module's (Go reference: "go directive").
LANGUAGE_LIMIT = (1, 21)
MAIN = ModuleVersion("", "")

GoModOf = Callable[[ModuleVersion], GoMod]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleGraph:
    """The loaded part of the module graph.

    `selected` maps module paths to the chosen version. `edges` lists, for each module version whose go.mod was read,
    what it requires; MAIN stands for the main module.
    """

    selected: Mapping[str, str]
    edges: Mapping[ModuleVersion, tuple[ModuleVersion, ...]]

    def raised_by(self, path: str) -> ModuleVersion | None:
        """A module whose go.mod requires the selected version of `path`; MAIN first, None if nothing does."""
        wanted = ModuleVersion(path, self.selected[path])
        for module, required in self.edges.items():
            if wanted in required:
                return module
        return None


@dataclass(frozen=True, slots=True)
class Replacements:
    """The replace lines, looked up as the go command does: an exact version first, then every version."""

    by_version: Mapping[ModuleVersion, ModuleVersion]

    def of(self, module: ModuleVersion) -> ModuleVersion:
        """What is built in place of `module`: a module version, a folder (version ""), or `module` itself."""
        for key in (module, ModuleVersion(module.path)):
            if key in self.by_version:
                return self.by_version[key]
        return module


def go_version(text: str) -> tuple[int, int]:
    """A go line as (major, minor); no line counts as 1.16 (Go reference: "go directive")."""
    parts = text.split("rc")[0].split("beta")[0].split(".") if text else ["1", "16"]
    return int(parts[0]), int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def is_pruned(go: str) -> bool:
    """Whether a module with this go line lists enough for its graph to be pruned."""
    return go_version(go) >= PRUNING_FROM


def load_graph(roots: Iterable[ModuleVersion], go: str, replacements: Replacements, go_mod_of: GoModOf) -> ModuleGraph:
    """Load the module graph of a main module with these requirements and this go line.

    `go_mod_of` is asked for what is built (after replacement) and may raise what it likes for a missing file.
    """
    roots = tuple(roots)
    edges: dict[ModuleVersion, tuple[ModuleVersion, ...]] = {MAIN: roots}
    loaded_unpruned: set[ModuleVersion] = set()
    main_pruned = is_pruned(go)
    stack = [(module, main_pruned) for module in reversed(roots)]
    loaded: set[tuple[ModuleVersion, bool]] = set()
    while stack:
        module, pruned = stack.pop()
        if (module, pruned) in loaded or (not pruned and module in loaded_unpruned):
            continue
        loaded.add((module, pruned))
        if not pruned:
            loaded_unpruned.add(module)
        summary = go_mod_of(replacements.of(module))
        required = tuple(ModuleVersion(r.path, r.version) for r in summary.requires)
        edges[module] = required
        module_pruned = is_pruned(summary.go)
        if not pruned or not module_pruned:
            stack.extend((need, pruned and module_pruned) for need in reversed(required))
    return ModuleGraph(selected=_select(edges), edges=edges)


def _select(edges: Mapping[ModuleVersion, tuple[ModuleVersion, ...]]) -> dict[str, str]:
    """The highest version of each path that the loaded graph mentions."""
    selected: dict[str, str] = {}
    for required in edges.values():
        for module in required:
            if module.path not in selected or semver.compare(module.version, selected[module.path]) > 0:
                selected[module.path] = module.version
    return dict(sorted(selected.items()))
