"""Which folder the project is: the user may stand anywhere inside it, and may have come by a symbolic link."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.locks.registry import READERS
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.scan.listing import has_file, listed
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.realpath import is_same_folder, real_path
from gomigrate.world.git.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.trees.tree import Tree

VENDOR_FOLDERS = ("vendor", "Godeps/_workspace", "_vendor")
"""Folders of dependencies that count even where git does not track them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """The project's folder as the user would spell it, and the repository that it lies in, if any."""

    root: str
    repository: Repository | None


def find_project(directory: str, gopath: Sequence[str]) -> Located:
    """The project that `directory` (absolute, as the user spelled it) belongs to.

    That is the nearest folder, from there upwards, with a lock file or a go.mod; else the nearest with a vendor tree;
    else the top of the repository, for in GOPATH a repository was what one fetched and named. The search ends at that
    top and stays below the src folder of a GOPATH entry; without a repository and outside of GOPATH it does not begin.
    Folders inside a vendor tree are never the project. Raises UsageProblem inside a .git folder.
    """
    repository = Repository.find(directory)
    if repository is not None and repository.is_bare:
        if repository.top.name == ".git":
            raise UsageProblem(
                f"{directory} is git's own folder", remedy=Suggested(("plan",), folder=repository.top.parent.as_posix())
            )
        return Located(root=repository.top.as_posix(), repository=repository)
    folders = _upwards(directory, repository, gopath)
    trees = [(folder, DiskTree(folder)) for folder in folders]
    for is_marked in (_has_lock_or_module, _has_vendor):
        for folder, tree in trees:
            if is_marked(tree):
                return _found(folder, directory, repository)
    return _found(folders[-1] if repository is not None else folders[0], directory, repository)


def find_top(directory: str, gopath: Sequence[str]) -> Located:
    """The top of the repository that `directory` lies in, spelled as the user came to it; the folder itself where there
    is no repository. Raises UsageProblem inside a .git folder."""
    repository = Repository.find(directory)
    if repository is None or repository.is_bare:
        return find_project(directory, gopath) if repository else Located(root=directory, repository=None)
    return _found(_upwards(directory, repository, gopath)[-1], directory, repository)


def _found(folder: str, directory: str, repository: Repository | None) -> Located:
    return Located(root=folder, repository=repository if folder == directory else Repository.find(folder))


def _upwards(directory: str, repository: Repository | None, gopath: Sequence[str]) -> list[str]:
    """The folders that may be the project, nearest first, never none."""
    top = repository.top.as_posix() if repository is not None else ""
    real_sources = _sources(gopath)
    folders = [directory]
    while top or _is_below(directory, real_sources):
        here = folders[-1]
        parent = posixpath.dirname(here)
        if real_path(here) == top or parent in ("", here):  # the top of the disk, or of a drive
            break
        if not is_same_folder(parent, posixpath.dirname(real_path(here))):
            parent = posixpath.dirname(real_path(here))  # the link ends here: go on where it led
        if real_path(parent) in real_sources or any(s.startswith(f"{real_path(parent)}/") for s in real_sources):
            break
        folders.append(parent)
    outside = [folder for folder in folders if not _is_inside_vendor(folder, folders[-1])]
    return outside or folders[-1:]


def _sources(gopath: Sequence[str]) -> set[str]:
    return {real_path(posixpath.join(entry, "src")) for entry in gopath}


def _is_below(folder: str, tops: set[str]) -> bool:
    return any(f"{real_path(folder)}/".startswith(f"{top}/") for top in tops)


def is_anywhere(found: Located, gopath: Sequence[str]) -> bool:
    """Whether nothing marks the folder as a project's: no repository, lock file, go.mod or vendor folder, and no place
    in GOPATH."""
    tree = DiskTree(found.root)
    return found.repository is None and not (
        _is_below(found.root, _sources(gopath)) or _has_lock_or_module(tree) or _has_vendor(tree)
    )


def _is_inside_vendor(folder: str, top: str) -> bool:
    below = f"/{folder.removeprefix(top).strip('/')}/"
    return any(f"/{vendor}/" in below for vendor in VENDOR_FOLDERS)


def _has_lock_or_module(tree: Tree) -> bool:
    return has_file(tree, "go.mod") or any(
        reader.read(tree, file) is not None for reader in READERS for file in reader.files if has_file(tree, file)
    )


def _has_vendor(tree: Tree) -> bool:
    return any(listed(tree, folder) for folder in VENDOR_FOLDERS)
