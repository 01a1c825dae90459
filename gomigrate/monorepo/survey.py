"""Reads a whole repository: its packages, and the locks, vendor folders and go.mod files at its top and below."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.locks.registry import read_locks
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Severity
from gomigrate.model.fleets.partition import LockAt, Survey
from gomigrate.model.go.modpath import check_import_path
from gomigrate.model.trees.tree import Kind
from gomigrate.monorepo.preferences import FILE
from gomigrate.scan.build.sources import is_vendored, vendor_roots
from gomigrate.scan.faults import finding_of
from gomigrate.scan.listing import has_file, listed
from gomigrate.scan.project.locate import find_top
from gomigrate.scan.project.lockfolders import moved_finding, with_parents
from gomigrate.scan.project.modulestate import declared_module, has_go_mod
from gomigrate.scan.project.projectname import named_project
from gomigrate.scan.project.projecttrees import project_trees
from gomigrate.scan.project.relativeimports import without_relative_imports
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.go.gopackage import GoPackage
    from gomigrate.model.legacy.inventory import Project
    from gomigrate.model.trees.tree import Tree
    from gomigrate.scan.project.projecttrees import Trees
    from gomigrate.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Surveyed:
    """A survey with its sources: the repository as a project of its own, its trees, and every package, with those of
    vendor folders. Relative imports are written out in the packages; the Go files that have them are listed. The bytes
    are those of gomigrate.toml (b"" for none)."""

    survey: Survey
    project: Project
    trees: Trees
    everything: tuple[GoPackage, ...]
    relative_imports: tuple[str, ...] = ()
    preferences: bytes = b""


def survey(world: World, directory: str, *, import_path: str = "") -> Surveyed:
    """What is in the repository of `directory` (absolute, as the user spelled it); without git, in the folder itself.

    Raises UsageProblem where there is no Go file, or where the import path is not known; WorldProblem where git or go
    fail.
    """
    if import_path and (why := check_import_path(import_path)):
        raise UsageProblem(f"--import-path {import_path}: no import path: {why}")
    gopath = world.go_env.gopath
    found = find_top(directory, gopath)
    trees = project_trees(found, directory, _folders_in)
    everything, walked = walk_packages(trees.tree, into_vendor=True)
    own = tuple(package for package in everything if not is_vendored(package.dir))
    if not own:
        raise UsageProblem(f"no Go files in {found.root}", remedy="name the folder of a repository")
    folders = sorted(with_parents(package.dir for package in own))
    roots, in_workspaces = vendor_roots(trees.tree, everything)
    locks = tuple(_locks(trees, folders))
    project, named = named_project(
        trees.project,
        found,
        own,
        locks[0].locks,
        roots,
        import_path,
        gopath,
        declared_module(trees.tree),
    )
    everything, relative = (
        (everything, ()) if project.in_gopath else without_relative_imports(everything, project.import_path)
    )
    own = tuple(package for package in everything if not is_vendored(package.dir))
    packages = tuple(replace(p, import_path=posixpath.join(project.import_path, p.dir).rstrip("/")) for p in own)
    broken = (
        *named,
        *(finding_of(fault) for fault in walked if not is_vendored(fault.file)),
        *(moved_finding(f, at.folder, "") for at in locks for lock in at.locks for f in lock.findings),
    )
    return Surveyed(
        survey=Survey(
            import_path=project.import_path,
            tree=trees.tree,
            packages=packages,
            locks=tuple(at for at in locks if at.locks),
            vendor_roots=roots,
            go_mods=tuple(folder for folder in folders if has_go_mod(trees.tree, folder)),
            broken=tuple(f for f in broken if f.severity is not Severity.NOTE),
        ),
        project=project,
        trees=trees,
        everything=(*everything, *in_workspaces),
        relative_imports=relative,
        preferences=trees.tree.read(FILE) if has_file(trees.tree, FILE) else b"",
    )


def _folders_in(tree: Tree) -> set[str]:
    """The folders whose vendor folders and locks the build uses: those with Go files in them or below."""
    found = []
    stack = [""]
    while stack:
        folder = stack.pop()
        entries = listed(tree, folder)
        if any(entry.name.endswith(".go") for entry in entries):
            found.append(folder)
        stack += [
            posixpath.join(folder, entry.name)
            for entry in entries
            if entry.kind is Kind.DIR and entry.name[0] not in "_." and entry.name not in {"vendor", "testdata"}
        ]
    return with_parents(found)


def _locks(trees: Trees, folders: Iterable[str]) -> Iterator[LockAt]:
    """The locks of each folder that has any, and always those of the top with the submodules."""
    yield LockAt(folder="", locks=read_locks(trees.tree, trees.gitlinks))
    for folder in folders:
        if folder and (locks := read_locks(subtree(trees.tree, folder))):
            yield LockAt(folder=folder, locks=locks)
