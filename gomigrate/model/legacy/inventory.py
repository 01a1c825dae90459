"""What scan finds: the project, its locks, its packages and everything the legacy build takes them from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.model.trees.tree import Tree


class Origin(StrEnum):
    """Where the legacy build takes a package from."""

    PROJECT = "project"
    VENDOR = "vendor"
    GOPATH = "gopath"
    NEIGHBOUR = "neighbour"
    """Another planned module of the same repository. What it imports does not matter here."""


class PathSource(StrEnum):
    """What may tell a project's import path."""

    COMMENT = "import comment"
    FOLDERS = "folders below src"
    GO_MOD = "go.mod"
    GOPATH = "GOPATH"
    IMPORTS = "imports"
    LOCK = "lock"
    OPTION = "--import-path"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class FoundBy:
    """Who told the import path: `name` is the lock's file, the remote's name, or the number of one of several GOPATH
    entries."""

    source: PathSource
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A dependency's own clone in GOPATH/src.

    `path` is its import path, `dir` the folder on disk. `commit` is the commit of its HEAD ("" where it cannot be read;
    `problem` then says why). `changed` are files that differ from HEAD. `is_unpushed`: no branch or tag of its remote
    has HEAD. `refs` are the commits of its tags and branches; a branch that several remotes have can have several. Of
    hg, svn and bzr only these two are known: commit and remote.
    """

    path: str
    dir: str
    vcs: str
    commit: str = ""
    time: datetime | None = None
    remote: str = ""
    changed: tuple[str, ...] = ()
    is_unpushed: bool = False
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A package of the legacy build.

    `place` is the full path below a GOPATH's src, by which GOPATH mode knows it (a vendored copy has a `/vendor/` in
    it). `import_path` is what the source writes. `tree` and `dir` say where its files are. `root` is the vendor folder
    (relative to the project) or the checkout that has it. `project` is the import path of the project, into whose
    workspace imports may have been rewritten. `imports` pairs each import of its build files with the place that it
    resolves to, `test_imports` those of its tests. The place is "" for the standard library, and for a package that is
    not there.
    """

    place: str
    import_path: str
    origin: Origin
    tree: Tree
    dir: str
    root: str
    package: GoPackage
    project: str = ""
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
    """A folder that GOPATH mode (or a wrapper like gb) builds packages from.

    `dir` is relative to the project, `packages` are the import paths in it. `kind` is "vendor",
    "workspace" (Godeps/_workspace/src), "gb" (vendor/src), "gom" (_vendor/src) or "gopath" (src/vendor of a repository
    that is a GOPATH). It is "entry" for the src of a folder that build files put into GOPATH.
    """

    dir: str
    kind: str
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The main module after the migration.

    `root` is its folder on disk, `prefix` that folder inside the repository ("" at its top). `commit` is "" and `date`
    None without git, or before the first commit. `gopath` are the user's GOPATH entries. `asked` is the folder that the
    user named, if that lies below `root`. `imported_as` is the import path that its own imports give it, "" where they
    give none or this one.
    """

    import_path: str
    found_by: FoundBy | None = None
    root: str
    repository: str = ""
    prefix: str = ""
    commit: str = ""
    date: datetime | None = None
    is_dirty: bool = False
    gopath: tuple[str, ...] = ()
    in_gopath: bool = False
    asked: str = ""
    imported_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """Everything that scan saw.

    `committed` is the project as the branch will start from. `tree` is the same with vendor folders that git does not
    track, or not wholly (`untracked_vendor`), and with lock files that it does not track. `lock_files` are the legacy
    files of the commit. `packages` are the project's own, by GOPATH mode's rules, which know no nested modules.
    `nested_modules` are the folders with a go.mod of their own, and `packages_in_nested` the import paths of the
    project's packages in them. `submodules` are paths and commits. `used` are the packages of the legacy build, sorted
    by place. `disagreements` are the modules that units of the project lock at different commits. `relative_imports`
    are the project's files with relative imports; the packages have the paths that these resolve to.
    """

    project: Project
    tree: Tree
    committed: Tree
    locks: tuple[Lock, ...]
    lock_files: tuple[str, ...]
    vendor_roots: tuple[VendorRoot, ...]
    untracked_vendor: tuple[str, ...]
    packages: tuple[GoPackage, ...]
    used: tuple[Used, ...] = ()
    missing: tuple[Missing, ...] = ()
    checkouts: tuple[Checkout, ...] = ()
    findings: tuple[Finding, ...] = ()
    has_go_mod: bool = False
    nested_modules: tuple[str, ...] = ()
    packages_in_nested: tuple[str, ...] = ()
    submodules: tuple[tuple[str, str], ...] = ()
    disagreements: tuple[str, ...] = ()
    relative_imports: tuple[str, ...] = ()

    @property
    def is_migrated(self) -> bool:
        """Whether this is a module with nothing legacy about it: a go.mod, no lock file of another tool, and no vendor
        folder but the one that `go mod vendor` writes."""
        is_vendored = any(lock.file == "vendor/modules.txt" for lock in self.locks)
        legacy = [root for root in self.vendor_roots if root.dir != "vendor" or not is_vendored]
        return self.has_go_mod and not self.lock_files and not legacy
