"""Module graphs over the choices made so far: what stands in for what, and what to do about a go.mod nobody has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model import semver
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.plan.buildlist import (
    LANGUAGE_LIMIT,
    MAIN,
    ModuleGraph,
    Needs,
    Replacements,
    go_order,
    go_version,
    load_graph,
)
from gomigrate.plan.contents import Contents, UnavailableError

if TYPE_CHECKING:
    from gomigrate.plan.choices import Choice

# How many versions of one module are asked for their go.mod to find one that can stand in for a missing one.
TRIES = 12

Versions = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A version whose go.mod the module graph needs and no source has: `by` stands in for it, or, where no version of
    the module can be had (None), the requirements on it are excluded."""

    module: ModuleVersion
    by: ModuleVersion | None
    error: UnavailableError

    @property
    def reason(self) -> str:
        """What is wrong and what was done, for a comment."""
        if self.by is None:
            return "no source has its go.mod, nor one of another version"
        return "no source has the go.mod of this version, which the module graph asks for"


@dataclass(slots=True)
class Graphs:
    """Loads graphs. `choices` and `held` are shared with the solver, who changes them; `go` is the main module's line,
    raised where a dependency asks for more; `broken` is what the last graph could not read."""

    contents: Contents
    choices: dict[str, Choice]
    held: set[str]
    go: str
    versions: Versions
    mends: dict[ModuleVersion, Mend] = field(default_factory=dict)
    excluded: set[ModuleVersion] = field(default_factory=set)
    broken: dict[ModuleVersion, UnavailableError] = field(default_factory=dict)
    _needs: dict[tuple[str, ModuleVersion], Needs | UnavailableError] = field(default_factory=dict)

    def replacements(self) -> Replacements:
        """Replace lines that stand whatever is selected, the holds, and what stands in for what cannot be had."""
        by_version: dict[ModuleVersion, ModuleVersion] = {}
        for choice in self.choices.values():
            if choice.is_replaced or choice.path in self.held:
                by_version[ModuleVersion(choice.path)] = choice.built
        for module, mend in self.mends.items():
            if mend.by is not None and ModuleVersion(module.path) not in by_version:
                by_version[module] = mend.by
        return Replacements(by_version)

    def load(self, roots: Iterable[ModuleVersion], go: str = "") -> ModuleGraph:
        """The graph for these requirements; what it could not read is in `broken`, and counts as requiring nothing."""
        replacements = self.replacements()
        self.broken = {}

        def needs_of(modules: Sequence[ModuleVersion]) -> list[Needs]:
            built = [(module.path, replacements.of(module)) for module in modules]
            self._prefetch([b for path, b in built if (path, b) not in self._needs])
            return [self._told(module, b) for module, (_, b) in zip(modules, built, strict=True)]

        return load_graph(roots, go or self.go, needs_of, frozenset(self.excluded))

    def _prefetch(self, modules: Sequence[ModuleVersion]) -> None:
        wanted = [module for module in modules if module.version]
        if len(wanted) > 1:
            self.contents.modules.go_mods(wanted)

    def _told(self, module: ModuleVersion, built: ModuleVersion) -> Needs:
        needs = self.needs(module.path, built)
        if isinstance(needs, UnavailableError):
            self.broken[module] = needs
            return Needs()
        return needs

    def needs(self, path: str, built: ModuleVersion) -> Needs | UnavailableError:
        """What the go.mod of `built`, required as `path`, asks for. As for the go command, a downloaded go.mod must say
        one of the two paths, that of a folder may say anything."""
        key = (path, built)
        if key not in self._needs:
            try:
                go_mod = self.contents.go_mod(built)
            except UnavailableError as error:
                self._needs[key] = error
            else:
                if built.version and go_mod.module not in (path, built.path):
                    said = Attempt(source="its go.mod", question="module path", answer=f"says {go_mod.module}")
                    self._needs[key] = UnavailableError(built, (said,))
                else:
                    requires = tuple(ModuleVersion(line.path, line.version) for line in go_mod.requires)
                    self._needs[key] = Needs(requires, go_mod.go)
        return self._needs[key]

    def raise_go(self, graph: ModuleGraph) -> bool:
        """Whether the go line had to rise: it is at least that of every module in the graph, selected or not, from
        1.21 on; below, no module raises it (Go reference: "go directive")."""
        replacements = self.replacements()
        before = self.go
        for module in graph.edges:
            needs = self.needs(module.path, replacements.of(module)) if module != MAIN else Needs()
            line = needs.go if isinstance(needs, Needs) else ""
            if line and go_version(line) >= LANGUAGE_LIMIT and go_order(line) > go_order(self.go):
                self.go = line
        return self.go != before

    def mend(self, graph: ModuleGraph) -> bool:
        """Whether something could be done about what `graph`, the last one loaded, could not read."""
        done = False
        for module, error in self.broken.items():
            choice = self.choices.get(module.path)
            is_own = module in self.mends or (choice is not None and choice.version == module.version)
            if is_own or module in graph.edges[MAIN] or self.replacements().of(module) != module:
                continue
            by = self._stand_in(module, graph)
            self.mends[module] = Mend(module=module, by=by, error=error)
            if by is None:
                self.excluded.add(module)
            done = True
        return done

    def _stand_in(self, module: ModuleVersion, graph: ModuleGraph) -> ModuleVersion | None:
        """The nearest version whose go.mod can be had: the locked one, the selected one, the highest below, the lowest
        above. So no other version comes into the build list."""
        path = module.path
        mentioned = {need.version for needs in graph.edges.values() for need in needs if need.path == path}
        known = sorted({*mentioned, *self.versions(path)} - {module.version}, key=semver.sort_key)
        below = [v for v in known if semver.compare(v, module.version) < 0]
        above = [v for v in known if semver.compare(v, module.version) > 0]
        first = [self.choices[path].version] if path in self.choices else []
        first += [graph.selected[path]] if graph.selected.get(path, module.version) != module.version else []
        for version in list(dict.fromkeys([*first, *reversed(below), *above]))[:TRIES]:
            candidate = ModuleVersion(path, version)
            if not isinstance(self.needs(path, candidate), UnavailableError):
                return candidate
        return None
