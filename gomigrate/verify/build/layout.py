"""The two sides of a build on disk: a private GOPATH with the state before, and the branch's tree as a module."""

from __future__ import annotations

import json
import posixpath
import re
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from gomigrate.gosource.marks import with_header_of
from gomigrate.gosource.rewrite import without_relative_imports
from gomigrate.gosource.walk import walk_packages
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.trees.tree import Entry, Kind, Tree
from gomigrate.scan.build.sources import is_gopath_entry
from gomigrate.world.disk.trees import subtree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from gomigrate.world.disk.treewriter import TreeWriter

_RELATIVE = re.compile(rb"^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?\"\.\.?/[^\"\n]*\"[ \t;\r]*(?://.*)?$", re.MULTILINE)

_LINES, _OVERLAY = "lines-before", "overlay.json"
PATH_SEPARATOR = ";" if sys.platform == "win32" else ":"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """A folder to run the go command in, the mode, and additions to the environment. `patterns` are the packages to ask
    for, `tools` further ones that are compared and never tested. `mod` is the value of -mod in module mode. `overlay`
    is the file that names replacements for files (`go help build`, -overlay; "" for none)."""

    cwd: str
    mode: Literal["gopath", "module"]
    env: Mapping[str, str] = field(default_factory=dict)
    patterns: tuple[str, ...] = ("./...",)
    tools: tuple[str, ...] = ()
    mod: Literal["readonly", "mod", "vendor"] = "readonly"
    overlay: str = ""

    @property
    def flags(self) -> tuple[str, ...]:
        """The flags for any command that builds or lists packages: GOPATH mode refuses -mod ("only valid when using
        modules"); buildvcs would look for a repository above."""
        mod = (f"-mod={self.mod}",) if self.mode == "module" else ()
        return ("-buildvcs=false", *mod, *((f"-overlay={self.overlay}",) if self.overlay else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class GopathSources:
    """The sources of the state before.

    `tree` is the repository at the base commit (with vendor folders that only the work tree has), `prefix` the
    project's folder in it, `import_path` the project's. `gopath` are the user's own entries that count; `in_gopath`
    says that the project lies in one of them, so that its neighbors are what it was built with. `linked` are vendor
    folders that count through a link to the folder they are in, `around` those above the project in its GOPATH entry,
    by their place below src; `locked` are the files of dependencies at their locked commits, by import path.
    """

    tree: Tree
    prefix: str
    import_path: str
    gopath: tuple[str, ...] = ()
    in_gopath: bool = False
    locked: Mapping[str, Tree] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    around: Mapping[str, Tree] = field(default_factory=dict)

    @property
    def project(self) -> Tree:
        """The project's folder."""
        return subtree(self.tree, self.prefix)


def lay_out_gopath(sources: GopathSources, writer: TreeWriter, at: str) -> Side:
    """Write the state before as a private GOPATH at the path `at` of the writer.

    The whole repository is laid out where the project's import path ends in the project's folder, since a vendor
    folder at its top counts for every folder below. Locked dependencies are asked before the user's GOPATH entries
    where the project was built outside of them, and after them where it lies beside them. Raises WorldProblem.
    """
    top, tree = sources.import_path, sources.tree
    if sources.prefix and top.endswith("/" + sources.prefix):
        top = top[: -len(sources.prefix) - 1]
    elif sources.prefix:
        tree = sources.project
    if not sources.in_gopath and has_relative_imports(tree):
        tree = _WrittenOut(tree, top)
    for place, vendored in sources.around.items():
        if place != "vendor" and not is_inside(place, top):  # the repository's own come with it
            writer.add(vendored, f"{at}/gopath/src/{place}")
    writer.add(tree, f"{at}/gopath/src/{top}")
    project = writer.place(f"{at}/gopath/src/{sources.import_path}")
    entries = [writer.place(f"{at}/gopath"), *(f"{project}/{path}".rstrip("/") for path in _inner_entries(sources))]
    for number, path in enumerate(sources.linked):
        # ./... does not follow the link through which the vendor folder counts, so it is a GOPATH entry instead.
        entries.append(writer.place(f"{at}/linked{number}"))
        writer.add(subtree(sources.project, path), f"{at}/linked{number}/src")
    around = sources.around.get("vendor")
    if not sources.in_gopath and _is_gopath(sources.project):
        own = subtree(sources.project, "src")
        entries.append(writer.place(f"{at}/own"))
        writer.add(own, f"{at}/own/src", only=[entry.name for entry in own.entries("") if entry.name != "vendor"])
        around = around or subtree(own, "vendor")
    if around is not None:
        # For all of src: the go command would list its packages by names that are the standard library's.
        entries.append(writer.place(f"{at}/around"))
        writer.add(around, f"{at}/around/src")
    for path, files in sorted(sources.locked.items()):
        writer.add(files, f"{at}/locked/src/{path}")
    last = [writer.place(f"{at}/locked")] if sources.locked else []
    entries += [*sources.gopath, *last] if sources.in_gopath else [*last, *sources.gopath]
    return Side(cwd=project, mode="gopath", env={"GOPATH": PATH_SEPARATOR.join(entries)})


@dataclass(frozen=True, slots=True)
class _WrittenOut:
    """A project with relative imports written out. These are for packages outside of GOPATH alone (go help packages),
    where packages have no import paths that a module could give them, and they say the same."""

    tree: Tree
    import_path: str

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self.tree.entries(path)

    def link(self, path: str) -> str:
        return self.tree.link(path)

    def read(self, path: str) -> bytes:
        data = self.tree.read(path)
        if not path.endswith(".go") or not _RELATIVE.search(data):
            return data
        return without_relative_imports(data, self.import_path, posixpath.dirname(path))


def has_relative_imports(project: Tree) -> bool:
    """Whether a Go file of the tree imports a folder by the way to it. Raises OSError."""
    folders = [""]
    for folder in folders:  # grows while it is read
        for entry in project.entries(folder):
            path = posixpath.join(folder, entry.name)
            if entry.kind is Kind.DIR:
                folders += [path] if entry.name[0] not in "_." and entry.name not in {"testdata", "vendor"} else []
            elif entry.name.endswith(".go") and _RELATIVE.search(project.read(path)):
                return True
    return False


def _is_gopath(project: Tree) -> bool:
    """Whether the repository may be a GOPATH itself: it has src/vendor, or packages in src that import each other by
    their paths from there."""
    if project.entries("src/vendor"):
        return True
    return bool(project.entries("src")) and is_gopath_entry(walk_packages(project)[0])


def _inner_entries(sources: GopathSources) -> tuple[str, ...]:
    """Folders of the project that its tool put into GOPATH: the workspaces of godep and gom, gb's project folder, and
    the vendor folder that gb, and scripts that set GOPATH themselves, keep a src in."""
    found = workspaces(sources.project)
    if sources.project.entries("vendor/src"):
        found += ("", "vendor") if sources.project.entries("src") else ("vendor",)
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


def own_patterns(project: Tree, inside: Sequence[str]) -> tuple[str, ...]:
    """The project's folders with Go files, as `go list` takes them, without those of the modules `inside` it. For
    GOPATH mode these would belong to ./... as well, which leaves folders of some names out, too (`go help
    packages`)."""
    found = []
    folders = [""]
    for folder in folders:  # grows while it is read
        entries = project.entries(folder)
        if any(entry.name.endswith(".go") for entry in entries):
            found.append(f"./{folder}".rstrip("/"))
        for entry in entries:
            path = posixpath.join(folder, entry.name)
            is_left_out = entry.name[0] in "_." or entry.name in {"testdata", "vendor"} or path in inside
            if entry.kind is Kind.DIR and not is_left_out:
                folders.append(path)
    return tuple(sorted(found)) or ("./...",)


def lay_out_module(tree: Tree, prefix: str, writer: TreeWriter, at: str) -> Side:
    """Write the repository's whole tree at the path `at`: replaces may lead to folders beside the module. Raises
    WorldProblem."""
    writer.add(tree, at)
    return Side(cwd=writer.place(f"{at}/{prefix}".rstrip("/")), mode="module")


def lay_lines(moved: Mapping[str, str], writer: TreeWriter, read: Callable[[str], bytes]) -> str:
    """Write the files of `moved` with every line at the place where the other side has it, and an overlay that names
    them. Returns the overlay's path; "" where nothing moved. `moved` has the files of the state before by their places,
    each with the one after. The compiler's output has line numbers. Raises OSError."""
    if not moved:
        return ""
    names = {place: f"{number}.go" for number, place in enumerate(sorted(moved))}
    aligned = ((names[place], with_header_of(read(other), read(place)), False) for place, other in moved.items())
    overlay = {"Replace": {place: writer.place(f"{_LINES}/{name}") for place, name in names.items()}}
    writer.write_files(_LINES, [*aligned, (_OVERLAY, json.dumps(overlay).encode(), False)])
    return writer.place(f"{_LINES}/{_OVERLAY}")
