"""The content of each module version: its go.mod and its packages, from a zip or a kept copy."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.modules import Attempt, Flaw, ModuleVersion, Said, SourceKind
from gomigrate.modfile.gomod import GoMod, ModFileError, parse
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.modules.source import ModuleSource


class UnavailableError(Exception):
    """A go.mod file that the module graph needs and no source has, with the attempts."""

    def __init__(self, module: ModuleVersion, attempts: tuple[Attempt, ...]) -> None:
        super().__init__(f"{module}: go.mod is not available")
        self.module = module
        self.attempts = attempts


@dataclass(slots=True)
class Contents:
    """Module versions by their content. A version "" is a folder of kept copies, whose tree is given in `folders`.
    `vendored` are go.mod files in the legacy build's copies of modules."""

    modules: ModuleSource
    folders: dict[str, Tree] = field(default_factory=dict)
    vendored: list[GoMod] = field(default_factory=list)
    _mods: dict[ModuleVersion, GoMod] = field(default_factory=dict)
    _trees: dict[ModuleVersion, Tree | tuple[Attempt, ...]] = field(default_factory=dict)
    _packages: dict[tuple[ModuleVersion, str], GoPackage | None] = field(default_factory=dict)

    def prefetch(self, modules: Sequence[ModuleVersion]) -> None:
        """Downloads many modules at once."""
        wanted = tuple(m for m in modules if m.version and m not in self._trees)
        if wanted:
            self.modules.prefetch(wanted)

    def begin(self, module: ModuleVersion) -> None:
        """Start the download of the module, without waiting for it: its files will be compared."""
        if module.version and module not in self._trees:
            self.modules.begin((module,))

    def go_mod(self, module: ModuleVersion) -> GoMod:
        """The go.mod of what is built; UnavailableError where no source has it, or it is no go.mod."""
        if module not in self._mods and not module.version:
            self._mods[module] = parse(self.folders[module.path].read("go.mod"), f"{module.path}/go.mod")
        if module not in self._mods:
            outcome = self.modules.go_mod(module)
            if not isinstance(outcome, Found):
                raise UnavailableError(module, outcome.attempts)
            try:
                self._mods[module] = parse(outcome.value, f"{module}/go.mod", lax=True)
            except ModFileError as error:
                broken = Attempt(
                    source=outcome.source,
                    kind=SourceKind.GO_MOD,
                    question="go.mod",
                    said=Said.BROKEN,
                    detail=str(error),
                    flaw=Flaw.NO_GO_MOD,
                )
                raise UnavailableError(module, (broken,)) from error
        return self._mods[module]

    def go_mod_or_empty(self, module: ModuleVersion) -> GoMod:
        """The go.mod of what is built; an empty one where no source has it."""
        try:
            return self.go_mod(module)
        except UnavailableError:
            return GoMod()

    def known_go_mod(self, module: ModuleVersion) -> GoMod:
        """The go.mod of what is built, as far as it was asked for; an empty one otherwise."""
        return self._mods.get(module, GoMod())

    def mentioned(self, path: str) -> tuple[str, ...]:
        """The versions of a module that the go.mod files read so far require, the highest first."""
        mods = (*self.vendored, *tuple(self._mods.values()))
        named = {line.version for mod in mods for line in mod.requires if line.path == path}
        return tuple(sorted(named, key=semver.sort_key, reverse=True))

    def tree(self, module: ModuleVersion) -> Tree | tuple[Attempt, ...]:
        """The module's files, or what was tried to get them."""
        if not module.version:
            return self.folders[module.path]
        if module not in self._trees:
            outcome = self.modules.zip_tree(module)
            self._trees[module] = outcome.value if isinstance(outcome, Found) else outcome.attempts
        return self._trees[module]

    def tried(self, module: ModuleVersion) -> tuple[Attempt, ...]:
        """What was tried to get the module's files, where they are not available."""
        tree = self.tree(module)
        return tree if isinstance(tree, tuple) else ()

    def has_files(self, module: ModuleVersion) -> bool:
        """Whether the module's files are available."""
        return not isinstance(self.tree(module), tuple)

    def package(self, built: ModuleVersion, path: str, import_path: str) -> GoPackage | None:
        """The package `import_path` of the module imported as `path` and built from `built`; None: not in it."""
        below = import_path[len(path) :].strip("/")
        key = (built, below)
        if key not in self._packages:
            tree = self.tree(built)
            self._packages[key] = None if isinstance(tree, tuple) else self.modules.facts.package(tree, below)
        package = self._packages[key]
        return replace(package, import_path=import_path) if package else None
