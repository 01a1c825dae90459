"""The state before, laid out on the disk: from which sources, and what to report about them."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.registry import read_locks
from gomigrate.model.codes import finding
from gomigrate.model.decision import InCheckout, of_pin
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.go.modpath import is_inside, prefixes, split_path_version
from gomigrate.model.plan import LedgerLine, State
from gomigrate.model.trees.tree import Kind
from gomigrate.modfile.gomod import ModFileError, parse
from gomigrate.report.words.attempts import said_of
from gomigrate.report.words.planning.reasons import short
from gomigrate.scan.buildfiles import documents_in
from gomigrate.scan.listing import beside_go_files
from gomigrate.scan.project.modulestate import has_go_mod
from gomigrate.verify.build.asking import unknown
from gomigrate.verify.build.layout import GopathSources, lay_out_gopath, lay_out_module, own_patterns, workspaces
from gomigrate.verify.build.lockedversions import told_of_locked
from gomigrate.verify.build.vendored import vendor_faults
from gomigrate.world.base.outcome import Refused
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.trees import OverlayTree, subtree
from gomigrate.world.git.checkout import as_checked_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.gaps import Told
    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.trees.tree import Tree
    from gomigrate.verify.branch.verifiedbranch import VerifiedBranch
    from gomigrate.verify.build.layout import Side
    from gomigrate.world.disk.treewriter import TreeWriter
    from gomigrate.world.git.gittree import GitTree
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.world import World

_VENDOR_BY_ITSELF = 14

VENDOR_FOLDERS = ("vendor", "Godeps/_workspace", "_vendor")
"""Folders of dependencies that count even where git does not track them."""


def lay_out_before(
    world: World, go: GoCommand, branch: VerifiedBranch, committed: GitTree, writer: TreeWriter
) -> tuple[Side, tuple[Told, ...]]:
    """The state before, of which `committed` is the tree, on disk. As a module, where it was one already and the plan
    did not return to the locked versions; else as a private GOPATH. Raises OSError for a file that cannot be read,
    WorldProblem."""
    prefix, plan = branch.repository.prefix, branch.plan
    project = subtree(committed, prefix)
    is_restored = plan is not None and plan.is_restored
    is_locked = is_restored and any(lock.pins for lock in read_locks(project, committed.gitlinks()))
    if has_go_mod(project) and not is_locked:
        side = lay_out_module(as_checked_out(committed), prefix, writer, "before")
        return replace(side, mod="vendor" if reads_vendor(project) and not vendor_faults(go, side) else "mod"), ()
    sources, told = _legacy_sources(world, branch, committed)
    side = lay_out_gopath(sources, writer, "before")
    if branch.inside:
        side = replace(side, patterns=own_patterns(sources.project, branch.inside))
    return side, told


def has_dependencies(side: Side, project: Tree) -> bool:
    """Whether the commit before says by itself what is built: it has go.mod, or a folder of dependencies. What such a
    commit lacks was not built from it; a commit without one may use another GOPATH."""
    return side.mode == "module" or any(project.entries(folder) for folder in (*VENDOR_FOLDERS, *_linked(project)))


def reads_vendor(project: Tree) -> bool:
    """Whether the go command builds a module's packages from its vendor folder: from go 1.14 on by itself, for a lower
    go line only where a flag says so (https://go.dev/ref/mod#build-commands, -mod)."""
    try:
        go = parse(project.read("go.mod"), lax=True).go
    except (ModFileError, OSError):
        go = ""
    release = re.match(r"1\.(\d+)", go)
    if release and int(release[1]) >= _VENDOR_BY_ITSELF:
        return True
    return any("-mod=vendor" in document.text for document in documents_in(project))


def ignored_files(branch: VerifiedBranch, tree: GitTree) -> tuple[str, ...]:
    """The Go files, relative to the repository, that git ignores and that are beside those of the project in the tree:
    every build on this disk compiles them."""
    names = (posixpath.join(branch.repository.prefix, name) for name in branch.repository.ignored_go_files())
    return beside_go_files(tree, names)


def _legacy_sources(world: World, branch: VerifiedBranch, committed: GitTree) -> tuple[GopathSources, tuple[Told, ...]]:
    """The sources of the state before: the base commit, vendor folders that only the disk has, the user's GOPATH where
    the project is built with it, and the locked commits of what neither of them has. The latter come from the module
    zips that the branch is built from too, so they are reported, together with what contradicts the locks.
    `branch.root` may lead into GOPATH through a symbolic link."""
    repository, plan = branch.repository, branch.plan
    prefix = repository.prefix
    import_path = plan.source.import_path if plan else branch.module
    tree: Tree = as_checked_out(committed)
    if not repository.is_bare:
        disk = DiskTree(repository.top)
        folders = [posixpath.join(prefix, folder) for folder in VENDOR_FOLDERS]
        overlaid = [path for path in committed.gitlinks() if disk.entries(path)]
        overlaid += [f for f in folders if not committed.entries(f) and _is_legacy(disk, f)]
        overlaid += ignored_files(branch, committed)
        tree = OverlayTree(tree, disk, overlaid) if overlaid else tree
    top = posixpath.join(repository.top.as_posix(), prefix).rstrip("/")
    entries = world.go_env.gopath
    in_gopath = any(posixpath.join(entry, "src", import_path) in (top, branch.root) for entry in entries)
    has_own = bool(plan and (plan.source.locks or plan.source.vendor))
    sources = GopathSources(
        tree=tree,
        prefix=prefix,
        import_path=import_path,
        # Outside of GOPATH, what lies there by chance is no part of the project: its lock or vendor folder decides.
        gopath=entries if in_gopath or not has_own else (),
        in_gopath=in_gopath,
        linked=_linked(subtree(tree, prefix)),
        around=dict(_vendored_around(entries, import_path)) if in_gopath else {},
    )
    absent = _absent(sources, plan.ledger if plan else ())
    links = {posixpath.relpath(path, prefix or "."): commit for path, commit in committed.gitlinks().items()}
    told = tuple(told_of_locked(absent, sources.project, world.modules, links))
    locked, problems = _locked(world, absent)
    own = tuple(str(module) for module, line in absent if _place(line) in locked)
    proved = (Unchecked(what=Gap.OWN_ZIPS, names=own, count=len(own)),) if own else ()
    unlike_lock = tuple(_unlike_lock(plan.ledger)) if plan and in_gopath else ()
    return replace(sources, locked=locked), (*told, *problems, *proved, *unlike_lock)


def _unlike_lock(ledger: Sequence[LedgerLine]) -> Iterator[Finding]:
    """Checkouts at another revision than in the lock: verify compares with the checkout, and says so."""
    for line in ledger:
        built, reason = line.pinned, of_pin(line.reason)
        if isinstance(reason, InCheckout) and reason.locked and built:
            locked = short(reason.locked)
            yield finding("GM324", place=line.lock, module=line.path, built=built.version, locked=locked)


def _vendored_around(entries: Sequence[str], import_path: str) -> Iterator[tuple[str, Tree]]:
    """The vendor folders above the project in its GOPATH entry, by their place below src: they count for all that is
    below the folder that they lie in (`go help gopath`, "Vendor Directories")."""
    entry = next(e for e in entries if DiskTree(posixpath.join(e, "src", import_path)).entries(""))
    for above in ("", *prefixes(posixpath.dirname(import_path))):
        place = posixpath.join(above, "vendor")
        tree = DiskTree(posixpath.join(entry, "src", place))
        if tree.entries(""):
            yield place, tree


def _linked(project: Tree) -> tuple[str, ...]:
    """Vendor folders beside a link to a folder. A project that keeps its commands apart builds everything else through
    such a link, with this vendor folder."""
    return tuple(
        f"{top.name}/vendor"
        for top in project.entries("")
        if top.kind is Kind.DIR
        and project.entries(f"{top.name}/vendor")
        and any(entry.kind is Kind.LINK_TO_DIR for entry in project.entries(top.name))
    )


def _is_legacy(disk: Tree, folder: str) -> bool:
    """Whether a vendor folder on disk is from before the migration, rather than made by `go mod vendor`."""
    names = {entry.name for entry in disk.entries(folder)}
    return bool(names) and "modules.txt" not in names


def _nested_vendor(project: Tree) -> Iterator[str]:
    """The vendor folders of a project and of all that is in it, dependencies included."""
    folders = [""]
    for folder in folders:  # grows while it is read
        for entry in project.entries(folder):
            if entry.kind is Kind.DIR:
                path = posixpath.join(folder, entry.name)
                folders.append(path)
                if entry.name == "vendor" or path.endswith("_workspace/src"):
                    yield path


def _absent(sources: GopathSources, ledger: Sequence[LedgerLine]) -> list[tuple[ModuleVersion, LedgerLine]]:
    """The pins that neither a vendor folder nor GOPATH has, each with the module version that is built for it."""
    project = sources.project
    inner = [f"{folder}/src" for folder in workspaces(project)]
    folders = ("vendor", "vendor/src", *inner, *sources.linked)
    vendored = [*(subtree(project, folder) for folder in folders), *sources.around.values()]
    beside = [DiskTree(posixpath.join(entry, "src")) for entry in sources.gopath] if sources.in_gopath else []
    absent = []
    nested: tuple[str, ...] | None = None
    for line in ledger:
        built = line.pinned
        if line.state not in (State.KEPT, State.HELD) or built is None or line.module is None or not built.version:
            continue
        if any(tree.entries(line.path) for tree in (*vendored, *beside)):
            continue
        # A dependency's own vendor tree is where that dependency has it from.
        nested = tuple(_nested_vendor(project)) if nested is None else nested
        if not any(project.entries(f"{folder}/{line.path}") for folder in nested):
            absent.append((built, line))
    return absent


def _locked(
    world: World, absent: Sequence[tuple[ModuleVersion, LedgerLine]]
) -> tuple[dict[str, Tree], tuple[Told, ...]]:
    """The files of these modules, by the place where GOPATH mode searches for them."""
    answers = world.modules.zip_trees(module for module, _ in absent) if absent else {}
    trees: dict[str, Tree] = {}
    problems = []
    for module, line in absent:
        answer = answers[module]
        if not isinstance(answer, Refused):
            trees[_place(line)] = answer.value
        elif answer.said.is_unknown:
            raise unknown(f"{module}: {said_of(answer.attempts[-1])}")
        else:
            problems.append(finding("GM311", module=str(module), attempts=answer.attempts))
    return trees, tuple(problems)


def _place(line: LedgerLine) -> str:
    """Where GOPATH mode searches for the module's files: a /v2 at the end of its path is no folder there, unless the
    lock already wrote it."""
    assert line.module is not None
    path = line.module.path
    if is_inside(line.path, path):
        return path
    return split_path_version(path)[0]
