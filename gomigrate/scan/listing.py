"""Questions about folders that may be unreadable; whoever walks the tree reports that."""

from __future__ import annotations

import posixpath
from collections import deque
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.model.trees.tree import Entry, Tree

_DEPENDENCIES = frozenset(("vendor", "_vendor", "_workspace", "third_party"))
_FILES = {Kind.FILE, Kind.LINK_TO_FILE}


def listed(tree: Tree, folder: str) -> tuple[Entry, ...]:
    """What the folder holds; () where it is not there or cannot be listed."""
    try:
        return tree.entries(folder)
    except OSError:
        return ()


def has_file(tree: Tree, path: str) -> bool:
    """Whether a file lies at the path."""
    folder, name = posixpath.split(path)
    return any(entry.name == name and entry.kind in _FILES for entry in listed(tree, folder))


def beside_go_files(tree: Tree, names: Iterable[str]) -> tuple[str, ...]:
    """Those of the files that lie in a folder of the tree with Go files, outside of folders of dependencies."""
    return tuple(
        name
        for name in names
        if _DEPENDENCIES.isdisjoint(name.split("/")[:-1])
        and any(entry.name.endswith(".go") for entry in listed(tree, posixpath.dirname(name)))
    )


def paths_below(tree: Tree, folder: str = "") -> Iterator[str]:
    """Everything below a folder that is no folder, links among it."""
    for entry in listed(tree, folder):
        path = posixpath.join(folder, entry.name)
        if entry.kind is Kind.DIR:
            yield from paths_below(tree, path)
        else:
            yield path


def holds_more(tree: Tree, most: int) -> bool:
    """Whether there are more than so many files and folders, looked for from the top down and no further than that."""
    waiting = deque([""])
    count = 0
    while waiting and count <= most:
        folder = waiting.popleft()
        below = listed(tree, folder)
        count += len(below)
        waiting += [posixpath.join(folder, entry.name) for entry in below if entry.kind is Kind.DIR]
    return count > most
