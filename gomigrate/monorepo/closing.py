"""The last step of a divided repository: a go.work over the modules that were made, and legacy files that belong to
none of them."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.locks.registry import legacy_files
from gomigrate.model.codes import finding
from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.plan import Change, Step
from gomigrate.model.trees.tree import Kind
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.placeholder import is_placeholder
from gomigrate.monorepo.divide import repository_of
from gomigrate.monorepo.workspace import FILE, SUMS, WorkspaceModule, differences, lines_of, make_workspace
from gomigrate.scan.listing import has_file
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.trees import DiskTree, GitTree, subtree
from gomigrate.world.disk.treewriter import TreeWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import ModulePart
    from gomigrate.model.trees.tree import Tree
    from gomigrate.monorepo.divide import Divided
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

_LISTED = "ImportPath,Error,DepOnly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The commit that closes a division (without changes where there is nothing to do), and what is to be said."""

    step: Step
    findings: tuple[Finding, ...]


def has_closing(divided: Divided) -> bool:
    """Whether there is something to do when the modules are there."""
    return divided.partition.layout is Layout.WORK or any(True for _ in _homeless(divided))


def close(world: World, divided: Divided, tip: str) -> Closing:
    """What is to be done upon the commit `tip`, which has the modules that could be made. Writes nothing.

    Raises ProjectProblem where none was made or a go.work is in the way, WorldProblem where git or go fail.
    """
    tree = GitTree(repository_of(divided).top, tip)
    made = [part for part in divided.partition.modules if _is_made(tree, part.folder)]
    if not made:
        raise ProjectProblem("no module was made, so there is nothing to close")
    changes, findings = _removed(divided, tree, made)
    if divided.partition.layout is Layout.WORK:
        written, said = _workspace(world, tree, made)
        changes += written
        findings += said
    subject, body = "Remove what no module needs", "It served modules that have a go.mod of their own now.\n"
    if divided.partition.layout is Layout.WORK:
        subject, body = f"Build {len(made)} modules together", "Each is built by its own go.mod as well: GOWORK=off.\n"
    changes.sort(key=lambda change: change.path)
    return Closing(step=Step(subject=subject, body=body, changes=tuple(changes)), findings=tuple(findings))


def _is_made(tree: Tree, folder: str) -> bool:
    path = posixpath.join(folder, "go.mod")
    return has_file(tree, path) and not is_placeholder(tree.read(path))


def _homeless(divided: Divided) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Folders with locks that belong to no module, each with its legacy files and vendor folders."""
    survey, committed = divided.surveyed.survey, divided.surveyed.trees.committed
    homes = {folder for part in divided.partition.modules for folder in (part.folder, *part.units)}
    for at in survey.locks:
        if at.folder not in homes:
            files = [posixpath.join(at.folder, name) for name in legacy_files(subtree(committed, at.folder), at.locks)]
            roots = [root.dir for root in survey.vendor_roots if _holder(root.dir) == at.folder]
            yield (
                at.folder,
                tuple(path for path in (*files, *roots) if committed.entries(path) or has_file(committed, path)),
            )


def _holder(vendor: str) -> str:
    """The folder that a vendor folder is in: `a` for a/vendor, a/Godeps/_workspace and the like."""
    parts = vendor.split("/")
    first = next((n for n, name in enumerate(parts) if name in {"vendor", "Godeps", "_vendor"}), len(parts) - 1)
    return "/".join(parts[:first])


def _removed(divided: Divided, tree: Tree, made: Sequence[ModulePart]) -> tuple[list[Change], list[Finding]]:
    """Files that go, as no module needs them any more; a finding for those that stay."""
    done = {part.folder for part in made}
    changes: list[Change] = []
    findings: list[Finding] = []
    for folder, paths in _homeless(divided):
        waiting = [p.folder or "." for p in divided.partition.modules if folder in p.locks and p.folder not in done]
        if waiting:
            message = f"{paths[0]} stays: {waiting[0]} was not made, and needs it."
            findings.append(finding("GM932", message, place=Place(paths[0])))
        else:
            changes += [change for path in paths for change in _removals(tree, path)]
    return changes, findings


def _removals(tree: Tree, path: str) -> Iterator[Change]:
    if has_file(tree, path):
        yield Change(path=path, before=tree.read(path), after=None)
        return
    for entry in tree.entries(path):
        inner = posixpath.join(path, entry.name)
        if entry.kind is Kind.DIR:
            yield from _removals(tree, inner)
        elif entry.kind is Kind.FILE:
            yield Change(path=inner, before=tree.read(inner), after=None)
        else:
            yield Change(path=inner, before=tree.link(inner).encode(errors="surrogateescape"), after=None, link=True)


def _workspace(world: World, tree: Tree, made: Sequence[ModulePart]) -> tuple[list[Change], list[Finding]]:
    """The go.work, asked of the go command before it is committed. An error is among the findings where the modules are
    not built in it as they are meant to be."""
    if world.go is None:
        raise ProjectProblem("a go.work has to be tried out before it is written, and there is no go command")
    if has_file(tree, FILE):
        raise ProjectProblem(f"there is a {FILE} already, which is left as it is: add modules to it with go work use")
    with private_dir() as folder:
        writer = TreeWriter(folder)
        writer.add(tree)
        top = writer.root
        members = [_member(world.go, top, part) for part in made]
        workspace = make_workspace(members)
        writer.write(FILE, workspace.text.encode())
        env = {"GOWORK": f"{top}/{FILE}"}
        findings = [*workspace.findings]
        try:
            findings += differences(workspace, lines_of(world.go.list_modules(top, env=env), ""))
            findings += _broken(world.go, top, env, members)
        except WorldProblem as problem:
            findings.append(finding("GM931", f"the go command refuses the {FILE}: {problem}", place=Place(FILE)))
        sums = (folder / SUMS).read_bytes() if (folder / SUMS).exists() else b""
    changes = [Change(path=FILE, before=None, after=workspace.text.encode())]
    if sums:
        changes.append(Change(path=SUMS, before=None, after=sums))
    return changes, findings


def _member(go: GoCommand, top: str, part: ModulePart) -> WorkspaceModule:
    place = posixpath.join(top, part.folder)
    mod = parse(DiskTree(place).read("go.mod"))
    return WorkspaceModule(
        folder=part.folder, path=mod.module, go=mod.go, builds=lines_of(go.list_modules(place), part.folder)
    )


def _broken(go: GoCommand, top: str, env: dict[str, str], members: Sequence[WorkspaceModule]) -> Iterator[Finding]:
    """Packages that the go command can load in the module by itself, and not in the workspace."""
    patterns = [f"{member.path}/..." for member in members]
    broken = _faults(go, top, patterns, env)
    if broken:
        for member in members:
            for path in _faults(go, posixpath.join(top, member.folder), ["./..."], {}):
                broken.pop(path, None)
    for path, error in sorted(broken.items()):
        yield finding("GM931", f"{path} cannot be loaded in the workspace: {error}", place=Place(FILE))


def _faults(go: GoCommand, cwd: str, patterns: Sequence[str], env: dict[str, str]) -> dict[str, str]:
    from gomigrate.verify.build.packages import fault

    listed = go.list_packages(cwd, patterns, mode="module", flags=("-deps",), env=env, fields=_LISTED)
    return {str(entry["ImportPath"]): said for entry in listed if (said := fault(entry))}
