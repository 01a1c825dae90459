"""How one repository is divided into modules: what was seen, what the owners prefer, and what follows."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding, Place
    from gomigrate.model.fleets.marks import Mark
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import VendorRoot
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.model.trees.tree import Tree


class PreferenceProblem(StrEnum):
    """Why a line of gomigrate.toml cannot be understood. The file is UNREADABLE; [modules] is NO_TABLE, or has an
    UNKNOWN_KEY; a value is not a LAYOUT, a LIST of folders, a list of GROUPS, or a FOLDER below the top."""

    UNREADABLE = "unreadable"
    NO_TABLE = "no table"
    UNKNOWN_KEY = "unknown key"
    LAYOUT = "layout"
    LIST = "list"
    GROUPS = "groups"
    FOLDER = "folder"


class WorkProblem(StrEnum):
    """What is wrong with a go.work: the go command REFUSED it, builds a version that DIFFERS from what was meant, or
    has a package that is BROKEN in it and not in its module alone."""

    REFUSED = "refused"
    DIFFERS = "differs"
    BROKEN = "broken"


class Layout(StrEnum):
    """Which modules a repository becomes: one at its top, one for each unit, or these with a go.work besides."""

    ONE = "one"
    UNITS = "units"
    WORK = "work"


@dataclass(frozen=True, slots=True, kw_only=True)
class LockAt:
    """The locks of one folder, the one that counts first; `folder` is relative to the repository's top."""

    folder: str
    locks: tuple[Lock, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What was seen of a whole repository. `packages` are its own (not those in vendor folders), by folder; `go_mods`
    folders that have a go.mod already; `locks`, `vendor_roots` those at its top and below, outside of vendor folders;
    `broken` what keeps a file from being read, with its place. `tree` holds the files. All folders are relative to the
    top, whose import path is `import_path`."""

    import_path: str
    tree: Tree
    packages: tuple[GoPackage, ...]
    locks: tuple[LockAt, ...] = ()
    vendor_roots: tuple[VendorRoot, ...] = ()
    go_mods: tuple[str, ...] = ()
    broken: tuple[Finding, ...] = ()

    def path_of(self, folder: str) -> str:
        """The import path of a folder."""
        return posixpath.join(self.import_path, folder).rstrip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the owners say in the table [modules] of gomigrate.toml. `layout` None: nothing. `boundaries` are folders
    (globs) that become modules, `join` folders that do not, `merge` groups of units that become one module.
    """

    layout: Layout | None = None
    boundaries: tuple[str, ...] = ()
    join: tuple[str, ...] = ()
    merge: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderUnit:
    """A folder that is a module by itself if nothing speaks against it. `marks` say why; `packages` are the folders of
    its packages, `locks` its lock files, `vendors` its vendor folders. All paths are relative to the top."""

    folder: str
    import_path: str
    marks: tuple[Mark, ...]
    packages: tuple[str, ...]
    locks: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class PackageImport:
    """An import of one package of the repository by another: the place of the import, its path, and the folders of the
    two packages."""

    place: Place
    path: str
    importer: str
    imported: str
    is_test: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One unit needs another: the imports that make it so, in the order of their places."""

    importer: str
    imported: str
    imports: tuple[PackageImport, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleBreak:
    """What would break a cycle: packages that become modules of their own (`to` None), which changes no import path, or
    go to another unit. `importers` counts the files whose imports would have to change."""

    packages: tuple[str, ...]
    to: str | None = None
    importers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Units that need one another. `edges` are those between them, `merged` is the folder of the module that they
    become, `moves` what would break the cycle instead, the smallest first."""

    units: tuple[str, ...]
    edges: tuple[Edge, ...]
    merged: str
    moves: tuple[CycleBreak, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """An import of an internal package out of another unit. `is_allowed` by Go's rule, which is about import paths: the
    importer lies below the folder that holds `internal`."""

    importer: str
    imported: str
    use: PackageImport
    is_allowed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one unit's lock says of a dependency."""

    unit: str
    revision: str
    version: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LockConflict:
    """A dependency that units have locked at different commits."""

    path: str
    wanted: tuple[Wanted, ...]

    @property
    def by_revision(self) -> tuple[tuple[Wanted, ...], ...]:
        """The units that want the same, together; what most of them want comes first."""
        groups: dict[str, list[Wanted]] = {}
        for item in self.wanted:
            groups.setdefault(item.revision or item.version, []).append(item)
        return tuple(tuple(group) for group in sorted(groups.values(), key=lambda g: (-len(g), g[0].place)))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewModule:
    """A planned module. `units` are the folders of its units. `locks` are the folders whose locks count for it: its own
    first, then those of its units, then those above it. `needs` are the folders of the modules that it imports."""

    folder: str
    path: str
    units: tuple[str, ...]
    packages: tuple[str, ...]
    locks: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """The modules of a repository and the order to make them in: each batch needs only those before it."""

    import_path: str
    layout: Layout
    units: tuple[FolderUnit, ...]
    cycles: tuple[Cycle, ...]
    crossings: tuple[Crossing, ...]
    conflicts: tuple[LockConflict, ...]
    modules: tuple[NewModule, ...]
    order: tuple[tuple[str, ...], ...]
    findings: tuple[Finding, ...]

    def module(self, folder: str) -> NewModule:
        """The module of this folder. Raises KeyError."""
        return {module.folder: module for module in self.modules}[folder]
