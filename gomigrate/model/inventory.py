"""What scan finds: the project, its locks, its packages and everything the legacy build takes them from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.findings import Finding
    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.pins import Lock
    from gomigrate.model.tree import Tree


class Origin(StrEnum):
    """Where the legacy build takes a package from."""

    PROJECT = "project"
    VENDOR = "vendor"
    GOPATH = "gopath"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A dependency's own clone in GOPATH/src. `path` is its import path, `dir` the folder on disk, `commit` what
    its HEAD names ("" where it cannot be read), `changed` files that differ from HEAD, `is_unpushed` whether no
    branch or tag of its remote holds HEAD."""

    path: str
    dir: str
    vcs: str
    commit: str = ""
    time: datetime | None = None
    remote: str = ""
    changed: tuple[str, ...] = ()
    is_unpushed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A package of the legacy build.

    `place` is the full path below a GOPATH's src, by which GOPATH mode knows it (a vendored copy's has a
    `/vendor/` in it); `import_path` is what the source writes. `tree` and `dir` say where its files are. `root`
    is the vendor folder (relative to the project) or the checkout that holds it. `imports` pairs each import
    of its build files, and `test_imports` of its tests, with the place that it resolves to ("" for the standard
    library's and for what is not there).
    """

    place: str
    import_path: str
    origin: Origin
    tree: Tree
    dir: str
    root: str
    package: GoPackage
    imports: tuple[tuple[str, str], ...] = ()
    test_imports: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An import that the legacy build does not find. `importers` are places; `test_only` if just tests want it."""

    import_path: str
    importers: tuple[str, ...]
    test_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorRoot:
    """A folder that GOPATH mode (or a wrapper like gb) takes packages from. `dir` is relative to the project, `kind`
    one of "vendor", "workspace" (Godeps/_workspace/src) and "gb" (vendor/src); `packages` the import paths in it."""

    dir: str
    kind: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The main module to be. `root` is its folder on disk; `prefix` that folder inside the repository ("" at its
    top); `commit` "" and `date` None without git. `shared_gopath` are the user's GOPATH entries."""

    import_path: str
    found_by: str
    root: str
    repository: str = ""
    prefix: str = ""
    commit: str = ""
    date: datetime | None = None
    is_dirty: bool = False
    gopath: tuple[str, ...] = ()
    in_gopath: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that scan saw. `committed` is the project as the branch will start from; `tree` the same with vendor
    folders that git does not track, or not wholly (`untracked_vendor`); `packages` are the project's own, `used` maps places of the legacy build to packages."""

    project: Project
    tree: Tree
    committed: Tree
    locks: tuple[Lock, ...]
    lock_files: tuple[str, ...]
    vendor_roots: tuple[VendorRoot, ...]
    untracked_vendor: tuple[str, ...]
    packages: tuple[GoPackage, ...]
    used: tuple[Used, ...]
    missing: tuple[Missing, ...]
    checkouts: tuple[Checkout, ...]
    findings: tuple[Finding, ...]
    has_go_mod: bool = False
