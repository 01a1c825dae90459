"""The packages of the new build with what their files say about the language: what parity judges."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.gosource.constructs import Constructs, Need
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.goline.parity import BuiltPackage, SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.go.gopackage import GoFile, GoPackage
    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.trees.tree import Tree
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solver import Solution
    from gomigrate.world.modules.facts import Facts

_EMBED = 16
"""The go line from which on the compiler takes //go:embed lines."""


def own_members(inventory: Inventory, facts: Facts) -> tuple[BuiltPackage, ...]:
    """The project's own packages, tests included; those of nested modules have go lines of their own."""
    nested = frozenset(inventory.packages_in_nested)
    packages = (package for package in inventory.packages if package.import_path not in nested)
    return members_of(packages, inventory.tree, facts)


def members_of(packages: Iterable[GoPackage], tree: Tree, facts: Facts) -> tuple[BuiltPackage, ...]:
    """Packages of the main module, which lie in `tree`, tests included."""
    return tuple(
        BuiltPackage(
            import_path=package.import_path,
            files=tuple(_files(package, tree, facts, tests=True)),
            is_program=_is_program(package),
        )
        for package in packages
    )


def dependency_members(solution: Solution, contents: Contents) -> tuple[BuiltPackage, ...]:
    """The packages of other modules that the build takes, with the go lines of their modules."""
    members = []
    for loaded in solution.load.packages.values():
        if loaded.module is None or loaded.is_test or not loaded.in_all:
            continue
        built = solution.replacements.of(loaded.module)
        tree = contents.tree(built)
        package = contents.package(built, loaded.module.path, loaded.import_path)
        if package is not None and not isinstance(tree, tuple):
            files = tuple(_files(package, tree, contents.modules.facts, tests=False))
            go = contents.go_mod_or_empty(built).go
            members.append(BuiltPackage(import_path=loaded.import_path, module=built, go=go, files=files))
    return tuple(members)


def raises_go(solution: Solution, contents: Contents, start: str) -> str:
    """The module because of which the go line is higher than where it started, "" where it is not."""
    if solution.go == start:
        return ""
    built = (solution.replacements.of(ModuleVersion(path, v)) for path, v in solution.graph.selected.items())
    return next((str(module) for module in built if contents.go_mod_or_empty(module).go == solution.go), "a dependency")


def _is_program(package: GoPackage) -> bool:
    return any(f.package == "main" and not f.is_test and is_possible(f.constraint) for f in package.files)


def _files(package: GoPackage, tree: Tree, facts: Facts, *, tests: bool) -> Iterator[SourceFile]:
    for file in package.files:
        if file.unlisted or (file.is_test and not tests) or not is_possible(file.constraint):
            continue
        path = posixpath.join(package.dir, file.name)
        try:
            constructs = facts.constructs_in(tree, path)
        except OSError:
            continue
        has_dot = any(spec.name == "." for spec in file.imports)
        yield SourceFile(path=path, constructs=constructs, needs=_needs(file, constructs), has_dot_import=has_dot)


def _needs(file: GoFile, constructs: Constructs) -> tuple[Need, ...]:
    embeds = (Need(_EMBED, "a //go:embed line", file.embeds[0].line),) if file.embeds else ()
    return (*constructs.needs, *embeds)
