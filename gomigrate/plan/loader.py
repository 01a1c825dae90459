"""Which module provides each package in module mode, for all build tags at once: the loading that `go mod tidy` does.

Go reference: "go mod tidy", and the "all" package pattern of go 1.16 and later: the main module's packages and
tests and everything they import; of each of those the tests too, and what these import, but no tests beyond.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gomigrate.gosource.imports import all_imports
from gomigrate.model.gopackage import GoPackage
from gomigrate.model.modpath import is_inside, is_std, prefixes
from gomigrate.model.modules import ModuleVersion

PackageOf = Callable[[ModuleVersion, str], GoPackage | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A package (or the tests of one: `is_test`) as module mode loads it.

    `module` is None for the main module. `in_all` says whether it belongs to "all"; `imports` are the keys of what
    it imports, std left out, in order; `importer` is who brought it in first.
    """

    import_path: str
    is_test: bool
    module: ModuleVersion | None
    in_all: bool
    imports: tuple[str, ...]
    importer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """An import that no module of the build list provides; `in_build` if it is in "all", `main_module` if it lies under
    the main module's own path, `ambiguous` the modules that both have it."""

    import_path: str
    importer: str
    in_all: bool
    by_test: bool
    main_module: bool = False
    ambiguous: tuple[ModuleVersion, ...] = ()


@dataclass(slots=True)
class Load:
    """The result: loaded packages and tests in loading order (key: import path, tests with " [test]"), and lacks."""

    packages: dict[str, Loaded] = field(default_factory=dict)
    lacks: dict[str, Lack] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Main:
    """The main module: its path, its packages by import path, the import path each old import is rewritten to."""

    path: str
    packages: Mapping[str, GoPackage]
    rewritten: Callable[[str], str]


def provider(
    import_path: str, selected: Mapping[str, str], roots: Mapping[str, str], package_of: PackageOf
) -> tuple[tuple[ModuleVersion, GoPackage], ...]:
    """The modules that have the package: root requirements first (with pruning the go command does not look for
    conflicts beyond them when exactly one has it), then the whole build list. A path through a vendor folder is never
    importable: the go command answers "must be imported as ..." (cmd/go, disallowVendor)."""
    if is_through_vendor(import_path):
        return ()
    for versions in (roots, selected):
        hits = []
        for prefix in prefixes(import_path):
            if prefix in versions:
                module = ModuleVersion(prefix, versions[prefix])
                package = package_of(module, import_path)
                if package is not None and package.files:
                    hits.append((module, package))
        if hits:
            return tuple(hits)
    return ()


def is_through_vendor(import_path: str) -> bool:
    """Whether the path names a package by its place in a vendor folder, which Go refuses since 1.5."""
    return "/vendor/" in f"/{import_path}"


def load(main: Main, selected: Mapping[str, str], roots: Mapping[str, str], package_of: PackageOf) -> Load:
    """Load "all" and the tests of its packages over the build list `selected`."""
    result = Load()
    sources: dict[str, tuple[ModuleVersion | None, GoPackage] | None] = {}

    def find(path: str, importer: str, *, in_all: bool, by_test: bool) -> tuple[ModuleVersion | None, GoPackage] | None:
        if path not in sources:
            sources[path] = None
            if path in main.packages:
                sources[path] = (None, main.packages[path])
            else:
                hits = provider(path, selected, roots, package_of)
                if len(hits) == 1:
                    sources[path] = hits[0]
                else:
                    result.lacks[path] = Lack(
                        import_path=path,
                        importer=importer,
                        in_all=in_all,
                        by_test=by_test,
                        main_module=not hits and is_inside(path, main.path),
                        ambiguous=tuple(module for module, _ in hits),
                    )
        return sources[path]

    def imports_of(package: GoPackage, module: ModuleVersion | None, *, tests: bool) -> tuple[str, ...]:
        paths = sorted(all_imports(package, tests=tests))
        if module is None:
            paths = sorted({main.rewritten(path) for path in paths})
        return tuple(p for p in paths if p != "C" and not (is_std(p) and p not in main.packages and p not in selected))

    queue: list[tuple[str, str, bool, bool]] = [(path, "", True, False) for path in sorted(main.packages)]
    position = 0
    while position < len(queue):
        path, importer, in_all, by_test = queue[position]
        position += 1
        known = result.packages.get(path)
        if known is not None and (known.in_all or not in_all):
            continue
        hit = find(path, importer, in_all=in_all, by_test=by_test)
        if hit is None:
            lack = result.lacks.get(path)
            if lack is not None and in_all and not lack.in_all:
                result.lacks[path] = Lack(
                    import_path=path,
                    importer=importer,
                    in_all=True,
                    by_test=by_test,
                    main_module=lack.main_module,
                    ambiguous=lack.ambiguous,
                )
            continue
        module, package = hit
        build = imports_of(package, module, tests=False)
        result.packages[path] = Loaded(
            import_path=path, is_test=False, module=module, in_all=in_all, imports=build, importer=importer
        )
        queue += [(need, path, in_all, False) for need in build]
        if in_all:
            wanted = tuple(p for p in imports_of(package, module, tests=True) if p not in build)
            result.packages[path + TEST] = Loaded(
                import_path=path, is_test=True, module=module, in_all=module is None, imports=wanted, importer=path
            )
            queue += [(need, path + TEST, module is None, True) for need in wanted]
    return result


TEST = " [test]"
