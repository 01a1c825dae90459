"""The two sides of a build on disk: a private GOPATH with the state before, and the branch's tree as a module."""

from __future__ import annotations

import posixpath
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Literal, Protocol

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.tree import Kind, Tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.world.disk.treewriter import TreeWriter
    from gomigrate.world.go.gocmd import Mode

WORKSPACE = "Godeps/_workspace"
"""Where godep kept sources: a GOPATH entry inside the project (its README, "godep path")."""

PACKAGE_FLAGS: Mapping[str, tuple[str, ...]] = {
    # GOPATH mode refuses -mod (go: "only valid when using modules"); buildvcs would look for a repository above.
    "gopath": ("-deps", "-test", "-buildvcs=false"),
    "module": ("-deps", "-test", "-buildvcs=false", "-mod=readonly"),
}

PATH_SEPARATOR = ";" if sys.platform == "win32" else ":"


class PackageLister(Protocol):
    """The part of the go command that this needs; see `gomigrate.world.go.gocmd.GoCommand`."""

    def list_packages(
        self,
        cwd: str,
        patterns: Sequence[str],
        *,
        mode: Mode,
        platform: str = "",
        flags: Sequence[str] = ...,
        env: Mapping[str, str] | None = None,
    ) -> list[dict[str, Any]]:
        """What `go list -e -json` says of packages."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A folder to run the go command in, in which mode, with what added to the environment; `patterns` are the packages
    to ask for."""

    cwd: str
    mode: Literal["gopath", "module"]
    env: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[str, ...] = ("./...",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What the state before is laid out from.

    `tree` is the repository at the base commit (with vendor folders that only the work tree has), `prefix` the
    project's folder in it, `import_path` the project's. `gopath` are the user's own entries that count; `in_gopath`
    says that the project lies in one of them, so that its neighbours are what it was built with. `locked` are the
    files of dependencies at their locked commits, by import path.
    """

    tree: Tree
    prefix: str
    import_path: str
    gopath: tuple[str, ...] = ()
    in_gopath: bool = False
    locked: Mapping[str, Tree] = field(default_factory=dict)
    linked: tuple[str, ...] = ()


def lay_out_before(before: Before, writer: TreeWriter, at: str) -> Side:
    """Write the state before as a private GOPATH at the path `at` of the writer.

    The whole repository is laid out where the project's import path ends in the project's folder, since a vendor
    folder at its top counts for every folder below. Locked dependencies are asked before the user's GOPATH entries
    where the project was built outside of them, and after them where it lies beside them. Raises WorldProblem.
    """
    from gomigrate.world.disk.trees import subtree

    top, tree = before.import_path, before.tree
    if before.prefix and before.import_path.endswith("/" + before.prefix):
        top = before.import_path[: -len(before.prefix) - 1]
    elif before.prefix:
        tree = subtree(before.tree, before.prefix)
    writer.add(tree, f"{at}/gopath/src/{top}")
    project = writer.place(f"{at}/gopath/src/{before.import_path}")
    entries = [writer.place(f"{at}/gopath"), *_inner_entries(before, project)]
    for number, path in enumerate(before.linked):
        # ./... does not follow the link through which the vendor folder counts, so it is a GOPATH entry instead.
        entries.append(writer.place(f"{at}/linked{number}"))
        writer.add(subtree(before.tree, posixpath.join(before.prefix, path)), f"{at}/linked{number}/src")
    for path, files in sorted(before.locked.items()):
        writer.add(files, f"{at}/locked/src/{path}")
    last = [writer.place(f"{at}/locked")] if before.locked else []
    entries += [*before.gopath, *last] if before.in_gopath else [*last, *before.gopath]
    return Side(cwd=project, mode="gopath", env={"GOPATH": PATH_SEPARATOR.join(entries)})


def own_patterns(before: Before, inside: Sequence[str]) -> tuple[str, ...]:
    """The project's folders with Go files, as `go list` takes them, without those of the modules `inside` it. For
    GOPATH mode these would belong to ./... as well."""
    found = []
    stack = [""]
    while stack:
        folder = stack.pop()
        entries = before.tree.entries(posixpath.join(before.prefix, folder).rstrip("/"))
        if any(entry.name.endswith(".go") for entry in entries):
            found.append(f"./{folder}".rstrip("/"))
        below = (posixpath.join(folder, e.name) for e in entries if e.kind is Kind.DIR and not _is_passed_over(e.name))
        stack += [name for name in below if name not in inside]
    return tuple(sorted(found)) or ("./...",)


def _is_passed_over(name: str) -> bool:
    """Whether ./... does not look into a folder of this name (`go help packages`)."""
    return name[0] in "_." or name in {"testdata", "vendor"}


def _inner_entries(before: Before, project: str) -> list[str]:
    """Folders of the project that its tool put into GOPATH: the workspaces of godep and gom, gb's project folder, and
    the vendor folder that gb, and scripts that set GOPATH themselves, keep a src in."""

    from gomigrate.world.disk.trees import subtree

    tree = subtree(before.tree, before.prefix)
    found = [posixpath.join(project, path) for path in workspaces(tree)]
    if tree.entries("vendor/src"):
        if tree.entries("src"):
            found.append(project)
        found.append(posixpath.join(project, "vendor"))
    return found


def workspaces(project: Tree) -> tuple[str, ...]:
    """The GOPATH entries that godep and gom keep in a project or in folders of it, the outermost first."""
    found = []
    folders = [""]
    for folder in folders:  # grows while it is read
        for entry in project.entries(folder):
            if entry.kind is not Kind.DIR or entry.name in {"vendor", "testdata"}:
                continue
            path = posixpath.join(folder, entry.name)
            inner = {"Godeps": f"{path}/_workspace", "_vendor": path}.get(entry.name, "")
            if inner and project.entries(f"{inner}/src"):
                found.append(inner)
            elif entry.name[0] not in "._":
                folders.append(path)
    return tuple(found)


def lay_out_after(tree: Tree, prefix: str, writer: TreeWriter, at: str) -> Side:
    """Write the branch's whole tree at the path `at`: replaces may lead to folders beside the module. Raises
    WorldProblem."""
    writer.add(tree, at)
    return Side(cwd=writer.place(f"{at}/{prefix}".rstrip("/")), mode="module")


def list_side(
    go: PackageLister, side: Side, platforms: Sequence[str], flags: Sequence[str] = ()
) -> dict[str, list[dict[str, Any]] | WorldProblem]:
    """What `go list` says of every package of the side, on each platform; two platforms at a time.

    cgo is switched on everywhere, for both sides: off, which is the default for another platform, would leave out
    files that a build on that platform has.
    """

    def ask(platform: str) -> list[dict[str, Any]] | WorldProblem:
        try:
            return go.list_packages(
                side.cwd,
                side.patterns,
                mode=side.mode,
                platform=platform,
                flags=flags or PACKAGE_FLAGS[side.mode],
                env={**side.env, "CGO_ENABLED": "1"},
            )
        except WorldProblem as problem:
            return problem

    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(platforms, pool.map(ask, platforms), strict=True))


def read_absolute(path: str) -> bytes:
    """The bytes of a file that the go command named. Raises OSError."""
    from gomigrate.world.disk.disktree import DiskTree

    pure = PurePath(path)
    return DiskTree(pure.anchor).read(pure.relative_to(pure.anchor).as_posix())
