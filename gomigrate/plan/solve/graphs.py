"""Module graphs over the choices made so far, with stand-ins for what is replaced and for each go.mod that no source
has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import starmap
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.goversion import LANGUAGE_LIMIT, go_order, go_version
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Said, SourceKind
from gomigrate.plan.decide.modulecontents import Contents, UnavailableError
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Needs, Replacements, load_graph

if TYPE_CHECKING:
    from gomigrate.plan.decide.choice import Choice

# How many versions of one module are asked for their go.mod to find one that can stand in for a missing one.
TRIES = 12

Versions = Callable[[str], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """A stand-in for a version of which no source has the go.mod that the graph needs (`error`). Or for one that a
    replace line builds under another path (`twin`), which the go command allows once. `by` stands in for it. Where no
    version of the module is available (None), the requirements on it are excluded."""

    module: ModuleVersion
    by: ModuleVersion | None
    error: UnavailableError | None = None
    twin: str = ""


@dataclass(slots=True)
class Graphs:
    """Loads graphs. `choices` and `held` are shared with the solver, who changes them; `go` is the main module's line,
    raised where a dependency asks for more; `broken` is what the last graph could not read; `fixed` are replace lines
    that a go.mod has already."""

    contents: Contents
    choices: dict[str, Choice]
    held: set[str]
    go: str
    versions: Versions
    fixed: Mapping[ModuleVersion, ModuleVersion] = field(default_factory=dict)
    mends: dict[ModuleVersion, Mend] = field(default_factory=dict)
    excluded: set[ModuleVersion] = field(default_factory=set)
    broken: dict[ModuleVersion, UnavailableError] = field(default_factory=dict)
    _needs: dict[tuple[str, ModuleVersion], Needs | UnavailableError] = field(default_factory=dict)

    def replacements(self) -> Replacements:
        """Replace lines for every selection, the holds, and the stand-ins for versions that are not available."""
        replaced = {path for path, choice in self.choices.items() if choice.is_replaced} | self.held
        by_version = {old: new for old, new in self.fixed.items() if old.path not in replaced}
        for choice in self.choices.values():
            if choice.path in replaced:
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
                    said = Attempt(
                        source="its go.mod",
                        kind=SourceKind.GO_MOD,
                        question="module path",
                        said=Said.DIFFERS,
                        detail=go_mod.module,
                        flaw=Flaw.OTHER_PATH,
                    )
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
        """Whether something could be done about what `graph`, the last one loaded, could not read. What pruning spared
        it to read counts as well if it is selected: `go list -m all` asks for its time."""
        spared = [m for m in starmap(ModuleVersion, graph.selected.items()) if m not in graph.edges]
        replacements = self.replacements()
        self._prefetch([m for m in spared if replacements.of(m) == m])
        for module in spared:
            self._told(module, replacements.of(module))
        unread = [item for item in self.broken.items() if replacements.of(item[0]) == item[0]]
        direct = frozenset(graph.edges[MAIN])
        bad = [(m, error) for m, error in unread if m not in direct and not self._is_chosen(m)]
        mentioned = _mentioned(graph) if bad else {}
        for module, error in bad:
            by = self._stand_in(module, graph, mentioned.get(module.path, set()))
            self.mends[module] = Mend(module=module, by=by, error=error)
            if by is None:
                self.excluded.add(module)
        return bool(bad)

    def _is_chosen(self, module: ModuleVersion) -> bool:
        choice = self.choices.get(module.path)
        return choice is not None and choice.version == module.version

    def untwin(self, graph: ModuleGraph) -> bool:
        """Whether a selected version was moved out of the way that a replace line builds under another path, where no
        lock names it."""
        replacements = self.replacements()
        direct = frozenset(graph.edges[MAIN])
        for choice in self.choices.values():
            built, other = choice.built, self.choices.get(choice.built.path)
            is_twin = choice.is_replaced and choice.path in graph.selected and graph.selected.get(built.path)
            if is_twin != built.version or replacements.of(built) != built or built in direct:
                continue
            if other is not None and other.is_locked:
                continue
            near = (ModuleVersion(built.path, version) for version in self.nearest(built))
            by = next((m for m in near if not isinstance(self.needs(m.path, m), UnavailableError)), None)
            self.mends[built] = Mend(module=built, by=by, twin=choice.path)
            if by is None:
                self.excluded.add(built)
            return True
        return False

    def _stand_in(self, module: ModuleVersion, graph: ModuleGraph, mentioned: set[str]) -> ModuleVersion | None:
        """The nearest version whose go.mod is available: the locked one, the selected one, the highest below, the
        lowest above, of those that the graph has `mentioned` or that are listed. So no other version is added to the
        build list."""
        path = module.path
        first = [self.choices[path].version] if path in self.choices else []
        first += [graph.selected[path]] if graph.selected.get(path, module.version) != module.version else []
        for version in dict.fromkeys([*first, *self.nearest(module, mentioned)]):
            candidate = ModuleVersion(path, version)
            if not isinstance(self.needs(path, candidate), UnavailableError):
                return candidate
        return None

    def nearest(self, module: ModuleVersion, more: Iterable[str] = ()) -> tuple[str, ...]:
        """Some other versions of the module, `more` among them: the highest below it first, then the lowest above."""
        known = sorted({*more, *self.versions(module.path)} - {module.version}, key=semver.sort_key)
        below = [v for v in known if semver.compare(v, module.version) < 0]
        above = [v for v in known if semver.compare(v, module.version) > 0]
        return (*reversed(below), *above)[:TRIES]


def _mentioned(graph: ModuleGraph) -> dict[str, set[str]]:
    """The versions of each module that the graph's requirements name."""
    found: dict[str, set[str]] = {}
    for needs in graph.edges.values():
        for need in needs:
            found.setdefault(need.path, set()).add(need.version)
    return found
