"""Look at a project: its tree as committed, its locks, its vendor folders and the legacy build's packages."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.gosource.walk import walk_packages
from gomigrate.locks.registry import disagreements, legacy_files, read_locks, told_of_foreign
from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import check_import_path
from gomigrate.model.legacy.inventory import Inventory, Origin
from gomigrate.scan.build.aside import run_beside
from gomigrate.scan.build.checkoutstate import checkouts_of
from gomigrate.scan.build.legacybuild import legacy_build
from gomigrate.scan.build.sources import is_vendored, legacy_sources, vendor_roots
from gomigrate.scan.build.vendorstate import vendor_findings
from gomigrate.scan.faults import findings_in_gopath, findings_in_tree
from gomigrate.scan.listing import has_file, holds_more, listed
from gomigrate.scan.project.locate import find_project, is_anywhere
from gomigrate.scan.project.lockfolders import (
    legacy_files_below,
    locked_differently,
    locks_below,
    moved_lock,
)
from gomigrate.scan.project.modulestate import (
    declared_module,
    has_go_mod,
    module_findings,
    nested_modules,
    other_module_files,
    tag_findings,
)
from gomigrate.scan.project.projectname import named_project
from gomigrate.scan.project.projecttrees import Trees, project_trees
from gomigrate.scan.project.relativeimports import without_relative_imports
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.git.clone import Clone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.go.gopackage import Fault, GoPackage
    from gomigrate.model.legacy.inventory import Project, Used
    from gomigrate.model.legacy.pins import Lock
    from gomigrate.model.trees.tree import Tree
    from gomigrate.scan.build.sources import Around
    from gomigrate.scan.project.locate import Located
    from gomigrate.world.world import World


_FILES = 20_000
"""Among so many files a project is looked for where nothing marks the folder as one: it may be / or a home folder."""


def scan(world: World, directory: str, *, import_path: str = "") -> Inventory:
    """What is in the project that `directory` (an absolute path, as the user spelled it) belongs to.

    Raises UsageProblem where there is no Go file and no lock, or no way to tell the import path; WorldProblem where
    git or go fail.
    """
    if import_path and (why := check_import_path(import_path)):
        raise UsageProblem(f"--import-path {import_path}: no import path: {why}")
    gopath = world.go_env.gopath
    found = find_project(directory, gopath)
    if not import_path and is_anywhere(found, gopath) and holds_more(DiskTree(found.root), _FILES):
        raise UsageProblem(
            f"{directory} has no lock file, go.mod, vendor folder or git repository, and more than {_FILES:,} files,"
            " which were not searched",
            remedy="name the folder of the project",
        )
    trees = project_trees(found, directory)
    top = read_locks(trees.tree, trees.gitlinks)
    everything, walked = walk_packages(trees.tree, into_vendor=True)
    roots, in_workspace = vendor_roots(trees.tree, everything)
    own = tuple(package for package in everything if not is_vendored(package.dir))
    if not own and not top:
        raise UsageProblem(_nothing_there(trees, directory))
    project, named = named_project(
        trees.project, found, own, top, roots, import_path, gopath, declared_module(trees.tree)
    )
    everything, relative = (
        (everything, ()) if project.in_gopath else without_relative_imports(everything, project.import_path)
    )
    own = tuple(package for package in everything if not is_vendored(package.dir))
    packages = tuple(replace(p, import_path=posixpath.join(project.import_path, p.dir).rstrip("/")) for p in own)
    nested = nested_modules(trees.tree, own)
    folders = (package.dir for package in own if not _is_below(package.dir, nested))
    below = () if _has_lock(top) else tuple(locks_below(trees.tree, folders))
    locks = (*(moved_lock(lock, folder, "") for folder, found_there in below for lock in found_there), *top)
    legacy = (*legacy_files(trees.tree, top), *(f for at in below for f in legacy_files_below(trees.tree, *at)))
    seen = Inventory(
        project=project,
        tree=trees.tree,
        committed=trees.committed,
        locks=locks,
        lock_files=tuple(file for file in legacy if has_file(trees.committed, file)),
        vendor_roots=roots,
        untracked_vendor=trees.untracked,
        packages=packages,
        submodules=tuple(sorted(trees.gitlinks.items())),
        findings=(
            *named,
            *_tag_findings(found, project, trees.tree),
            *trees.findings,
            *(f for lock in locks for f in lock.findings),
            *told_of_foreign(trees.tree),
            *other_module_files(trees.tree),
            *disagreements(top),
            *_below_findings(below, locks),
        ),
        disagreements=locked_differently(locks) if below else (),
        relative_imports=relative,
    )
    return with_legacy_build(seen, (*everything, *in_workspace), walked)


def with_legacy_build(
    seen: Inventory, everything: tuple[GoPackage, ...], faults: Iterable[Fault], around: Around | None = None
) -> Inventory:
    """The inventory with what the legacy build uses, and its findings. `everything` are the packages of the tree, with
    those of vendor folders, `faults` what the walk over them met, `around` the repository that the project is only a
    part of."""
    has_pins = any(lock.pins for lock in seen.locks)
    sources = legacy_sources(seen.project, seen.tree, seen.vendor_roots, everything, has_pins=has_pins, around=around)
    used, missing = legacy_build(sources, seen.project.import_path, seen.packages)
    if any(one.origin is Origin.GOPATH for one in used):
        # Generators and scripts are built with the checkouts that lie there, too.
        beside = sorted(run_beside(replace(seen, used=used)))
        used, missing = legacy_build(sources, seen.project.import_path, seen.packages, beside)
    packages = (*seen.packages, *_only_imported(seen.packages, used))
    checkouts, checked_out = checkouts_of(seen.project, used)
    nested = nested_modules(seen.tree, packages)
    found = replace(
        seen,
        packages=packages,
        used=used,
        missing=missing,
        checkouts=checkouts,
        has_go_mod=has_go_mod(seen.tree),
        nested_modules=nested,
        packages_in_nested=tuple(p.import_path for p in packages if _is_below(p.dir, nested)),
    )
    findings = (
        *seen.findings,
        *findings_in_tree(faults, everything, found),
        *sources.problems.values(),
        *findings_in_gopath(used),
        *module_findings(found),
        *vendor_findings(found),
        *checked_out,
    )
    return replace(found, findings=findings)


def _only_imported(packages: tuple[GoPackage, ...], used: tuple[Used, ...]) -> tuple[GoPackage, ...]:
    """The project's packages that only an import leads to, for `./...` passes over testdata and the like."""
    known = {package.import_path for package in packages}
    own = (u.package for u in used if u.origin is Origin.PROJECT and not is_vendored(u.dir))
    return tuple(package for package in own if package.import_path not in known)


