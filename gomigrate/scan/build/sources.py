"""Where the legacy build takes packages from: the project, its vendor folders, the GOPATH entries."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.legacy.inventory import Origin, VendorRoot
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.build.entries import gopath_entries
from gomigrate.scan.build.legacybuild import LegacySources, Mount
from gomigrate.scan.build.stdlib import is_known_std
from gomigrate.scan.listing import listed
from gomigrate.world.disk.disktree import DiskTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Project
    from gomigrate.model.trees.tree import Tree

ENTRIES = {"Godeps/_workspace/src": "workspace", "_vendor/src": "gom"}
"""Where godep and gom keep a GOPATH entry of dependencies in a project, or in a folder of it with a lock of its own."""


ENTRY = "entry"
"""The kind of a folder that build files put into GOPATH. It stays: its packages are the project's own, too."""


def is_vendored(folder: str) -> bool:
    """Whether a folder of the project lies in a vendor folder or in godep's workspace."""
    return "vendor" in folder.split("/") or folder.startswith("Godeps/_workspace")


def vendor_roots(tree: Tree, everything: Sequence[GoPackage]) -> tuple[tuple[VendorRoot, ...], tuple[GoPackage, ...]]:
    """The vendor folders with the import paths in each, out of `everything` (all packages, those in vendor folders
    too). Also the packages of the workspaces of godep and gom, which a walk leaves out because their names begin with
    "_"."""
    found: dict[tuple[str, str], list[str]] = {}
    # vendor/src could be a package of that name; gb has hosts in it.
    is_gb = any("." in entry.name for entry in listed(tree, "vendor/src"))
    is_entry = is_gopath_entry(everything)
    for package in everything:
        head, cut, path = ("/" + package.dir).rpartition("/vendor/")
        if not cut:
            continue
        folder = f"{head}/vendor".lstrip("/")
        if is_gb and folder == "vendor" and path.startswith("src/"):
            found.setdefault(("vendor/src", "gb"), []).append(path.removeprefix("src/"))
        elif is_entry and folder == "src/vendor":
            found.setdefault((folder, "gopath"), []).append(path)
        else:
            found.setdefault((folder, "vendor"), []).append(path)
    for folder, paths in gopath_entries(tree, everything).items():
        found[folder, ENTRY] = list(paths)
    in_workspaces: list[GoPackage] = []
    for folder, kind in _workspaces(tree, everything):
        workspace, _ = walk_packages(tree, folder, "", into_vendor=True)
        in_workspaces += workspace
        for package in workspace:
            path = package.dir.removeprefix(folder + "/")
            if "/vendor/" not in path:
                found.setdefault((folder, kind), []).append(path)
    roots = (
        VendorRoot(dir=folder, kind=kind, packages=tuple(sorted(paths)))
        for (folder, kind), paths in sorted(found.items())
    )
    return tuple(roots), tuple(in_workspaces)


def is_gopath_entry(everything: Iterable[GoPackage]) -> bool:
    """Whether the repository is its own GOPATH: packages below src/ import each other by their paths from there."""
    own = {p.dir.removeprefix("src/"): p for p in everything if p.dir.startswith("src/") and not is_vendored(p.dir)}
    imported = {spec.path for package in own.values() for file in package.files for spec in file.imports}
    return any(path in own and not is_known_std(path) for path in imported)


def _workspaces(tree: Tree, everything: Iterable[GoPackage]) -> Iterator[tuple[str, str]]:
    """The workspaces of godep and gom with their kinds, the outermost first. Those in vendor folders are a
    dependency's own, which no build looks at."""
    folders = {""}
    for package in everything:
        if not is_vendored(package.dir):
            folders.update(prefixes(package.dir))
    for folder in sorted(folders, key=lambda f: (f.count("/"), f)):
        for below, kind in ENTRIES.items():
            place = posixpath.join(folder, below)
            if listed(tree, place):
                yield place, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """The repository around a project that is one of several modules in it: its files, its packages with those of
    vendor folders, its import path, and the import paths of modules that lie in the project's folder."""

    tree: Tree
    packages: tuple[GoPackage, ...]
    import_path: str
    inside: tuple[str, ...] = ()


def legacy_sources(
    project: Project,
    tree: Tree,
    roots: tuple[VendorRoot, ...],
    packages: Iterable[GoPackage],
    *,
    has_pins: bool,
    around: Around | None = None,
) -> LegacySources:
    """The folders that the legacy build searches, in order. `packages` are those of the tree that were read already.

    A project outside of GOPATH is built with what it brings along: with GOPATH only where it has neither a vendor
    folder nor a lock with pins (`has_pins`), so that nothing else can tell what it was built with. The repository
    `around` it counts as it is committed, whatever lies at its place on disk.
    """
    known = {package.dir: package for package in packages}
    inside = around.inside if around else ()
    own = Mount(at=project.import_path, tree=tree, dir="", origin=Origin.PROJECT, root="", known=known, others=inside)
    mounts = [own]
    if around:
        every = {package.dir: package for package in around.packages}
        mounts.append(
            Mount(at=around.import_path, tree=around.tree, dir="", origin=Origin.NEIGHBOUR, root="", known=every)
        )
    is_entry = not project.in_gopath and is_gopath_entry(known.values())
    if is_entry or any(root.kind in {"gb", "gopath"} for root in roots):
        # own code lies in src, at its import paths
        mounts.append(Mount(at="", tree=tree, dir="src", origin=Origin.PROJECT, root="src", known=known))
    mounts += [
        Mount(at="", tree=tree, dir=root.dir, origin=Origin.VENDOR, root=root.dir, known=known)
        for root in roots
        if root.kind != "vendor"
    ]
    if project.in_gopath or not (has_pins or roots):
        for entry in project.gopath:
            disk = DiskTree(posixpath.join(entry, "src"))
            hidden = around.import_path if around else project.import_path
            mounts.append(Mount(at="", tree=disk, dir="", origin=Origin.GOPATH, root=entry, hidden=hidden))
    fallbacks = tuple(
        Mount(
            at=posixpath.join(project.import_path, root.dir),
            tree=tree,
            dir=root.dir,
            origin=Origin.VENDOR,
            root=root.dir,
        )
        for root in roots
        if root.kind == "vendor" and _is_reached_by_link(tree, root.dir)
    )
    return LegacySources(project=project.import_path, mounts=tuple(mounts), fallbacks=fallbacks)


def _is_reached_by_link(tree: Tree, vendor_dir: str) -> bool:
    """Whether a symbolic link beside the vendor folder leads to a folder, so that code elsewhere is built with it."""
    parent = posixpath.dirname(vendor_dir)
    return bool(parent) and any(entry.kind is Kind.LINK_TO_DIR for entry in listed(tree, parent))
