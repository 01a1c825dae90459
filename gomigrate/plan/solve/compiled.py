"""What the new build compiles: of the packages that module mode loads for all tags at once, those that a build leads
to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.platform import checked_platforms
from gomigrate.model.go.constraint import evaluate
from gomigrate.scripts.targets import targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.model.go.constraint import Constraint
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.loader import Main
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.scripts.read.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """Import paths, each with the package that imports it: what the project's packages need in some `build`, and what
    its `tests` need besides."""

    build: Mapping[str, str] = field(default_factory=dict)
    tests: Mapping[str, str] = field(default_factory=dict)

    @property
    def all(self) -> frozenset[str]:
        """All the paths."""
        return frozenset({**self.build, **self.tests})


def compiled(
    solution: Solution, main: Main, contents: Contents, platforms: Iterable[Platform], *, is_lacking: bool = False
) -> Compiled:
    """What is compiled for at least one of the platforms, as they set tags and cgo. A path that nothing provides is
    there with who imports it, and leads no further. Nothing is looked at where nothing is lacking, in module mode or
    (`is_lacking`) in the legacy build."""
    if not (solution.load.lacks or is_lacking):
        return Compiled()
    files = _Importing(solution, main, contents)
    build: dict[str, str] = {}
    tests: dict[str, str] = {}
    for platform in platforms:
        own = [(need, path) for path in main.packages for need in files.imports(path, platform)]
        by_tests = [(need, path) for path in main.packages for need in files.imports(path, platform, of_tests=True)]
        reached = _reached(own, files, platform)
        for need, importer in reached.items():
            build.setdefault(need, importer)
        for need, importer in _reached(by_tests, files, platform, known=reached).items():
            tests.setdefault(need, importer)
    return Compiled(build=build, tests={need: importer for need, importer in tests.items() if need not in build})


def built_platforms(documents: Sequence[Document]) -> tuple[Platform, ...]:
    """The checked platforms, without tags and with each set of them that the build files name."""
    sets = dict.fromkeys(((), *(target.tags for target in targets(documents))))
    return tuple(replace(platform, tags=tags) for tags in sets for platform in checked_platforms())


def _reached(
    start: Iterable[tuple[str, str]], files: _Importing, platform: Platform, *, known: Mapping[str, str] | None = None
) -> dict[str, str]:
    """All that the (import path, importer) lead to, breadth first, without what is known."""
    found: dict[str, str] = {}
    queue = list(start)
    for need, importer in queue:  # grows while it is read
        if need not in found and need not in (known or ()):
            found[need] = importer
            queue += [(further, need) for further in files.imports(need, platform)]
    return found


class _Importing:
    """What the files of each package import, with their constraints."""

    def __init__(self, solution: Solution, main: Main, contents: Contents) -> None:
        self._solution = solution
        self._main = main
        self._contents = contents
        self._known: dict[tuple[str, bool], tuple[tuple[Constraint | None, tuple[str, ...]], ...]] = {}

    def imports(self, import_path: str, platform: Platform, *, of_tests: bool = False) -> Iterator[str]:
        """What the package's files (those of its tests) that are compiled for the platform import."""
        key = import_path, of_tests
        if key not in self._known:
            self._known[key] = tuple(self._by_constraint(import_path, of_tests=of_tests))
        for constraint, paths in self._known[key]:
            if evaluate(constraint, platform.has):
                yield from paths

    def _by_constraint(
        self, import_path: str, *, of_tests: bool
    ) -> Iterator[tuple[Constraint | None, tuple[str, ...]]]:
        package, is_own = self._package(import_path)
        named = self._main.rewritten if is_own else str
        for file in package.files if package else ():
            # The go command leaves out files of the package "documentation" (go/build, Context.Import).
            if file.is_test == of_tests and not file.unlisted and file.package != "documentation":
                yield file.constraint, tuple(named(spec.path) for spec in file.imports)

    def _package(self, import_path: str) -> tuple[GoPackage | None, bool]:
        loaded = self._solution.load.packages.get(import_path)
        if loaded is None:
            return None, False
        if loaded.module is None:
            return self._main.packages.get(import_path), True
        built = self._solution.replacements.of(loaded.module)
        return self._contents.package(built, loaded.module.path, import_path), False
