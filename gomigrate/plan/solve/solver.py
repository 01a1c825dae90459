"""The fixed point: requirements, holds and versions for what no lock covers, until nothing is missing or raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.model.decision import Hold, Pull
from gomigrate.model.go import semver
from gomigrate.model.go.goversion import PRUNING_FROM, go_version, is_pruned
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.solve.buildlist import MAIN, ModuleGraph, Replacements
from gomigrate.plan.solve.graphs import Graphs
from gomigrate.plan.solve.loader import Hit, Lack, Load, Loader, Main, PackageImports, RaisedBy, code_of
from gomigrate.plan.solve.solution import Solution, is_raised
from gomigrate.plan.solve.tidyroots import Roots, direct_paths, pruned_roots, unpruned_roots

if TYPE_CHECKING:
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.graphs import Versions

__all__ = ["Solution", "Solver", "is_raised"]

# The tests of packages in "all" bring what they import into "all" below this go line.
NARROW_ALL_FROM = (1, 16)

# At go 1.17 `go mod tidy` keeps go.sum complete for this version too (go mod tidy -compat).
OLDER_GO = "1.16"

# Far more rounds than any graph needs: what has not come to rest by then never will.
ROUNDS = 50

Find = Callable[[tuple[Lack, ...], RaisedBy], tuple[Choice, ...]]
Pinned = Callable[[str], Choice | None]


@dataclass(slots=True)
class Solver:
    """Works toward a Solution.

    `find` provides what no module has yet, given what a module would raise. `pinned` gives the locked version of a
    module that is only in the graph, `may_hold` whether a path may be held, `versions` the existing versions of a
    module.
    """

    main: Main
    contents: Contents
    find: Find
    pinned: Pinned
    may_hold: Callable[[str], bool]
    go: str
    versions: Versions = lambda _: ()
    choices: dict[str, Choice] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    looked: set[str] = field(default_factory=set)
    _graphs: Graphs = field(init=False)
    _own: dict[str, PackageImports] = field(init=False)
    _pins: dict[str, Choice | None] = field(default_factory=dict)
    _favoured: dict[str, str] = field(default_factory=dict)
    _moved: set[str] = field(default_factory=set)
    _codes: dict[tuple[ModuleVersion, str], PackageImports | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._graphs = Graphs(self.contents, self.choices, self.held, self.go, self.versions)
        self._own = self.main.codes()

    def solve(self, initial: Iterable[Choice]) -> Solution:
        """Add choices until every import that any source can provide is provided, then keep what tidy would keep."""
        for choice in initial:
            self.choices.setdefault(choice.path, choice)
        while True:
            graph, roots = self._settle([ModuleVersion(c.path, c.version) for c in self.choices.values()])
            found = self._pinned_in(graph)
            loaded = self._load(graph, roots, is_lenient=True) if not found else Load()
            found = found or self._ask(loaded, graph)
            if not found:
                return self._finish(loaded, graph)
            for choice in found:
                self.choices.setdefault(choice.path, choice)

    def _ask(self, loaded: Load, graph: ModuleGraph) -> list[Choice]:
        lacks = tuple(
            lack for lack in loaded.lacks.values() if lack.import_path not in self.asked and not lack.ambiguous
        )
        self.asked.update(lack.import_path for lack in lacks)
        found = self.find(lacks, lambda module: self._raised(module, graph)) if lacks else ()
        return [choice for choice in found if choice.path not in self.choices]

    def _raised(self, module: ModuleVersion, graph: ModuleGraph) -> int:
        """How many locked versions a module would raise if it were required; so counts the go line."""
        needed, go = self._graphs.load((module,)), self._graphs.go
        is_go_raised = self._graphs.raise_go(needed)
        self._graphs.go = go
        return is_go_raised + sum(
            semver.compare(version, semver.max_version(choice.version, graph.selected.get(path, ""))) > 0
            for path, version in needed.selected.items()
            if path not in self.held and (choice := self.choices.get(path) or self._pin(path)) is not None
            if choice.is_locked and not choice.is_replaced
        )

    def _pinned_in(self, graph: ModuleGraph) -> list[Choice]:
        """The locked versions of modules that the graph mentions though nothing imports them."""
        new = [path for path in graph.selected if path not in self.choices and path not in self.looked]
        self.looked.update(new)
        return [choice for path in new if (choice := self._pin(path)) is not None]

    def _pin(self, path: str) -> Choice | None:
        if path not in self._pins:
            self._pins[path] = self.pinned(path)
        return self._pins[path]

    def _settle(self, wanted: Iterable[ModuleVersion]) -> tuple[ModuleGraph, Roots]:
        """Raise roots to what is selected and hold what was locked at another version, until neither changes
        anything."""
        roots = tuple(sorted(wanted))
        while True:
            graph = self._graphs.load(roots)
            if self._graphs.mend(graph) or self._graphs.untwin(graph) or self._graphs.raise_go(graph):
                continue
            to_hold = {path for path in graph.selected if self._is_off(path, graph) and path not in self.held}
            settled = tuple(ModuleVersion(root.path, graph.selected[root.path]) for root in roots)
            if not to_hold and settled == roots:
                return graph, roots
            self.held |= to_hold
            roots = settled

    def _is_off(self, path: str, graph: ModuleGraph) -> bool:
        """Whether a version is selected that is not the locked one, and may be held."""
        choice = self.choices.get(path)
        if choice is None or choice.is_replaced or graph.selected[path] == choice.version:
            return False
        return choice.is_locked and self.may_hold(path)

    def _loader(self, graph: ModuleGraph, roots: Roots, *, is_lenient: bool = False) -> Loader:
        replacements = self._graphs.replacements()

        def code_of_package(module: ModuleVersion, import_path: str) -> PackageImports | None:
            return self._code(replacements.of(module), module.path, import_path)

        go = self._graphs.go
        lookups = ({root.path: root.version for root in roots}, graph.selected) if is_pruned(go) else (graph.selected,)
        return Loader(
            main=self.main.path,
            codes=self._own,
            lookups=lookups,
            code_of=code_of_package,
            closes_over_tests=go_version(go) < NARROW_ALL_FROM,
            settle=self._preferred if is_lenient else None,
            expect=lambda module: self.contents.begin(replacements.of(module)),
        )

    def _code(self, built: ModuleVersion, path: str, import_path: str) -> PackageImports | None:
        key = (built, import_path)
        if key not in self._codes:
            package = self.contents.package(built, path, import_path)
            self._codes[key] = code_of(package) if package is not None and package.files else None
        return self._codes[key]

    def _load(self, graph: ModuleGraph, roots: Roots, *, is_lenient: bool = False) -> Load:
        replacements = self._graphs.replacements()
        self.contents.prefetch([replacements.of(r) for r in roots])
        return self._loader(graph, roots, is_lenient=is_lenient).load()

    def _preferred(self, import_path: str, hits: tuple[Hit, ...]) -> Hit:
        """Of several modules that have a package the one the legacy build has it from, else the likeliest: the main
        module, the one without which other packages would be missing, a locked one, one that was looked for; of two
        alike the nested one."""

        def rank(hit: Hit) -> tuple[bool, bool, bool, bool, bool, int]:
            path = hit[0].path if hit[0] else self.main.path
            choice = self.choices.get(path)
            is_locked = choice is not None and choice.is_locked
            has_bytes = self._has_bytes(path, import_path)
            is_favoured = self._favoured.get(import_path) == path
            return hit[0] is None, has_bytes, is_favoured, is_locked, choice is not None, len(path)

        return max(hits, key=rank)

    def _has_bytes(self, path: str, import_path: str) -> bool:
        """Whether the module was chosen for having the legacy build's files of the package."""
        choice = self.choices.get(path)
        return choice is not None and any(used.import_path == import_path for used in choice.packages)

    def _tidy(self, loaded: Load, graph: ModuleGraph) -> Roots:
        if is_pruned(self._graphs.go):
            return pruned_roots(loaded, self._graphs.load, self._loader)
        return unpruned_roots(loaded, graph.selected, self._graphs.load)

    def _finish(self, loaded: Load, graph: ModuleGraph) -> Solution:
        """Only the requirements that tidy keeps, only the holds that still change something."""
        roots: Roots = ()
        self._graphs.go = self.go
        for _ in range(ROUNDS):
            graph, settled = self._settle([self._as_chosen(root) for root in self._tidy(loaded, graph)])
            loaded = self._load(graph, settled, is_lenient=True)
            more = self._for_lacks(loaded, graph) or self._unambiguous(loaded, graph, settled)
            if more is None and settled == roots:
                fewest = self._with_fewest_holds(roots)
                more = () if fewest != roots else None
                settled = fewest
                if more is None:
                    break
            if more is not None:
                graph, settled = self._settle([*settled, *more])
                loaded = self._load(graph, settled, is_lenient=True)
            roots = settled
        else:  # tidying goes in a circle: what one round drops raises what the next needs again
            roots = self._with_fewest_holds(roots)
            graph = self._graphs.load(roots)
            loaded = self._load(graph, roots, is_lenient=True)
        loaded.lacks.update(self._ambiguous(graph, roots))
        return self._solution(graph, roots, loaded)

    def _for_lacks(self, loaded: Load, graph: ModuleGraph) -> Roots | None:
        """Requirements for what is missing only now, because a raised version went down again and its imports with
        it."""
        for choice in self._ask(loaded, graph):
            self.choices.setdefault(choice.path, choice)
        able = {
            path
            for lack in loaded.lacks.values()
            for path in prefixes(lack.import_path)
            if path in self.choices and path not in graph.selected
            if self._code(self.choices[path].built, path, lack.import_path) is not None
        }
        return tuple(ModuleVersion(path, self.choices[path].version) for path in sorted(able)) or None

    def _ambiguous(self, graph: ModuleGraph, roots: Roots) -> dict[str, Lack]:
        """The imports that the go command would refuse to choose a module for."""
        strict = self._load(graph, roots)
        return {path: lack for path, lack in strict.lacks.items() if lack.ambiguous}

    def _unambiguous(self, loaded: Load, graph: ModuleGraph, roots: Roots) -> Roots | None:
        """What to require (() for nothing more) after something was done about ambiguous imports, None if nothing."""
        for path, lack in self._ambiguous(graph, roots).items():
            winner = loaded.packages[path].module
            for module in lack.ambiguous:
                if module != winner and module.version and self._is_removed(module, path, loaded, graph):
                    return ()
        return None

    def _is_removed(self, module: ModuleVersion, import_path: str, loaded: Load, graph: ModuleGraph) -> bool:
        """Whether a module can be kept from providing a package that another is to provide, with nothing else lost: by
        leaving it out of the graph, at another version, or by letting it have the package after all."""
        used = [p.import_path for p in loaded.packages.values() if p.module == module]
        if not used:
            required = {need for needs in graph.edges.values() for need in needs if need.path == module.path}
            is_root = bool(required.intersection(graph.edges[MAIN]))
            self._graphs.excluded.update(() if is_root else required)
            return not is_root
        if self._is_version_without(module, import_path, used):
            return True
        winner = loaded.packages[import_path].module
        is_settled = import_path in self._favoured or winner is None or self._has_bytes(winner.path, import_path)
        if not is_settled:
            self._favoured[import_path] = module.path
        return not is_settled

    def _is_version_without(self, module: ModuleVersion, import_path: str, used: Iterable[str]) -> bool:
        """Whether a module that no lock names would be available at another version, with what is used and without
        that."""
        choice = self.choices.get(module.path)
        if choice is None or choice.is_locked or module.path in self._moved:
            return False
        self._moved.add(module.path)
        for version in self._graphs.nearest(module):
            other = ModuleVersion(module.path, version)
            if self._code(other, module.path, import_path) is None and all(
                self._code(other, module.path, path) is not None for path in used
            ):
                self.choices[module.path] = replace(choice, version=version, built=other)
                return True
        return False

    def _as_chosen(self, root: ModuleVersion) -> ModuleVersion:
        """The requirement at its chosen version: what raised it may have gone."""
        choice = self.choices.get(root.path)
        return ModuleVersion(root.path, choice.version) if choice else root

    def _with_fewest_holds(self, roots: Roots) -> Roots:
        """Drop every hold without which the locked versions are selected all the same; the requirements without it."""
        graph = self._graphs.load(roots)
        known = set(self._graphs.broken)
        for path in sorted(self.held & graph.selected.keys()):
            if graph.selected[path] != self.choices[path].version and graph.is_asked_for(path):
                continue
            self.held.discard(path)
            lowered = tuple(self._as_chosen(root) if root.path == path else root for root in roots)
            if self._is_well(lowered, known):
                roots, graph = lowered, self._graphs.load(lowered)
            else:
                self.held.add(path)
        self.held &= graph.selected.keys()
        return roots

    def _is_well(self, roots: Roots, known: set[ModuleVersion]) -> bool:
        """Whether these requirements select what they say, every locked version not held, and the same go line; and
        need no go.mod that is not at hand, but the `known` ones."""
        graph, go = self._graphs.load(roots), self._graphs.go
        is_raised = self._graphs.raise_go(graph)
        self._graphs.go = go
        return (
            not is_raised
            and self._graphs.broken.keys() <= known
            and all(graph.selected[root.path] == root.version for root in roots)
            and not any(self._is_off(path, graph) for path in graph.selected if path not in self.held)
        )

    def _solution(self, graph: ModuleGraph, roots: Roots, loaded: Load) -> Solution:
        used, go = graph.selected.keys(), self._graphs.go
        replacements = self._graphs.replacements()
        unavailable = tuple(self._graphs.broken.values())
        choices = {path: choice for path, choice in self.choices.items() if path in used}

        def is_used(module: ModuleVersion) -> bool:
            mentions = module in graph.edges or graph.selected.get(module.path) == module.version
            return mentions or module in graph.left_out

        mends = [mend for mend in self._graphs.mends.values() if is_used(mend.module)]
        is_near_1_16 = PRUNING_FROM <= go_version(go) < (1, 18)
        return Solution(
            roots=roots,
            direct=direct_paths(loaded),
            graph=graph,
            replacements=Replacements(
                {
                    old: new
                    for old, new in replacements.by_version.items()
                    if (is_used(old) if old.version else old.path in used)
                }
            ),
            holds=tuple(self._holds(graph, roots, loaded)),
            load=loaded,
            choices=choices,
            go=go,
            unavailable=unavailable,
            mends=tuple(m for m in mends if m.by is None or replacements.by_version.get(m.module) == m.by),
            excluded=tuple(sorted(graph.left_out)),
            older=self._graphs.load(roots, OLDER_GO) if is_near_1_16 else None,
        )

    def _holds(self, graph: ModuleGraph, roots: Roots, loaded: Load) -> Iterator[Hold]:
        in_all = {package.module.path for package in loaded.packages.values() if package.in_all and package.module}
        chosen = [self._as_chosen(root) for root in roots if root.path in self.choices]
        tested = [root for root in chosen if root.path not in in_all and not self.choices[root.path].is_locked]
        for path in sorted(self.held & graph.selected.keys()):
            version, selected = self.choices[path].version, graph.selected[path]
            order = semver.compare(selected, version)
            yield Hold(
                path=path,
                version=version,
                selected=selected,
                pull=Pull.HIGHER if order > 0 else Pull.LOWER_ONLY if order < 0 else Pull.MENTIONED,
                asker=graph.raised_by(path),
                tested=self._tested(path, chosen, tested) if order > 0 else "",
            )

    def _tested(self, path: str, chosen: Sequence[ModuleVersion], tested: Sequence[ModuleVersion]) -> str:
        """Which of the modules that only tests of dependencies import a path is held for, "" if it is for others."""

        def raises(roots: Iterable[ModuleVersion]) -> bool:
            return semver.compare(self._graphs.load(roots).selected.get(path, ""), self.choices[path].version) > 0

        if not tested or raises(root for root in chosen if root not in tested):
            return ""
        return next((root.path for root in tested if raises((root,))), "")
