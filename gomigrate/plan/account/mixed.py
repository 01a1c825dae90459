"""Folders in which files of gomigrate's and files of others would lie together, or go together."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.policy import COPIES
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.dependencydata import is_data
from gomigrate.scan.listing import paths_below
from gomigrate.scripts.legacytools import LOCKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory

_GO_MOD = "/go.mod"
_OF_TOOLS = frozenset((*map(posixpath.basename, LOCKS), "modules.txt", "manifest", "vendor.json", "go.mod", "go.sum"))


def mixed_folders(inventory: Inventory, writes: Iterable[str], removes: Iterable[str]) -> Iterator[Finding]:
    """An error for each kept copy that would take a folder from the project, and a warning for files of vendor folders
    that go though no Go package has to do with them."""
    yield from _taken(inventory, frozenset(writes))
    roots = [root.dir for root in inventory.vendor_roots]
    # A link to a folder is no file: vendor/src -> . makes a GOPATH of it.
    links = {
        f"{root}/{e.name}" for root in roots for e in inventory.committed.entries(root) if e.kind is Kind.LINK_TO_DIR
    }
    yield from files_of_others(roots, (path for path in removes if path not in links))


def _taken(inventory: Inventory, writes: frozenset[str]) -> Iterator[Finding]:
    """A folder with a go.mod is no part of the project's module any more, so its packages would be gone; a file of the
    same name would be written over. What a go.mod is in already, a kept copy of before, was no part of it."""
    there = tuple(paths_below(inventory.committed, COPIES))
    before = {path.removesuffix(_GO_MOD) for path in there if path.endswith(_GO_MOD)}
    own = [path for path in there if not any(is_inside(path, folder) for folder in before)]
    folders = {
        path.removesuffix(_GO_MOD) for path in writes if path.startswith(f"{COPIES}/") and path.endswith(_GO_MOD)
    }
    taken: dict[str, list[str]] = {}
    for path in own:
        folder = next((folder for folder in sorted(folders) if is_inside(path, folder)), "")
        if not folder and path in writes and not inventory.has_go_mod:
            folder = posixpath.dirname(path)
        if folder:
            taken.setdefault(folder, []).append(path)
    for folder, files in sorted(taken.items()):
        yield finding("GM448", place=Place(files[0]), folder=folder, files=tuple(files))


def files_of_others(roots: Collection[str], removes: Iterable[str]) -> Iterator[Finding]:
    """A warning for what lies directly in one of the vendor folders `roots`, goes, and has no Go file in it: another
    language's packages, scripts, pages."""
    tops: dict[tuple[str, str], list[str]] = {}
    for path in removes:
        root = max((root for root in roots if path.startswith(f"{root}/")), key=len, default="")
        if root:
            tops.setdefault((root, path[len(root) + 1 :].partition("/")[0]), []).append(path)
    found = [
        path for (root, name), paths in sorted(tops.items()) if not _is_of_go(f"{root}/{name}", paths) for path in paths
    ]
    if found:
        yield finding("GM449", place=Place(found[0]), files=tuple(found))


def _is_of_go(path: str, paths: Sequence[str]) -> bool:
    """Whether what lies in a vendor folder, at a path and with these files, is a dependency's: a folder named like a
    host, or one with Go files. Files that tools of Go write are, and what tells people about the folder."""
    name = posixpath.basename(path)
    if path in paths:
        return name.endswith(".go") or name in _OF_TOOLS or not is_data(name)
    return "." in name or any(inner.endswith(".go") for inner in paths)
