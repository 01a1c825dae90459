"""What each release would change that may replace a pseudo-version: files, exported API, requirements."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.api import UNKEYED, ApiChange, PackageApi, api_change
from gomigrate.model.decision import Offered
from gomigrate.model.modules import ModuleVersion
from gomigrate.plan.decide.compare import PackageCopy, built_sources, compare, untouched
from gomigrate.plan.decide.modulecontents import UnavailableError
from gomigrate.plan.goline.parity import PER_TURN, BuiltPackage, SourceFile, lacking, minor_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.gosource.platforms.platform import Platform
    from gomigrate.gosource.usednames import UsedNames
    from gomigrate.plan.decide.modulecontents import Contents
    from gomigrate.plan.lift.candidates import Release
    from gomigrate.plan.lift.uses import Mentions, UsedModule


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRequirement:
    """A require line of the module's go.mod in two versions of it ("": not there)."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A release of a module, against the version that is built.

    `files` are those that differ in a build, as import/path/name; a removed package counts with its import path.
    `added`, `changed` and `removed` are exported names, as import/path.Name; `broken` those of them that the build
    depends on, or what cannot be compared (a removed package, a file that is no Go). `requires` are the requirements
    that differ.
    """

    release: Release
    kind: Offered
    files: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    requires: tuple[OtherRequirement, ...] = ()

    @property
    def version(self) -> str:
        """The release's version."""
        return self.release.version


@dataclass(slots=True, kw_only=True)
class Look:
    """What is needed to compare releases: module contents, the platforms that count, and what the build mentions. What
    each version exports is worked out once."""

    contents: Contents
    platforms: Sequence[Platform]
    mentions: Mentions
    _apis: dict[tuple[ModuleVersion, str], PackageApi] = field(default_factory=dict)

    def api(self, module: ModuleVersion, copy: PackageCopy) -> PackageApi:
        """The exported API of a package of that version, on all platforms together."""
        key = module, copy.package.dir
        if key not in self._apis:
            names = (name for name in built_sources(copy.package, self.platforms) if name.endswith(".go"))
            self._apis[key] = self.contents.modules.facts.api({name: copy.raw(name) for name in names})
        return self._apis[key]

    def copy(self, module: ModuleVersion, used: UsedModule, import_path: str) -> PackageCopy | None:
        """A package of a version of the used module; None where it is not in it."""
        tree = self.contents.tree(module)
        package = self.contents.package(module, used.path, import_path)
        if isinstance(tree, tuple) or package is None or not package.files:
            return None
        return PackageCopy(package=package, tree=tree, clean=untouched)


def offers(used: UsedModule, releases: Iterable[Release], look: Look) -> tuple[Offer, ...]:
    """What each of these releases of the used module's `built` path would change, in their order, without those that
    are not available. Downloads what is not at hand: call `look.contents.prefetch` for many before."""
    return tuple(
        _offer(used, release, look)
        for release in releases
        if look.contents.has_files(ModuleVersion(used.built.path, release.version))
        and _is_of_path(ModuleVersion(used.built.path, release.version), used, look.contents)
    )


def _is_of_path(module: ModuleVersion, used: UsedModule, contents: Contents) -> bool:
    """Whether the go command takes the version under this path: its go.mod is available, and says so, as far as that of
    the version that is built does."""
    try:
        declared, built = contents.go_mod(module).module, contents.go_mod(used.built).module
    except UnavailableError:
        return False
    return declared in {module.path, built}


def is_same(used: UsedModule, version: str, look: Look) -> bool:
    """Whether a version of the used module's `built` path is the same to the build; False where it is not available."""
    new = ModuleVersion(used.built.path, version)
    if not look.contents.has_files(new) or not _is_of_path(new, used, look.contents):
        return False
    is_like = all(after and not files for _, _, after, files in _compared(used, new, look))
    return is_like and _is_same_language(used, new, look)


