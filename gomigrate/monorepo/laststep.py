"""The last step of a divided repository: a go.work over the modules that were made, and legacy files that belong to
none of them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.locks.registry import legacy_files
from gomigrate.model.codes import finding
from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Layout, WorkProblem
from gomigrate.model.plan import Change, Step
from gomigrate.model.trees.tree import Kind
from gomigrate.modfile.gomod import parse
from gomigrate.modfile.placeholder import is_placeholder
from gomigrate.monorepo.folders import spelled, vendor_holder
from gomigrate.monorepo.workspace import FILE, SUMS, WorkspaceModule, differences, lines_of, make_workspace
from gomigrate.report.fleets.commits import last_message
from gomigrate.scan.listing import has_file
from gomigrate.verify.build.packages import fault
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.files import private_dir
from gomigrate.world.disk.trees import subtree
from gomigrate.world.disk.treewriter import TreeWriter
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import NewModule
    from gomigrate.model.trees.tree import Tree
    from gomigrate.monorepo.divide import Divided
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

_LISTED = "ImportPath,Error,DepOnly"


def has_last_step(divided: Divided) -> bool:
    """Whether anything is left to do when the modules are there."""
    return divided.partition.layout is Layout.WORK or any(_homeless(divided))


def last_step(world: World, divided: Divided, tip: str) -> tuple[Step, tuple[Finding, ...]]:
    """The changes to make on top of the commit `tip`, which has the modules that could be made (none: nothing to do),
    and the findings.

    Writes nothing. Raises ProjectProblem where no module was made or a go.work is in the way, WorldProblem where git or
    go fail.
    """
    tree = GitTree(divided.repository().top, tip)
    made = [module for module in divided.partition.modules if _is_made(tree, module.folder)]
    if not made:
        raise ProjectProblem("no module was made, so there is nothing left to do")
    changes, findings = _removed(divided, tree, made)
    is_work = divided.partition.layout is Layout.WORK
    if is_work:
        written, said = _workspace(world, tree, made)
        changes += written
        findings += said
    message = last_message(len(made) if is_work else 0)
    changes.sort(key=lambda change: change.path)
    return Step(subject=message.subject, body=message.body, changes=tuple(changes)), tuple(findings)


def _is_made(tree: Tree, folder: str) -> bool:
    path = posixpath.join(folder, "go.mod")
    return has_file(tree, path) and not is_placeholder(tree.read(path))


def _homeless(divided: Divided) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Folders with locks that belong to no module, each with its legacy files and vendor folders."""
    survey, committed = divided.surveyed.survey, divided.surveyed.trees.committed
    homes = {folder for module in divided.partition.modules for folder in (module.folder, *module.units)}
    for at in survey.locks:
        if at.folder not in homes:
            names = legacy_files(subtree(committed, at.folder), at.locks)
            roots = [root.dir for root in survey.vendor_roots if vendor_holder(root.dir) == at.folder]
            paths = (*(posixpath.join(at.folder, name) for name in names), *roots)
            yield at.folder, tuple(path for path in paths if committed.entries(path) or has_file(committed, path))


def _removed(divided: Divided, tree: Tree, made: Sequence[NewModule]) -> tuple[list[Change], list[Finding]]:
    """Files to remove, because no module needs them any more; a finding for those that stay."""
    changes: list[Change] = []
    findings: list[Finding] = []
    for folder, paths in _homeless(divided):
        needing = [module for module in divided.partition.modules if folder in module.locks]
        waiting = tuple(spelled(module.folder) for module in needing if module not in made)
        if waiting:
            findings.append(finding("GM932", path=paths[0], modules=waiting, place=Place(paths[0])))
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


def _workspace(world: World, tree: Tree, made: Sequence[NewModule]) -> tuple[list[Change], list[Finding]]:
    """The go.work, which the go command loads before it is committed. An error is among the findings where the modules
    are not built in it as planned."""
    if world.go is None:
        raise ProjectProblem("a go.work has to be tried out before it is written, and there is no go command")
    if has_file(tree, FILE):
        raise ProjectProblem(f"there is a {FILE} already, which is left as it is: add modules to it with go work use")
    with private_dir() as folder:
        writer = TreeWriter(folder)
        writer.add(tree)
        top = writer.root
        members = [_member(world.go, top, module) for module in made]
        workspace = make_workspace(members)
        writer.write(FILE, workspace.text.encode())
        env = {"GOWORK": f"{top}/{FILE}"}
        findings = [*workspace.findings]
        try:
            findings += differences(workspace, lines_of(world.go.list_modules(top, env=env), ""))
            findings += _broken(world.go, top, env, members)
        except WorldProblem as problem:
            refused = WorkProblem.REFUSED.value
            findings.append(finding("GM931", problem=refused, said=str(problem), place=Place(FILE)))
        sums = (folder / SUMS).read_bytes() if (folder / SUMS).exists() else b""
    files = {FILE: workspace.text.encode(), **({SUMS: sums} if sums else {})}
    return [Change(path=path, before=None, after=data) for path, data in files.items()], findings


def _member(go: GoCommand, top: str, module: NewModule) -> WorkspaceModule:
    place = posixpath.join(top, module.folder)
    mod = parse(DiskTree(place).read("go.mod"))
    builds = lines_of(go.list_modules(place), module.folder)
    return WorkspaceModule(folder=module.folder, path=mod.module, go=mod.go, builds=builds)


def _broken(go: GoCommand, top: str, env: Mapping[str, str], members: Sequence[WorkspaceModule]) -> Iterator[Finding]:
    """Packages that the go command can load in the module by itself, and not in the workspace."""
    broken = _faults(go, top, [f"{member.path}/..." for member in members], env)
    places = [posixpath.join(top, member.folder) for member in members if broken]
    alone = {path for place in places for path in _faults(go, place, ["./..."], {})}
    for path, said in sorted(broken.items()):
        if path not in alone:
            yield finding("GM931", problem=WorkProblem.BROKEN.value, path=path, said=said, place=Place(FILE))


def _faults(go: GoCommand, cwd: str, patterns: Sequence[str], env: Mapping[str, str]) -> dict[str, str]:
    listed = go.list_packages(cwd, patterns, mode="module", flags=("-deps",), env=env, fields=_LISTED)
    return {str(entry["ImportPath"]): said for entry in listed if (said := fault(entry))}
