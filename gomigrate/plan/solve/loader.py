"""Which module provides each package in module mode, for all build tags at once: the loading that `go mod tidy` does.

Go reference: "go mod tidy", and the "all" package pattern of go 1.16 and later: the main module's packages and
tests and everything they import; of each of those the tests too, and what these import, but no tests beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.imports import all_imports
from gomigrate.model.go.modpath import is_inside, is_std, prefixes
from gomigrate.model.modules import ModuleVersion
from gomigrate.scan.build.stdlib import PACKAGES

if TYPE_CHECKING:
    from gomigrate.model.go.gopackage import GoPackage

TEST = " [test]"


@dataclass(frozen=True, slots=True)
class PackageImports:
    """What a package imports under any build at all, and what its tests import (their own imports alone); sorted."""

    imports: tuple[str, ...] = ()
    test_imports: tuple[str, ...] = ()


CodeOf = Callable[[ModuleVersion, str], PackageImports | None]
Hit = tuple[ModuleVersion | None, PackageImports]
Versions = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A package (or the tests of one: `is_test`) as module mode loads it.

    `module` is None for the main module. `in_all` says whether it belongs to "all"; `imports` are the paths of what it
    imports, std left out, in order; `importer` is the first package that imports it.
    """

    import_path: str
    is_test: bool
    module: ModuleVersion | None
    in_all: bool
    imports: tuple[str, ...]
    importer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """An import that no module of the build list provides. `in_all`: it is in "all" (else only tests of dependencies
    lead there). `main_module`: it is below the main module's own path. `ambiguous` are the modules that all have it
    (the main module without a version). `asker` is the module of the importer, None for the main module."""

    import_path: str
    importer: str
    in_all: bool
    by_test: bool
    asker: ModuleVersion | None = None
    main_module: bool = False
    ambiguous: tuple[ModuleVersion, ...] = ()


RaisedBy = Callable[[ModuleVersion], int]
"""How many locked versions a module asks for more than, if it comes into the build list for what is lacking."""


