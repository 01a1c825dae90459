"""What the new build uses of each module, and which names it mentions outside of that module."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.usednames import UsedNames, used_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.loader import Main
    from gomigrate.plan.solve.solution import Solution


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedModule:
    """A module of the build list: imported as `path`, built from `built`, with the import paths of the `packages` that
    the project or its tests need."""

    path: str
    built: ModuleVersion
    packages: tuple[str, ...]


def used_modules(solution: Solution) -> dict[str, UsedModule]:
    """The modules that packages are built from, by the path they are imported by; kept copies and folders left out."""
    packages: dict[ModuleVersion, list[str]] = {}
    for loaded in solution.load.packages.values():
        if loaded.module is not None and loaded.in_all and not loaded.is_test:
            packages.setdefault(loaded.module, []).append(loaded.import_path)
    built = {module: solution.replacements.of(module) for module in packages}
    return {
        module.path: UsedModule(path=module.path, built=built[module], packages=tuple(sorted(paths)))
        for module, paths in packages.items()
        if built[module].version
    }


@dataclass(slots=True)
class Mentions:
    """The names that each module of the build mentions, read once. `own` is the project's tree."""

    solution: Solution
    main: Main
    own: Tree
    contents: Contents
    _by_module: dict[str, UsedNames] = field(default_factory=dict)
    _outside: dict[str, UsedNames] = field(default_factory=dict)

    def outside(self, path: str) -> UsedNames:
        """What the packages of the build mention, tests of the project among them, that are not of this module."""
        if not self._by_module:
            self._by_module = self._read()
        if path not in self._outside:
            others = [used for module, used in self._by_module.items() if module != path]
            self._outside[path] = UsedNames(
                names=frozenset().union(*(used.names for used in others)),
                unkeyed=frozenset().union(*(used.unkeyed for used in others)),
            )
        return self._outside[path]

    def _read(self) -> dict[str, UsedNames]:
        files: dict[str, list[tuple[GoPackage, Tree, bool]]] = {"": []}
        files[""] = [(package, self.own, True) for package in self.main.packages.values()]
        for loaded in self.solution.load.packages.values():
            if loaded.module is None or loaded.is_test or not loaded.in_all:
                continue
            built = self.solution.replacements.of(loaded.module)
            tree = self.contents.tree(built)
            package = self.contents.package(built, loaded.module.path, loaded.import_path)
            if package is not None and not isinstance(tree, tuple):
                files.setdefault(loaded.module.path, []).append((package, tree, False))
        return {path: used_names(_sources(packages)) for path, packages in files.items()}


def _sources(packages: Iterable[tuple[GoPackage, Tree, bool]]) -> Iterator[tuple[bytes, bool]]:
    """The bytes of each Go file (with `tests` those of tests, too), and whether it has a dot import."""
    for package, tree, tests in packages:
        for file in package.files:
            if file.is_test and not tests:
                continue
            try:
                data = tree.read(posixpath.join(package.dir, file.name))
            except OSError:
                continue  # scan has said so
            yield data, any(spec.name == "." for spec in file.imports)
