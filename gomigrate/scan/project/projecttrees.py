"""The files that a project is read from: what is committed, and what legacy tools left beside it untracked."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import READERS
from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.legacy.inventory import Project
from gomigrate.model.trees.tree import Tree
from gomigrate.scan.listing import beside_go_files, has_file, listed
from gomigrate.scan.project.locate import VENDOR_FOLDERS, Located
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.trees import OverlayTree, subtree
from gomigrate.world.git.checkout import as_checked_out

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.world.git.gittree import GitTree
    from gomigrate.world.git.repository import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Trees:
    """The project's files: `committed` is what the branch will start from, `tree` the same with what legacy tools left
    beside it untracked. `gitlinks` are submodules' commits, `project` has no import path yet."""

    committed: Tree
    tree: Tree
    project: Project
    gitlinks: dict[str, str]
    untracked: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


Folders = Callable[[Tree], Iterable[str]]


def _only_top(_: Tree) -> tuple[str, ...]:
    return ("",)


def project_trees(found: Located, directory: str, folders: Folders = _only_top) -> Trees:
    """The trees of the project that `directory` belongs to. `folders` says, of the committed tree, in which folders
    vendor folders and lock files are looked for that git does not track."""
    disk = DiskTree(found.root)
    asked = directory if directory != found.root else ""
    project = Project(import_path="", root=found.root, asked=asked)
    if found.repository is None:
        return Trees(committed=disk, tree=disk, project=project, gitlinks={})
    head = found.repository.head()
    project = replace(project, repository=found.repository.top.as_posix(), prefix=found.repository.prefix)
    if not head.commit:
        early = finding("GM038", repository=project.repository)
        return Trees(committed=disk, tree=disk, project=project, gitlinks={}, findings=(early,))
    project = replace(project, commit=head.commit, date=head.time, is_dirty=found.repository.status().is_dirty)
    return _committed(found.repository, project, disk, folders)


def _committed(repository: Repository, project: Project, disk: DiskTree, folders: Folders) -> Trees:
    """The trees of the project at HEAD. Of the disk only what legacy tools made there counts as well, because the
    build used it: vendor folders that git does not track or not wholly, submodules, untracked lock files; and Go files
    that git ignores, which something generates."""
    prefix = project.prefix
    whole = repository.tree(project.commit)
    committed = subtree(whole, prefix)
    gitlinks = {
        path.removeprefix(prefix + "/") if prefix else path: commit
        for path, commit in whole.gitlinks().items()
        if not prefix or path.startswith(prefix + "/")
    }
    places = tuple(folders(committed))
    vendors = [posixpath.join(place, name) for place in places for name in VENDOR_FOLDERS]
    built = _built(whole, committed, prefix, vendors)
    if repository.is_bare:
        return Trees(committed=committed, tree=built, project=project, gitlinks=gitlinks)
    untracked = repository.ignored_dirs(folder for folder in vendors if listed(disk, folder))
    names = [posixpath.join(place, file) for place in places for reader in READERS for file in reader.files]
    loose = [name for name in names if has_file(disk, name) and not has_file(committed, name)]
    loose = [name for name in loose if not any(name.startswith(folder + "/") for folder in untracked)]
    ignored = beside_go_files(committed, repository.ignored_go_files())
    generated = (finding("GM041", evidence=ignored, files=len(ignored)),) if ignored else ()
    over = (*untracked, *loose, *ignored, *(path for path in gitlinks if listed(disk, path)))
    return Trees(
        committed=committed,
        tree=OverlayTree(built, disk, over) if over else built,
        project=project,
        gitlinks=gitlinks,
        untracked=untracked,
        findings=(
            *(finding("GM036", place=Place(name), commit=project.commit[:12]) for name in loose),
            *generated,
        ),
    )


def _built(whole: GitTree, committed: Tree, prefix: str, vendors: Iterable[str]) -> Tree:
    """The project's files with vendor folders as a checkout has them: the build takes what attributes make of them
    there, and no attribute goes with them to where a module or a copy lies."""
    checked_out = as_checked_out(whole)
    there = [folder for folder in vendors if listed(committed, folder)]
    return (
        committed if checked_out is whole or not there else OverlayTree(committed, subtree(checked_out, prefix), there)
    )
