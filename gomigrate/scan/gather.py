"""Look at a project: its tree as committed, its locks, its vendor folders and the legacy build's packages."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.locks.registry import disagreements, legacy_files, read_locks
from gomigrate.model.errors import UsageProblem
from gomigrate.model.inventory import Checkout, Inventory, Origin, Project, Used, VendorRoot
from gomigrate.model.tree import Kind, Tree
from gomigrate.scan import selfpath
from gomigrate.scan.legacybuild import LegacySources, Mount, legacy_build
from gomigrate.world.checkouts import find_checkout
from gomigrate.world.gitdoor import Repository
from gomigrate.world.trees import DiskTree, GitTree, OverlayTree, subtree

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.gopackage import GoPackage
    from gomigrate.model.pins import Lock
    from gomigrate.world.world import World

WORKSPACE = "Godeps/_workspace/src"
VENDOR_FOLDERS = ("vendor", "Godeps/_workspace", "_vendor")


def scan(world: World, directory: str, *, import_path: str = "") -> Inventory:
    """What is in the project that `directory` (an absolute path, as the user spelled it) belongs to.

    Raises UsageProblem where there is no such folder, no Go file, or no way to tell the import path.
    """
    repository = Repository.find(directory)
    root = directory
    committed, tree, project, gitlinks, untracked = _project_trees(repository, root)
    locks = read_locks(tree, gitlinks)
    findings: list[Finding] = [f for lock in locks for f in lock.findings]
    findings += disagreements(locks)
    everything, walk_findings = walk_packages(tree, "", "", into_vendor=True)
    findings += walk_findings
    own = tuple(p for p in everything if not _is_vendored(p.dir))
    if not own and not locks:
        raise UsageProblem(f"no Go files and no lock file in {directory}: name the folder of the project to migrate")
    project = _name(project, own, locks, repository, import_path, world.go_env.gopath)
    vendor_roots = _vendor_roots(tree, everything)
    sources = _sources(world, project, tree, vendor_roots, has_lock=bool(locks))
    packages = tuple(replace(p, import_path=_join(project.import_path, p.dir)) for p in own)
    used, missing = legacy_build(sources, project.import_path, packages)
    return Inventory(
        project=project,
        tree=tree,
        committed=committed,
        locks=locks,
        lock_files=legacy_files(tree, locks),
        vendor_roots=vendor_roots,
        untracked_vendor=untracked,
        packages=packages,
        used=used,
        missing=missing,
        checkouts=_checkouts(project, used),
        findings=tuple(findings),
        has_go_mod=any(e.name == "go.mod" for e in tree.entries("")),
    )


def _project_trees(
    repository: Repository | None, root: str
) -> tuple[Tree, Tree, Project, dict[str, str], tuple[str, ...]]:
    """The tree that the branch will start from (HEAD), and the same with vendor folders of the disk that git does not
    track, or not wholly."""
    disk = DiskTree(root)
    blank = Project(import_path="", found_by="", root=root)
    if repository is None:
        return disk, disk, blank, {}, ()
    head = repository.head()
    if not head.commit:
        return disk, disk, replace(blank, repository=str(repository.top)), {}, ()
    prefix = repository.prefix
    whole = GitTree(repository.top, head.commit)
    committed = subtree(whole, prefix) if prefix else whole
    gitlinks = {
        path.removeprefix(prefix + "/") if prefix else path: commit
        for path, commit in whole.gitlinks().items()
        if not prefix or path.startswith(prefix + "/")
    }
    untracked = repository.ignored_dirs(folder for folder in VENDOR_FOLDERS if _has_folder(disk, folder))
    overlaid = (*untracked, *(path for path in gitlinks if disk.entries(path)))
    tree: Tree = OverlayTree(committed, disk, overlaid) if overlaid else committed
    project = replace(
        blank,
        repository=str(repository.top),
        prefix=prefix,
        commit=head.commit,
        date=head.time,
        is_dirty=repository.status().is_dirty,
    )
    return committed, tree, project, gitlinks, untracked


def _has_folder(tree: Tree, path: str) -> bool:
    return bool(tree.entries(path))


def _is_vendored(folder: str) -> bool:
    return "vendor" in folder.split("/") or folder.startswith("Godeps/_workspace")


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _name(
    project: Project,
    own: tuple[GoPackage, ...],
    locks: tuple[Lock, ...],
    repository: Repository | None,
    given: str,
    gopath: tuple[str, ...],
) -> Project:
    """The project with its import path, and who said it."""
    located = selfpath.from_gopath(project.root, gopath)
    locked, lock_file = selfpath.from_locks(locks)
    by_comment = selfpath.from_import_comments(own)
    by_imports = selfpath.from_own_imports(own)
    remote, remote_name = selfpath.from_remotes(repository.remotes() if repository else {})
    remote = _join(remote, project.prefix) if remote else ""
    for path, why in (
        (given, "given by --import-path"),
        (located, "its place in GOPATH"),
        (locked, f"named by {lock_file}"),
        (by_comment, "its import comment"),
        (by_imports, "its own imports of itself"),
        (remote, f"the git remote {remote_name!r}"),
    ):
        if path:
            return replace(project, import_path=path, found_by=why, gopath=gopath, in_gopath=bool(located))
    raise UsageProblem(
        f"cannot tell the import path of {project.root}: it is not in GOPATH, and no lock, import comment, import or"
        " git remote names it; give it with --import-path"
    )


def _vendor_roots(tree: Tree, everything: tuple[GoPackage, ...]) -> tuple[VendorRoot, ...]:
    """The vendor folders with the import paths in each."""
    found: dict[tuple[str, str], list[str]] = {}
    is_gb = any("." in entry.name for entry in tree.entries("vendor/src"))
    for package in everything:
        head, cut, path = ("/" + package.dir).rpartition("/vendor/")
        if not cut:
            continue
        folder = f"{head}/vendor".lstrip("/")
        if is_gb and folder == "vendor" and path.startswith("src/"):
            found.setdefault(("vendor/src", "gb"), []).append(path.removeprefix("src/"))
        else:
            found.setdefault((folder, "vendor"), []).append(path)
    workspace, _ = walk_packages(tree, WORKSPACE, "", into_vendor=True)
    for package in workspace:
        path = package.dir.removeprefix(WORKSPACE + "/")
        if "/vendor/" not in path:
            found.setdefault((WORKSPACE, "workspace"), []).append(path)
    return tuple(
        VendorRoot(dir=folder, kind=kind, packages=tuple(sorted(paths)))
        for (folder, kind), paths in sorted(found.items())
    )


def _sources(
    world: World, project: Project, tree: Tree, vendor_roots: tuple[VendorRoot, ...], *, has_lock: bool
) -> LegacySources:
    """The folders that the legacy build searches, in order."""
    mounts = [Mount(at=project.import_path, tree=tree, dir="", origin=Origin.PROJECT, root="")]
    for vendored in vendor_roots:
        if vendored.kind == "gb":
            mounts.append(Mount(at="", tree=tree, dir="src", origin=Origin.PROJECT, root="src"))  # gb's own code
        if vendored.kind in {"gb", "workspace"}:
            mounts.append(Mount(at="", tree=tree, dir=vendored.dir, origin=Origin.VENDOR, root=vendored.dir))
    if project.in_gopath or not (has_lock or vendor_roots):
        mounts += [
            Mount(at="", tree=DiskTree(posixpath.join(entry, "src")), dir="", origin=Origin.GOPATH, root=entry)
            for entry in project.gopath
        ]
    fallbacks = tuple(
        Mount(
            at=_join(project.import_path, vendored.dir),
            tree=tree,
            dir=vendored.dir,
            origin=Origin.VENDOR,
            root=vendored.dir,
        )
        for vendored in vendor_roots
        if vendored.kind == "vendor" and _is_reached_by_link(tree, vendored.dir)
    )
    return LegacySources(mounts=tuple(mounts), fallbacks=fallbacks)


def _is_reached_by_link(tree: Tree, vendor_dir: str) -> bool:
    """Whether a symbolic link beside the vendor folder leads to a folder, so that code elsewhere is built with it."""
    parent = posixpath.dirname(vendor_dir)
    return bool(parent) and any(e.kind is Kind.LINK_TO_DIR for e in tree.entries(parent))


def _checkouts(project: Project, used: tuple[Used, ...]) -> tuple[Checkout, ...]:
    """The clones in GOPATH/src that packages of the legacy build come from."""
    found: dict[str, Checkout] = {}
    for package in used:
        if package.origin is not Origin.GOPATH:
            continue
        path = package.place
        if any(path == root or path.startswith(root + "/") for root in found):
            continue
        checkout = find_checkout(posixpath.join(package.root, "src"), path)
        if checkout is not None:
            found[checkout.path] = checkout
    return tuple(found[path] for path in sorted(found))
