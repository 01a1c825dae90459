"""From what a revision resolved to, and the bytes the legacy build has, to what module mode shall build."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.gosource.rewrite import rewrite_import_comment, rewrite_imports
from gomigrate.model.modpath import is_inside, prefixes, split_path_version
from gomigrate.model.modules import Attempt, ModuleVersion
from gomigrate.model.resolution import Resolution, Want
from gomigrate.modfile.gomod import ModFileError
from gomigrate.plan.compare import Comparison, Copy, Likeness, compare, untouched
from gomigrate.plan.contents import Contents, UnavailableError
from gomigrate.plan.policy import COPIES
from gomigrate.scan.legacybuild import import_path_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.gosource.platform import Platform
    from gomigrate.model.inventory import Used
    from gomigrate.resolve.resolve import Resolver


class Reason(StrEnum):
    """Why a module is in the build list at this version."""

    LOCKED = "locked"
    AS_OF = "as of"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A module of the new build: imported as `path`, required at `version`, built from `built` (the same, a fork, or
    a folder of kept copies with version "")."""

    path: str
    version: str
    built: ModuleVersion
    reason: Reason
    why: str
    resolution: Resolution | None = None
    packages: tuple[Used, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    @property
    def is_copy(self) -> bool:
        """Whether the code stays in the repository."""
        return not self.built.version

    @property
    def is_replaced(self) -> bool:
        """Whether a replace line is needed whatever MVS selects."""
        return self.built != ModuleVersion(self.path, self.version)


def copy_folder(path: str) -> str:
    """Where the kept copy of a module lies, as a replace line writes it."""
    return f"./{COPIES}/{path}"


def placeholder_version(path: str) -> str:
    """A version for a require line of a module that has none anywhere: the zero pseudo-version of its major."""
    _, major, _ = split_path_version(path)
    number = major.lstrip("/.v") or "0"
    return f"v{number}.0.0-00010101000000-000000000000"


class Chooser:
    """Turns resolutions into choices, by comparing bytes."""

    def __init__(self, contents: Contents, resolver: Resolver, platforms: Sequence[Platform]) -> None:
        self._contents = contents
        self._resolver = resolver
        self._platforms = platforms

    def choose_all(self, resolutions: Sequence[Resolution]) -> tuple[Choice, ...]:
        """Choices for many wants. Where one repository is wanted at several revisions, the one that most packages
        name is tried first, and it will do if the others' packages are the same in it."""
        groups: dict[str, list[Resolution]] = {}
        for resolution in resolutions:
            groups.setdefault(resolution.path, []).append(resolution)
        self._contents.prefetch([r.module for r in resolutions if r.module is not None])
        return tuple(choice for group in groups.values() for choice in self._choose_one_of(group))

    def _choose_one_of(self, group: Sequence[Resolution]) -> tuple[Choice, ...]:
        ordered = sorted(group, key=lambda r: (r.module is None, -len(r.want.packages)))
        packages = tuple(package for r in group for package in r.want.packages)
        pins = tuple(pin for r in group for pin in r.want.pins)
        best: tuple[Choice, ...] = ()
        for resolution in ordered:
            want = replace(resolution.want, packages=packages, pins=pins) if len(group) > 1 else resolution.want
            choices = self.choose(replace(resolution, want=want))
            best = best or choices
            if choices and not any(choice.is_copy for choice in choices):
                return choices
        return best

    def choose(self, resolution: Resolution) -> tuple[Choice, ...]:
        """The modules that provide the want's packages; a copy of all of them where one cannot be had as it was.

        A want with no packages (an entry of a lock, in a project without vendor tree) gives its module alone;
        () where nothing is left to build from: the pin is unresolved.
        """
        want = resolution.want
        module = resolution.module
        if module is None:
            return self._copy(resolution, want.packages, f"no source knows {want.revision[:12] or 'a revision'}")
        refusal = self._refusal(resolution, module)
        if refusal:
            return self._copy(resolution, want.packages, refusal)
        main, nested, comparisons = self._split(resolution, module)
        foreign = [u for path, users in nested.items() if not path for u in users]
        patched = [c for c in comparisons if c.likeness is Likeness.PATCHED]
        if foreign or patched:
            why = f"the module lacks {foreign[0].import_path}" if foreign else _patched_reason(patched)
            kept = (*main, *foreign)
            choices = self._copy(resolution, kept, why, tuple(comparisons))
        else:
            choices = (
                Choice(
                    path=resolution.path,
                    version=self._required_version(resolution, module),
                    built=module,
                    reason=Reason.LOCKED,
                    why="the locked commit",
                    resolution=resolution,
                    packages=tuple(main),
                    comparisons=tuple(comparisons),
                    attempts=resolution.attempts,
                ),
            )
        for path, users in nested.items():
            if path:
                choices += self._nested(resolution, path, users)
        return choices

    def _refusal(self, resolution: Resolution, module: ModuleVersion) -> str:
        """Why the module cannot be used as it is, or ""."""
        tree = self._contents.tree(module)
        if isinstance(tree, tuple):
            return f"{module.version} cannot be downloaded"
        try:
            declared = self._contents.go_mod(module).module
        except (UnavailableError, ModFileError) as error:
            return str(error)
        if declared != module.path and not resolution.is_fork:
            return f"the go.mod of {module} says it is {declared}"
        return ""

    def _split(
        self, resolution: Resolution, module: ModuleVersion
    ) -> tuple[list[Used], dict[str, list[Used]], list[Comparison]]:
        """Packages that the module has (with their comparisons), and those of nested modules by module path ("": of
        none that is known)."""
        main: list[Used] = []
        nested: dict[str, list[Used]] = {}
        comparisons: list[Comparison] = []
        for used in resolution.want.packages:
            comparison = (
                self._compare(used, module, resolution.path) if is_inside(used.import_path, resolution.path) else None
            )
            if comparison is not None:
                main.append(used)
                comparisons.append(comparison)
            else:
                nested.setdefault(self._nested_path(resolution, used), []).append(used)
        return main, nested, comparisons

    def _compare(self, used: Used, built: ModuleVersion, path: str) -> Comparison | None:
        package = self._contents.package(built, path, used.import_path)
        if package is None or not package.files:
            return None
        tree = self._contents.tree(built)
        assert not isinstance(tree, tuple)
        return compare(
            Copy(package=used.package, tree=used.tree, clean=cleaner()),
            Copy(package=package, tree=tree, clean=untouched),
            self._platforms,
        )

    def _nested_path(self, resolution: Resolution, used: Used) -> str:
        """The module below the repository's root that has the package at this revision, or ""."""
        for path in prefixes(used.import_path):
            if len(path) <= len(resolution.path):
                break
            asked = self._resolver.ask(path, resolution.want.revision, time=resolution.time)
            if asked.info is not None:
                module = ModuleVersion(path, asked.info.version)
                if self._contents.has_files(module) and self._contents.package(module, path, used.import_path):
                    return path
        return ""

    def _nested(self, resolution: Resolution, path: str, users: Sequence[Used]) -> tuple[Choice, ...]:
        asked = self._resolver.ask(path, resolution.want.revision, time=resolution.time)
        assert asked.info is not None
        below = Resolution(
            want=Want(root=path, revision=resolution.want.revision, pins=resolution.want.pins, packages=tuple(users)),
            path=path,
            module=ModuleVersion(path, asked.info.version),
            commit=resolution.commit,
            time=resolution.time,
            attempts=asked.attempts,
        )
        return self.choose(below)

    def _copy(
        self, resolution: Resolution, packages: Sequence[Used], why: str, comparisons: tuple[Comparison, ...] = ()
    ) -> tuple[Choice, ...]:
        if not packages:
            return ()
        path = resolution.path
        module = resolution.module
        version = module.version if module and module.path == path else placeholder_version(path)
        return (
            Choice(
                path=path,
                version=version,
                built=ModuleVersion(copy_folder(path)),
                reason=Reason.LOCKED,
                why=why,
                resolution=resolution,
                packages=tuple(packages),
                comparisons=comparisons,
                attempts=resolution.attempts,
            ),
        )

    def _required_version(self, resolution: Resolution, module: ModuleVersion) -> str:
        return placeholder_version(resolution.path) if resolution.is_fork else module.version


def cleaner() -> Callable[[str, bytes], bytes]:
    """What undoes the import rewriting of godep's workspace in a file, import comment included, byte for byte elsewhere."""

    def clean(name: str, data: bytes) -> bytes:
        if not name.endswith(".go") or b"/_workspace/src/" not in data:
            return data
        return rewrite_import_comment(rewrite_imports(data, _without_workspace), _without_workspace)

    return clean


def _without_workspace(path: str) -> str | None:
    return import_path_of(path) if "/_workspace/src/" in path else None


def _patched_reason(patched: Sequence[Comparison]) -> str:
    files = [f"{c.import_path}/{name}" for c in patched for name in c.matters]
    more = f" and {len(files) - 3} more" if len(files) > 3 else ""
    return f"differs from the module in {', '.join(files[:3])}{more}"
