"""Files below vendor folders that have nothing to do with Go: what composer, bundler and others keep there."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind
from gomigrate.scan.dependencydata import is_data
from gomigrate.scan.listing import listed
from gomigrate.scripts.legacytools import LOCKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from gomigrate.model.legacy.inventory import Inventory
    from gomigrate.model.trees.tree import Tree

_OF_TOOLS = frozenset((*map(posixpath.basename, LOCKS), "modules.txt", "manifest", "vendor.json", "go.mod", "go.sum"))
_GB = "vendor/src"


def strangers_in(inventory: Inventory, paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the project's paths that are files of others, in any of its vendor folders. A submodule is no file."""
    roots = {root.dir for root in inventory.vendor_roots}
    if _GB in roots:
        roots.add(posixpath.dirname(_GB))
    return strangers(inventory.committed, roots, set(paths).difference(path for path, _ in inventory.submodules))


def strangers(tree: Tree, roots: Collection[str], paths: Iterable[str]) -> tuple[str, ...]:
    """Those of the tree's paths that lie in one of its vendor folders `roots`, below a name there that has no Go file
    in it: another language's packages, scripts, pages; sorted."""
    # A link to a folder is no file: vendor/src -> . makes a GOPATH of it.
    links = {f"{root}/{e.name}" for root in roots for e in listed(tree, root) if e.kind is Kind.LINK_TO_DIR}
    tops: dict[tuple[str, str], list[str]] = {}
    for path in set(paths) - links:
        root = max((root for root in roots if path.startswith(f"{root}/")), key=len, default="")
        if root:
            tops.setdefault((root, path[len(root) + 1 :].partition("/")[0]), []).append(path)
    found = (path for (root, name), below in tops.items() if not _is_of_go(f"{root}/{name}", below) for path in below)
    return tuple(sorted(found))


def _is_of_go(path: str, paths: Sequence[str]) -> bool:
    """Whether what lies in a vendor folder, at a path and with these files, is a dependency's: a folder named like a
    host, or one with Go files. Files that tools of Go write are, and what tells people about the folder."""
    name = posixpath.basename(path)
    if path in paths:
        return name.endswith(".go") or name in _OF_TOOLS or not is_data(name)
    return "." in name or any(inner.endswith(".go") for inner in paths)
