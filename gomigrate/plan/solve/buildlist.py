"""Minimal version selection with graph pruning, as the go command does it for `go list -m all`.

Go reference: "Minimal version selection" and "Module graph pruning". What a module requires is asked of the caller,
who knows the replace lines; so nothing here knows of disks, networks or go.mod syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gomigrate.model.go import semver
from gomigrate.model.go.goversion import is_pruned
from gomigrate.model.modules import ModuleVersion

MAIN = ModuleVersion("", "")


@dataclass(frozen=True, slots=True)
class Needs:
    """What counts of a go.mod for the graph: its require lines, and its go line ("" for none)."""

    requires: tuple[ModuleVersion, ...] = ()
    go: str = ""

    @property
    def is_pruned(self) -> bool:
        """Whether the module lists enough for its graph to be pruned."""
        return is_pruned(self.go)


NeedsOf = Callable[[Sequence[ModuleVersion]], Sequence[Needs]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleGraph:
    """The loaded part of the module graph.

    `selected` maps module paths to the chosen version. `edges` lists, for each module version whose go.mod was read,
    what it requires; MAIN stands for the main module. `left_out` are requirements that an exclude line drops.
    """

    selected: Mapping[str, str]
    edges: Mapping[ModuleVersion, tuple[ModuleVersion, ...]]
    left_out: frozenset[ModuleVersion] = frozenset()

    def raised_by(self, path: str) -> ModuleVersion | None:
        """The dependency nearest to the main module whose go.mod requires the selected version of `path`, None if only
        the main module does."""
        wanted = ModuleVersion(path, self.selected[path])
        return next((m for m in self.nearest_first() if wanted in self.edges.get(m, ())), None)

    def nearest_first(self, without: str = "") -> tuple[ModuleVersion, ...]:
        """All module versions of the graph, by the number of steps from the main module, then by name; those that only
        versions of the module `without` lead to, and these themselves, left out."""
        seen: dict[ModuleVersion, None] = {}
        level: Iterable[ModuleVersion] = (MAIN,)
        while level := sorted(
            {
                need
                for module in level
                for need in self.edges.get(module, ())
                if need not in seen and need.path != without
            }
        ):
            seen.update(dict.fromkeys(level))
        return tuple(seen)

    def is_asked_for(self, path: str) -> bool:
        """Whether a module, other than the main one, asks for the selected version of `path`, whatever `path` itself
        requires."""
        wanted = ModuleVersion(path, self.selected[path])
        askers = (module for module in self.nearest_first(without=path) if module != MAIN)
        return any(wanted in self.edges.get(module, ()) for module in askers)


@dataclass(frozen=True, slots=True)
class Replacements:
    """The replace lines, looked up as the go command does: an exact version first, then every version."""

    by_version: Mapping[ModuleVersion, ModuleVersion]

    def of(self, module: ModuleVersion) -> ModuleVersion:
        """What is built in place of `module`: a module version, a folder (version ""), or `module` itself."""
        return self.line_for(module) or module

    def line_for(self, module: ModuleVersion) -> ModuleVersion | None:
        """What a replace line puts in place of `module` (it may be the same version), None without such a line."""
        return self.by_version.get(module) or self.by_version.get(ModuleVersion(module.path))


def load_graph(
    roots: Iterable[ModuleVersion], go: str, needs_of: NeedsOf, excluded: frozenset[ModuleVersion] = frozenset()
) -> ModuleGraph:
    """Load the module graph of a main module with these requirements and this go line.

    `needs_of` is asked for many modules at once, each at most once, and may raise what it likes for a missing file;
    requirements on `excluded` versions are dropped (Go reference: "exclude directive").
    """
    roots = tuple(roots)
    edges: dict[ModuleVersion, tuple[ModuleVersion, ...]] = {MAIN: roots}
    needs: dict[ModuleVersion, Needs] = {}
    left_out: set[ModuleVersion] = set()
    done: set[tuple[ModuleVersion, bool]] = set()
    level = [(module, is_pruned(go)) for module in roots]
    while level:
        # What is read as unpruned need not be read as pruned too: it would tell nothing new.
        level = [(m, p) for m, p in dict.fromkeys(level) if (m, p) not in done and (m, False) not in done]
        done.update(level)
        new = tuple(dict.fromkeys(module for module, _ in level if module not in needs))
        needs.update(zip(new, needs_of(new), strict=True))
        following: list[tuple[ModuleVersion, bool]] = []
        for module, pruned in level:
            required = needs[module].requires
            if excluded:
                left_out |= excluded.intersection(required)
                required = tuple(need for need in required if need not in excluded)
            edges[module] = required
            is_module_pruned = needs[module].is_pruned
            if not pruned or not is_module_pruned:
                following += [(need, pruned and is_module_pruned) for need in required]
        level = following
    return ModuleGraph(selected=_select(edges), edges=edges, left_out=frozenset(left_out))


def _select(edges: Mapping[ModuleVersion, tuple[ModuleVersion, ...]]) -> dict[str, str]:
    """The highest version of each path that the loaded graph mentions."""
    selected: dict[str, str] = {}
    for module in {need for required in edges.values() for need in required}:
        if module.path not in selected or semver.compare(module.version, selected[module.path]) > 0:
            selected[module.path] = module.version
    return dict(sorted(selected.items()))


def minimal_roots(graph: ModuleGraph, base: Iterable[str]) -> tuple[ModuleVersion, ...]:
    """The fewest requirements that give the same build list in an unpruned graph: `base`, and of the rest what no other
    listed module implies (https://research.swtch.com/vgo-mvs, "Algorithm R"); sorted by path."""
    wanted = [ModuleVersion(path, version) for path, version in graph.selected.items()]
    implied: set[ModuleVersion] = set()
    kept: dict[str, ModuleVersion] = {}
    bases = [ModuleVersion(path, graph.selected[path]) for path in base]
    for module in (*bases, *reversed(_post_order(wanted, graph))):
        is_base = module in bases and module.path not in kept
        if graph.selected.get(module.path) == module.version and (is_base or module not in implied):
            kept[module.path] = module
            implied.update(_post_order([module], graph))
    return tuple(kept[path] for path in sorted(kept))


def _post_order(starts: Iterable[ModuleVersion], graph: ModuleGraph) -> list[ModuleVersion]:
    """What is reachable, each module after what it requires; without recursion, for graphs are deep."""
    order: dict[ModuleVersion, None] = {}
    seen: set[ModuleVersion] = set()
    stack = [(start, False) for start in reversed(list(starts))]
    while stack:
        module, is_left = stack.pop()
        if is_left:
            order[module] = None
        elif module not in seen:
            seen.add(module)
            stack.append((module, True))
            stack += [(need, False) for need in reversed(graph.edges.get(module, ())) if need not in seen]
    return list(order)
