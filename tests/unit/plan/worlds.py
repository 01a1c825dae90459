"""A few published modules in a few words, and what the solver makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from gomigrate.gosource.package import read_package
from gomigrate.model.decision import CopyReason, Locked, NewestOf, Taken
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.plan.decide.choice import Choice
from gomigrate.plan.decide.modulecontents import Contents
from gomigrate.plan.solve.loader import Lack, Main, RaisedBy
from gomigrate.plan.solve.solver import Solver
from gomigrate.world.modules.source import ModuleSource
from tests.fakeworld.modules import FakeModules, Published

MAIN = "ex.test/main"


def module(text: str) -> ModuleVersion:
    path, _, version = text.partition("@")
    return ModuleVersion(path, version)


def go_file(imports: str = "", name: str = "p") -> str:
    """A Go file that imports these paths."""
    return f"package {name}\n\n" + "".join(f'import _ "{path}"\n' for path in imports.split())


def published(
    text: str, requires: str = "", files: Mapping[str, str] | None = None, *, go: str = "1.16", says: str = ""
) -> Published:
    """`text` is path@version; `files` maps names to imports (one file p.go without imports if not given)."""
    mod = module(text)
    lines = "".join(f"require {need.replace('@', ' ')}\n" for need in requires.split())
    return Published(
        module=mod,
        go_mod=f"module {says or mod.path}\n" + (f"go {go}\n" if go else "") + lines,
        files={name: go_file(imports) for name, imports in ({"p.go": ""} if files is None else files).items()},
    )


def gone(text: str) -> Published:
    """A version that is listed and not available."""
    return Published(module=module(text), has_mod=False, has_zip=False)


LOCKED, DATED = Locked(revision="a" * 40), NewestOf(importer="ex.test/user")


def choice(text: str, reason: Taken | CopyReason = LOCKED) -> Choice:
    mod = module(text)
    return Choice(path=mod.path, version=mod.version, built=mod, reason=reason)


def solver(
    files: Mapping[str, str],
    world: Iterable[Published],
    *,
    go: str = "1.18",
    found: str = "",
    idle: str = "",
    holds: bool = True,
) -> Solver:
    """`files` of the main module as names to imports; `found` answers lacks, `idle` is locked and not needed."""
    world = tuple(world)
    modules = FakeModules(world)
    tree = MemoryTree({name: go_file(imports).encode() for name, imports in files.items()})
    folders = {name.rpartition("/")[0] for name in files}
    paths = {f"{MAIN}/{folder}".rstrip("/"): folder for folder in folders}
    packages = {path: package for path, folder in paths.items() if (package := read_package(tree, folder, path))}

    def find(lacks: tuple[Lack, ...], _: RaisedBy) -> tuple[Choice, ...]:
        offers = [choice(text, DATED) for text in found.split()]
        return tuple(o for o in offers if any(is_inside(lack.import_path, o.path) for lack in lacks))

    def versions(path: str) -> tuple[str, ...]:
        return tuple(item.module.version for item in world if item.module.path == path)

    return Solver(
        main=Main(path=MAIN, packages=packages, rewritten=lambda path: path),
        contents=Contents(cast(ModuleSource, modules)),
        find=find,
        pinned=lambda path: next((choice(text) for text in idle.split() if text.startswith(f"{path}@")), None),
        may_hold=lambda _: holds,
        go=go,
        versions=versions,
    )
