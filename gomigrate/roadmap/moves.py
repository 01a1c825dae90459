"""What is built otherwise in one state of a module than in another: modules, and the files of packages."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.marks import MARKS, without
from gomigrate.gosource.platforms.embedding import EmbedError, resolve_embeds
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.modules import ModuleVersion
from gomigrate.model.roadmap import ModuleMove, PackageMove, StepChanges

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.solve.solution import Solution
    from gomigrate.roadmap.workbench import ModuleState

_Packages = dict[str, tuple[ModuleVersion, str]]
"""Import paths of other modules' packages, each with what it is built from and the module's path."""


@dataclass(slots=True)
class Comparer:
    """Compares states; what it has read of a package it keeps."""

    contents: Contents
    _files: dict[tuple[ModuleVersion, str], Mapping[str, str]] = field(default_factory=dict)

    def changes(self, before: ModuleState, after: ModuleState) -> StepChanges:
        """What becomes of the modules and the packages, without what a go line does."""
        then, now = _packages(before.solution), _packages(after.solution)
        moved = {
            path: move
            for path in sorted(then.keys() & now.keys())
            if then[path] != now[path] and (move := self._move(path, then[path], now[path])) is not None
        }
        used = {module for _, module in (*then.values(), *now.values())}
        go = (before.solution.go, after.solution.go)
        return StepChanges(
            modules=tuple(_modules(before.solution, after.solution, used)),
            packages=tuple(moved.values()),
            came=tuple(sorted(now.keys() - then.keys())),
            gone=tuple(sorted(then.keys() - now.keys())),
            go_before=go[0] if go[0] != go[1] else "",
            go_after=go[1] if go[0] != go[1] else "",
        )

    def _move(self, path: str, was: tuple[ModuleVersion, str], now: tuple[ModuleVersion, str]) -> PackageMove | None:
        """Which files of the package differ; None where all are the same but for marks of tools."""
        old, new = self._digests(path, *was), self._digests(path, *now)
        changed = tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name]))
        added, removed = (tuple(sorted(names)) for names in (new.keys() - old.keys(), old.keys() - new.keys()))
        if not (changed or added or removed):
            return None
        return PackageMove(import_path=path, changed=changed, added=added, removed=removed)

    def _digests(self, path: str, built: ModuleVersion, module: str) -> Mapping[str, str]:
        """Each file that some build takes into the package, with the hash of what counts of it."""
        key = (built, path)
        if key not in self._files:
            self._files[key] = self._read(path, built, module)
        return self._files[key]

    def _read(self, path: str, built: ModuleVersion, module: str) -> dict[str, str]:
        tree, package = self.contents.tree(built), self.contents.package(built, module, path)
        if package is None or isinstance(tree, tuple):
            return {}
        built_files = [f for f in package.files if not f.is_test and not f.unlisted and is_possible(f.constraint)]
        names = {file.name: not file.is_cgo for file in built_files} | dict.fromkeys(package.others, False)
        patterns = tuple(embed.pattern for file in built_files for embed in file.embeds)
        with suppress(EmbedError):  # the compiler will say so
            names |= dict.fromkeys(resolve_embeds(tree, package.dir, patterns), False)
        found = {}
        for name, is_source in names.items():
            try:
                data = tree.read(f"{package.dir}/{name}".lstrip("/"))
            except OSError:
                continue
            found[name] = hashlib.sha256(without(data, MARKS) if is_source else data).hexdigest()
        return found


def _packages(solution: Solution) -> _Packages:
    """The packages of other modules that a build of the project, or of its tests, takes on some platform."""
    return {
        package.import_path: (solution.replacements.of(package.module), package.module.path)
        for package in solution.load.packages.values()
        if package.module is not None and package.in_all and not package.is_test
    }


def _modules(before: Solution, after: Solution, used: set[str]) -> list[ModuleMove]:
    then, now = _built(before), _built(after)
    return [
        ModuleMove(path=path, before=then.get(path, ""), after=now.get(path, ""), is_used=path in used)
        for path in sorted(then.keys() | now.keys())
        if then.get(path) != now.get(path)
    ]


def _built(solution: Solution) -> dict[str, str]:
    """What is built of each module of the build list, in few words."""
    selected = (ModuleVersion(path, version) for path, version in solution.graph.selected.items())
    return {module.path: shown(solution.replacements.of(module), module.path) for module in selected}


def shown(built: ModuleVersion, path: str) -> str:
    """A version of the module itself, `path@version` of another one, or a folder."""
    return built.version if built.path == path else str(built)