def _has_lock(locks: Iterable[Lock]) -> bool:
    """Whether a tool's lock is among them; submodules may be anything, and no tool wrote them for the build."""
    return any(lock.pins for lock in locks if lock.tool != "git submodules")


def _below_findings(below: Sequence[tuple[str, tuple[Lock, ...]]], locks: Sequence[Lock]) -> Iterator[Finding]:
    """That the locks of folders below the top were read, and which; an error for each path that these `locks`, as the
    project names them, pin at several revisions: one module has one of them."""
    files = tuple(posixpath.join(folder, lock.file) for folder, there in below for lock in there if lock.pins)
    if not files:
        return
    yield finding("GM043", place=Place(files[0]), locks=files)
    for path in locked_differently(locks):
        pins = [pin for lock in locks for pin in lock.pins if pin.path == path]
        said = tuple(f"{pin.place}: {pin.version or pin.revision or pin.branch}" for pin in pins)
        yield finding("GM046", place=pins[0].place, path=path, locks=len(pins), evidence=said)


def _tag_findings(found: Located, project: Project, tree: Tree) -> Iterable[Finding]:
    """The findings about the project's own tags: those of a project in a folder of a repository begin with the folder.
    A project with a go.mod has chosen already."""
    if found.repository is None or has_go_mod(tree):
        return ()
    prefix = f"{project.prefix}/" if project.prefix else ""
    tags = Clone(found.repository.layout).tags_before(project.commit)
    return tag_findings(project.import_path, (tag.removeprefix(prefix) for tag in tags if tag.startswith(prefix)))


def _nothing_there(trees: Trees, directory: str) -> str:
    root, commit = trees.project.root, trees.project.commit
    where = directory if directory == root else f"{directory}, which belongs to {root}"
    if commit and any(entry.name.endswith(".go") for entry in listed(DiskTree(directory), "")):
        return f"commit {commit[:12]} has no Go files and no lock file in {where}: commit them first"
    return f"no Go files and no lock file in {where}: name the folder of the project to migrate"


def _is_below(folder: str, tops: tuple[str, ...]) -> bool:
    return any(folder == top or folder.startswith(top + "/") for top in tops)