def _compared(
    used: UsedModule, new: ModuleVersion, look: Look
) -> Iterator[tuple[str, PackageCopy | None, PackageCopy | None, tuple[str, ...]]]:
    """(import path, package before, package after, names of built files that differ) for what is used; without the
    package after where there is nothing to compare."""
    for import_path in used.packages:
        before, after = look.copy(used.built, used, import_path), look.copy(new, used, import_path)
        if before is None or after is None:
            yield import_path, before, None, ()
        else:
            yield import_path, before, after, compare(before, after, look.platforms, is_strict=True).matters


def _offer(used: UsedModule, release: Release, look: Look) -> Offer:
    new = ModuleVersion(used.built.path, release.version)
    files: list[str] = []
    broken: list[str] = []
    changes: list[tuple[str, ApiChange]] = []
    for import_path, before, after, differing in _compared(used, new, look):
        if before is None or after is None:
            files.append(import_path)
            broken.append(import_path)
        elif differing:
            files += (f"{import_path}/{name}" for name in differing)
            apis = look.api(used.built, before), look.api(new, after)
            changes.append((import_path, api_change(*apis)))
            broken += (f"{import_path}/{name}" for api in apis for name in api.unread)
            broken += _broken(import_path, *apis, look.mentions.outside(used.path))
    is_same_build = not files and _is_same_language(used, new, look)
    return Offer(
        release=release,
        kind=Offered.SAME if is_same_build else Offered.CHANGED if broken else Offered.COMPATIBLE,
        files=tuple(files),
        added=tuple(f"{path}.{name}" for path, change in changes for name in change.added if _is_told(name)),
        changed=tuple(f"{path}.{name}" for path, change in changes for name in change.changed if _is_told(name)),
        removed=tuple(f"{path}.{name}" for path, change in changes for name in change.removed if _is_told(name)),
        broken=tuple(dict.fromkeys(broken)),
        requires=tuple(_other_requirements(used.built, new, look.contents)),
    )


def _is_told(name: str) -> bool:
    """Whether a reader wants to see the name: the fields together are listed one by one."""
    return not name.endswith(UNKEYED) and name[:1].isupper()


def _broken(import_path: str, old: PackageApi, new: PackageApi, used: UsedNames) -> Iterator[str]:
    """The declarations that are removed or changed, and that something outside of the module may depend on."""
    change = api_change(old, new)
    for name in (*change.removed, *change.changed):
        member = name.rpartition(".")[2]
        if name.endswith(UNKEYED):
            is_seen = name.removesuffix(UNKEYED) in used.unkeyed
        else:
            is_seen = any(form.is_always_seen for form in old.declarations[name]) or member in used.names
        if is_seen:
            yield f"{import_path}.{name.removesuffix(UNKEYED)}"


def _is_same_language(used: UsedModule, new: ModuleVersion, look: Look) -> bool:
    """Whether the same files mean the same in the language of the other version: a lower one may refuse what is in
    them, and from go 1.22 on loops have variables of their own in each turn."""
    before, after = (minor_of(look.contents.go_mod_or_empty(module).go) for module in (used.built, new))
    if (before >= PER_TURN) != (after >= PER_TURN):
        return False
    copies = [look.copy(new, used, path) for path in used.packages] if after < before else []
    return not any(lacking(_as_built(copy, look), after) for copy in copies if copy is not None)


def _as_built(copy: PackageCopy, look: Look) -> BuiltPackage:
    names = [name for name in built_sources(copy.package, look.platforms) if name.endswith(".go")]
    read = {name: look.contents.modules.facts.constructs(copy.raw(name)) for name in names}
    files = tuple(SourceFile(path=name, constructs=found, needs=found.needs) for name, found in read.items())
    return BuiltPackage(import_path=copy.package.import_path, files=files)


def _other_requirements(old: ModuleVersion, new: ModuleVersion, contents: Contents) -> Iterator[OtherRequirement]:
    before, after = (
        {line.path: line.version for line in contents.go_mod_or_empty(module).requires} for module in (old, new)
    )
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            yield OtherRequirement(path=path, before=before.get(path, ""), after=after.get(path, ""))
