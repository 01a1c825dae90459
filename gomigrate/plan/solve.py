"""The fixed point: requirements, holds and versions for what no lock covers, until nothing is missing or raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model import semver
from gomigrate.model.modules import ModuleVersion
from gomigrate.modfile.gomod import GoMod
from gomigrate.plan.buildlist import LANGUAGE_LIMIT, MAIN, ModuleGraph, Replacements, go_version, load_graph
from gomigrate.plan.choices import Choice
from gomigrate.plan.contents import Contents, UnavailableError
from gomigrate.plan.loader import Lack, Load, Main, load
from gomigrate.plan.tidyroots import direct_paths, tidy_roots

if TYPE_CHECKING:
    from gomigrate.model.gopackage import GoPackage

EMPTY = GoMod()

Find = Callable[[tuple[Lack, ...]], tuple[Choice, ...]]
Pinned = Callable[[str], Choice | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A locked version kept by a replace: MVS selects `selected` since `raised_by` (MAIN's path is "") asks for it."""

    path: str
    version: str
    selected: str
    raised_by: ModuleVersion | None

    @property
    def reason(self) -> str:
        """Why a replace line is needed: who raises the version, or that nothing requires one so high."""
        if semver.compare(self.selected, self.version) < 0:
            return f"no package needs it, and the module graph asks for {self.selected} only"
        return f"{self.raised_by or 'the module graph'} asks for {self.selected}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """The result: root requirements, the graph they load, replacements, holds, and the load over them."""

    roots: tuple[ModuleVersion, ...]
    direct: frozenset[str]
    graph: ModuleGraph
    replacements: Replacements
    holds: tuple[Hold, ...]
    load: Load
    choices: Mapping[str, Choice]
    go: str
    unavailable: tuple[UnavailableError, ...]


@dataclass(slots=True)
class Solver:
    """Works towards a Solution.

    `find` is asked for what nothing provides, `pinned` for the locked version of a module that is only in the graph,
    `may_hold` whether a path may be held.
    """

    main: Main
    contents: Contents
    find: Find
    pinned: Pinned
    may_hold: Callable[[str], bool]
    go: str
    choices: dict[str, Choice] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)
    unavailable: dict[ModuleVersion, UnavailableError] = field(default_factory=dict)

    def solve(self, initial: Iterable[Choice]) -> Solution:
        """Add choices until every import that any source can provide is provided, then keep what tidy would keep."""
        for choice in initial:
            self.choices.setdefault(choice.path, choice)
        while True:
            graph, roots = self._settle(ModuleVersion(c.path, c.version) for c in self.choices.values())
            loaded = self._load(graph, roots)
            found = self._pinned_in(graph) or self._ask(loaded)
            if not found:
                break
            for choice in found:
                self.choices.setdefault(choice.path, choice)
        return self._finish(graph, loaded)

    def _ask(self, loaded: Load) -> list[Choice]:
        lacks = tuple(
            lack for lack in loaded.lacks.values() if lack.import_path not in self.asked and not lack.ambiguous
        )
        self.asked.update(lack.import_path for lack in lacks)
        return [choice for choice in self.find(lacks) if choice.path not in self.choices]

    def _pinned_in(self, graph: ModuleGraph) -> list[Choice]:
        """The locked versions of modules that the graph mentions though nothing imports them."""
        new = [path for path in graph.selected if path not in self.choices and path not in self.looked]
        self.looked.update(new)
        return [choice for path in new if (choice := self.pinned(path)) is not None]

    def replacements(self) -> Replacements:
        """Replace lines that stand whatever is selected, and the holds."""
        by_version: dict[ModuleVersion, ModuleVersion] = {}
        for choice in self.choices.values():
            if choice.is_replaced or choice.path in self.held:
                by_version[ModuleVersion(choice.path)] = choice.built
        return Replacements(by_version)

    def _go_mod(self, module: ModuleVersion) -> GoMod:
        try:
            return self.contents.go_mod(module)
        except UnavailableError as error:
            self.unavailable[module] = error
            return EMPTY

    def _graph(self, roots: Iterable[ModuleVersion]) -> ModuleGraph:
        return load_graph(roots, self.go, self.replacements(), self._go_mod)

    def _settle(self, wanted: Iterable[ModuleVersion]) -> tuple[ModuleGraph, tuple[ModuleVersion, ...]]:
        """Raise roots to what is selected and hold what was locked lower, until neither changes anything."""
        roots = tuple(sorted(wanted))
        while True:
            graph = self._graph(roots)
            self._raise_go(graph)
            raised = {
                path
                for path, version in graph.selected.items()
                if path in self.choices and version != self.choices[path].version
            }
            to_hold = {p for p in raised if self._is_holdable(p)} - self.held
            settled = tuple(ModuleVersion(root.path, graph.selected[root.path]) for root in roots)
            if not to_hold and settled == roots:
                return graph, roots
            self.held |= to_hold
            roots = settled

    def _is_holdable(self, path: str) -> bool:
        choice = self.choices[path]
        return not choice.is_replaced and self.may_hold(path)

    def _raise_go(self, graph: ModuleGraph) -> None:
        """The main module's go line is at least that of every module in the graph, from 1.21 on (Go reference: "go
        directive"); below, no module raises it."""
        replacements = self.replacements()
        for module in graph.edges:
            if module != MAIN and graph.selected.get(module.path) == module.version:
                line = self._go_mod(replacements.of(module)).go
                if line and go_version(line) >= LANGUAGE_LIMIT and go_version(line) > go_version(self.go):
                    self.go = line

    def _load(self, graph: ModuleGraph, roots: Iterable[ModuleVersion]) -> Load:
        replacements = self.replacements()
        self.contents.prefetch([replacements.of(r) for r in roots])

        def package_of(module: ModuleVersion, import_path: str) -> GoPackage | None:
            return self.contents.package(replacements.of(module), module.path, import_path)

        return load(self.main, graph.selected, {r.path: r.version for r in roots}, package_of)

    def _finish(self, graph: ModuleGraph, loaded: Load) -> Solution:
        """Only the requirements that tidy keeps, only the holds that still change something."""
        while True:
            graph, roots = self._settle(tidy_roots(loaded, self._graph))
            again = self._load(graph, roots)
            is_stable, loaded = _providers(again) == _providers(loaded), again
            if is_stable:
                break
        for path in sorted(self.held):
            if not self._is_hold_needed(path, roots):
                self.held.discard(path)
        graph, roots = self._settle(roots)
        loaded = self._load(graph, roots)
        used = set(graph.selected)
        choices = {p: c for p, c in self.choices.items() if p in used}
        return Solution(
            roots=roots,
            direct=direct_paths(loaded),
            graph=graph,
            replacements=Replacements({k: v for k, v in self.replacements().by_version.items() if k.path in used}),
            holds=tuple(self._hold(path, graph) for path in sorted(self.held & used)),
            load=loaded,
            choices=choices,
            go=self.go,
            unavailable=tuple(self.unavailable.values()),
        )

    def _is_hold_needed(self, path: str, roots: tuple[ModuleVersion, ...]) -> bool:
        """Whether the build list would show another version of `path` without its hold."""
        self.held.discard(path)
        try:
            locked = self.choices[path].version
            lowered = tuple(ModuleVersion(r.path, self.choices[r.path].version) if r.path == path else r for r in roots)
            graph = self._graph(lowered)
            return graph.selected.get(path, locked) != locked
        finally:
            self.held.add(path)

    def _hold(self, path: str, graph: ModuleGraph) -> Hold:
        selected = graph.selected[path]
        raised_by = next(
            (m for m, required in graph.edges.items() if m != MAIN and ModuleVersion(path, selected) in required), None
        )
        return Hold(path=path, version=self.choices[path].version, selected=selected, raised_by=raised_by)


def _providers(loaded: Load) -> dict[str, str]:
    return {key: package.module.path if package.module else "" for key, package in loaded.packages.items()}


def highest_go(lines: Iterable[str]) -> str:
    """The highest of some go lines."""
    return max(lines, key=go_version, default="")


def is_raised(choice: Choice, graph: ModuleGraph) -> bool:
    """Whether MVS selects a higher version than the one chosen, with nothing in its place."""
    selected = graph.selected.get(choice.path, "")
    return bool(selected) and not choice.is_replaced and semver.compare(selected, choice.version) > 0