@dataclass(slots=True)
class Load:
    """The result: loaded packages and tests in loading order (key: import path, tests with TEST), and lacks."""

    packages: dict[str, Loaded] = field(default_factory=dict)
    lacks: dict[str, Lack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Main:
    """The main module: its path, its packages by import path, the import path each old import is rewritten to."""

    path: str
    packages: Mapping[str, GoPackage]
    rewritten: Callable[[str], str]

    def codes(self) -> dict[str, PackageImports]:
        """What each package will import, after rewriting."""
        return {path: code_of(package, self.rewritten) for path, package in self.packages.items()}


def code_of(package: GoPackage, rewritten: Callable[[str], str] = lambda path: path) -> PackageImports:
    """What counts of a package here."""
    build = {rewritten(path) for path in all_imports(package, tests=False)} - {"C"}
    tests = {rewritten(path) for path in all_imports(package, tests=True)} - {"C"}
    return PackageImports(tuple(sorted(build)), tuple(sorted(tests - build)))


def is_through_vendor(import_path: str) -> bool:
    """Whether the path names a package by its place in a vendor folder, which Go refuses since 1.5."""
    return "/vendor/" in f"/{import_path}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loader:
    """Loads over one build list. `lookups` are the versions to search, one after the other: with pruning the root
    requirements first, for the go command looks for no conflicts beyond them when exactly one has the package, then the
    whole build list. `closes_over_tests`: below go 1.16 the tests of packages in "all" bring theirs into "all".
    `settle` picks one of several providers, which the go command would not do. `expect` hears of each module that will
    be searched, as soon as that is certain: long before, where it has to be downloaded.
    """

    main: str
    codes: Mapping[str, PackageImports]
    lookups: Sequence[Versions]
    code_of: CodeOf
    closes_over_tests: bool = False
    settle: Callable[[str, tuple[Hit, ...]], Hit] | None = None
    expect: Callable[[ModuleVersion], None] | None = None

    def providers(self, import_path: str) -> tuple[Hit, ...]:
        """The modules that have the package: one, none, or those that make the import ambiguous. A path through a
        vendor folder is never importable: the go command answers "must be imported as ..."."""
        own: list[Hit] = [(None, self.codes[import_path])] if import_path in self.codes else []
        if is_through_vendor(import_path) and not own:
            return ()
        hits: list[Hit] = []
        for versions in self.lookups:
            hits = list(own)
            for prefix in prefixes(import_path):
                module = ModuleVersion(prefix, versions.get(prefix, ""))
                code = self.code_of(module, import_path) if module.version else None
                if code is not None:
                    hits.append((module, code))
            if hits:
                break
        if len(hits) > 1 and self.settle is not None:
            return (self.settle(import_path, tuple(hits)),)
        return tuple(hits)

    def candidates(self, import_path: str) -> tuple[ModuleVersion, ...]:
        """The modules that are certain to be searched for the package."""
        for versions in self.lookups if not is_through_vendor(import_path) else ():
            paths = [path for path in prefixes(import_path) if versions.get(path)]
            if paths or import_path in self.codes:
                return tuple(ModuleVersion(path, versions[path]) for path in paths)
        return ()

    def load(self) -> Load:
        """Load "all" and the tests of its packages."""
        return _Loading(self).result()

    def is_wanted(self, import_path: str) -> bool:
        """Whether a module must provide it. The standard library needs none, nor does a path that looks like it (tidy
        is silent). The exceptions are the main module's packages, and paths below that of a module that is there."""
        if not is_std(import_path) or import_path in self.codes:
            return True
        return import_path not in PACKAGES and any(path in self.lookups[-1] for path in prefixes(import_path))


class _Loading:
    """One loading, breadth first: who asks first is the importer that messages name."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader
        self._load = Load()
        self._found: dict[str, Hit | None] = {}
        self._queue = [(path, "", True, False) for path in sorted(loader.codes)]
        self._expected: set[str] = set()

    def result(self) -> Load:
        for path, importer, in_all, by_test in self._queue:  # grows while it is read
            known = self._load.packages.get(path)
            if known is None or (in_all and not known.in_all):
                self._take(path, importer, in_all=in_all, by_test=by_test)
        return self._load

    def _take(self, path: str, importer: str, *, in_all: bool, by_test: bool) -> None:
        hit = self._find(path, importer, in_all=in_all, by_test=by_test)
        if hit is None:
            lack = self._load.lacks.get(path)
            if lack is not None and in_all and not lack.in_all:
                asker = self._asker(importer)
                self._load.lacks[path] = replace(lack, importer=importer, in_all=True, by_test=by_test, asker=asker)
            return
        module, code = hit
        build = tuple(filter(self._loader.is_wanted, code.imports))
        self._load.packages[path] = Loaded(
            import_path=path, is_test=False, module=module, in_all=in_all, imports=build, importer=importer
        )
        self._queue += [(need, path, in_all, False) for need in build]
        self._expect(build)
        if in_all:
            wanted = tuple(filter(self._loader.is_wanted, code.test_imports))
            is_test_in_all = module is None or self._loader.closes_over_tests
            self._load.packages[path + TEST] = Loaded(
                import_path=path, is_test=True, module=module, in_all=is_test_in_all, imports=wanted, importer=path
            )
            self._queue += [(need, path + TEST, is_test_in_all, True) for need in wanted]
            self._expect(wanted)

    def _expect(self, paths: Sequence[str]) -> None:
        if self._loader.expect is None:
            return
        for path in paths:
            if path not in self._expected:
                self._expected.add(path)
                for module in self._loader.candidates(path):
                    self._loader.expect(module)

    def _find(self, path: str, importer: str, *, in_all: bool, by_test: bool) -> Hit | None:
        if path not in self._found:
            hits = self._loader.providers(path)
            self._found[path] = hits[0] if len(hits) == 1 else None
            if len(hits) != 1:
                main = ModuleVersion(self._loader.main)
                self._load.lacks[path] = Lack(
                    import_path=path,
                    importer=importer,
                    in_all=in_all,
                    by_test=by_test,
                    asker=self._asker(importer),
                    main_module=not hits and is_inside(path, self._loader.main),
                    ambiguous=tuple(module or main for module, _ in hits),
                )
        return self._found[path]

    def _asker(self, importer: str) -> ModuleVersion | None:
        asking = self._load.packages.get(importer)
        return asking.module if asking else None
