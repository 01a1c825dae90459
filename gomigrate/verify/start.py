"""The state before: what it is laid out from."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside, split_path_version
from gomigrate.model.plan import LedgerLine, Plan, State
from gomigrate.model.trees.tree import Kind
from gomigrate.verify.branch.lockedversions import LockedVersions, hold_against_locks
from gomigrate.verify.build.sides import WORKSPACE, Before, workspaces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.trees.tree import Tree
    from gomigrate.world.git.repository import Repository
    from gomigrate.world.world import World

VENDOR_FOLDERS = ("vendor", "Godeps/_workspace", "_vendor")
"""Folders of dependencies that count even where git does not track them."""


def rewrites(plan: Plan | None, module: str) -> tuple[tuple[str, str], ...]:
    """The planned rewriting of imports, with the project's own new path where that changed; and what godep did to
    every file in its workspace as well: the workspace's own path before the import paths."""
    old = plan.source.import_path if plan else module
    own = ((old, module), (f"{old}/", f"{module}/")) if module and old != module else ()
    planned = plan.rewrites if plan else ()
    return tuple(dict.fromkeys((*planned, (f"{old}/{WORKSPACE}/src/", ""), *own)))


def before(
    world: World, repository: Repository, root: str, base: str, plan: Plan | None, module: str
) -> tuple[Before, LockedVersions]:
    """What the state before is laid out from: the base commit with vendor folders that only the disk has, the user's
    GOPATH where the project is built with it, and the locked commits of what neither of them holds, with what the locks
    have against those. `root` is the project's folder as the user spells it, which may lead into GOPATH through a
    symbolic link."""
    from gomigrate.world.disk.trees import DiskTree, GitTree, OverlayTree, subtree

    prefix = repository.prefix
    import_path = plan.source.import_path if plan else module
    committed = GitTree(repository.top, base)
    tree: Tree = committed
    if not repository.is_bare:
        disk = DiskTree(repository.top)
        overlaid = [path for path in committed.gitlinks() if disk.entries(path)]
        overlaid += [f for f in _folders(prefix) if not committed.entries(f) and _is_legacy(disk, f)]
        tree = OverlayTree(committed, disk, overlaid) if overlaid else committed
    top = posixpath.join(repository.top.as_posix(), prefix).rstrip("/")
    entries = world.go_env.gopath
    in_gopath = any(posixpath.join(entry, "src", import_path) in (top, root) for entry in entries)
    has_own = bool(plan and (plan.source.locks or plan.source.vendor))
    project = subtree(tree, prefix)
    linked = _linked(project)
    found = Before(
        tree=tree,
        prefix=prefix,
        import_path=import_path,
        # Outside of GOPATH, what lies there by chance is no part of the project: its lock or vendor folder decides.
        gopath=entries if in_gopath or not has_own else (),
        in_gopath=in_gopath,
        linked=linked,
    )
    absent = _absent(found, project, plan)
    links = {posixpath.relpath(path, prefix or "."): commit for path, commit in committed.gitlinks().items()}
    said = hold_against_locks(absent, project, world.modules, links)
    locked, problems = _locked(world, absent)
    return replace(found, locked=locked), replace(said, findings=(*said.findings, *problems))


def _linked(project: Tree) -> tuple[str, ...]:
    """Vendor folders of top folders that hold a link to a folder as well: a project that keeps its commands apart
    builds everything else through such a link, with this vendor folder."""
    return tuple(
        f"{top.name}/vendor"
        for top in project.entries("")
        if top.kind is Kind.DIR
        and project.entries(f"{top.name}/vendor")
        and any(entry.kind is Kind.LINK_TO_DIR for entry in project.entries(top.name))
    )


def _folders(prefix: str) -> list[str]:
    return [posixpath.join(prefix, folder) for folder in VENDOR_FOLDERS]


def _is_legacy(disk: Tree, folder: str) -> bool:
    """Whether a vendor folder on disk is from before the migration, rather than made by `go mod vendor`."""
    names = {entry.name for entry in disk.entries(folder)}
    return bool(names) and "modules.txt" not in names


def _absent(found: Before, project: Tree, plan: Plan | None) -> list[tuple[ModuleVersion, LedgerLine]]:
    """The pins that neither a vendor folder nor GOPATH holds, each with the module version that is built for it."""
    from gomigrate.world.disk.trees import DiskTree

    sources = [*(DiskTree(posixpath.join(entry, "src")) for entry in found.gopath)] if found.in_gopath else []
    absent = []
    for line in plan.ledger if plan else ():
        built = line.built or line.module
        if line.state not in (State.KEPT, State.HELD) or built is None or line.module is None or not built.version:
            continue
        is_here = _is_vendored(project, found.linked, line.path)
        if not is_here and not any(source.entries(line.path) for source in sources):
            absent.append((built, line))
    return absent


def _locked(
    world: World, absent: Sequence[tuple[ModuleVersion, LedgerLine]]
) -> tuple[dict[str, Tree], tuple[Finding, ...]]:
    """The files of these modules, by the place where GOPATH mode looks for them."""
    from gomigrate.report.words.attempts import said_of
    from gomigrate.verify.build.unknown import unchecked
    from gomigrate.world.base.outcome import Refused

    answers = world.modules.zip_trees(module for module, _ in absent) if absent else {}
    trees: dict[str, Tree] = {}
    problems = []
    for module, line in absent:
        answer = answers[module]
        if isinstance(answer, Refused):
            if answer.said.is_unknown:
                raise unchecked(f"{module}: {said_of(answer.attempts[-1])}")
            problems.append(finding("GM311", module=str(module), attempts=answer.attempts))
        else:
            trees[_place(line)] = answer.value
    return trees, tuple(problems)


def _is_vendored(project: Tree, linked: tuple[str, ...], path: str) -> bool:
    folders = ("vendor", "vendor/src", *(f"{folder}/src" for folder in workspaces(project)), *linked)
    return any(project.entries(f"{folder}/{path}") for folder in folders)


def _place(line: LedgerLine) -> str:
    """Where GOPATH mode looks for the module's files: a /v2 at the end of its path is no folder there, unless the
    lock already wrote it."""
    assert line.module is not None
    path = line.module.path
    if is_inside(line.path, path):
        return path
    return split_path_version(path)[0]
