"""The trees that stages read from, whatever they are made of, and ways to join and cut them."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from gomigrate.model.trees.tree import Entry, Kind, Tree
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.ziptree import BadZip, ZipTree
from gomigrate.world.git.gittree import GitTree

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BadZip", "DiskTree", "GitTree", "LinkTree", "OverlayTree", "ZipTree", "subtree"]


@runtime_checkable
class LinkTree(Tree, Protocol):
    """A tree that can say what its symbolic links lead to."""

    def link(self, path: str) -> str:
        """What a symbolic link says. Raises OSError, also where `path` is no link."""
        ...


class OverlayTree:
    """`base`, but what lies at or below each of `paths` comes from `over` alone: a commit together with the vendor
    folder that it leaves untracked, for example. A path that `over` lacks is then gone. Links are resolved by the
    tree that they come from."""

    def __init__(self, base: Tree, over: Tree, paths: Iterable[str]) -> None:
        self._base = base
        self._over = over
        self._paths = tuple(sorted(set(paths)))

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder. Raises OSError if unreadable."""
        if self._is_over(path):
            return self._over.entries(path)
        found = {entry.name: entry for entry in self._base.entries(path)}
        for covered in self._paths:
            if path and not covered.startswith(path + "/"):
                continue
            name, _, rest = covered[len(path) + 1 if path else 0 :].partition("/")
            if rest and name in found and found[name].kind is Kind.DIR:
                continue
            ours = self._entry_over(posixpath.join(path, name))
            if not rest:
                found.pop(name, None)
            elif self._entry_over(covered) is None:
                continue
            if ours is not None:
                found[name] = ours
        return tuple(sorted(found.values()))

    def _entry_over(self, path: str) -> Entry | None:
        folder, _, name = path.rpartition("/")
        return next((entry for entry in self._over.entries(folder) if entry.name == name), None)

    def read(self, path: str) -> bytes:
        """The bytes of a file (or of a link to a file inside its tree). Raises OSError."""
        return (self._over if self._is_over(path) else self._base).read(path)

    def link(self, path: str) -> str:
        """What a symbolic link says. Raises OSError, also where `path` is no link."""
        return _link(self._over if self._is_over(path) else self._base, path)

    def _is_over(self, path: str) -> bool:
        return any(not covered or path == covered or path.startswith(covered + "/") for covered in self._paths)


class _Subtree:
    """A folder of a tree as a tree of its own. Links may still lead to other parts of the whole tree."""

    def __init__(self, whole: Tree, path: str) -> None:
        self._whole = whole
        self._path = path

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self._whole.entries(posixpath.join(self._path, path) if path else self._path)

    def read(self, path: str) -> bytes:
        return self._whole.read(posixpath.join(self._path, path))

    def link(self, path: str) -> str:
        return _link(self._whole, posixpath.join(self._path, path))


def subtree(tree: Tree, path: str) -> Tree:
    """The folder `path` of `tree` as a tree; "" is the tree itself."""
    return _Subtree(tree, path) if path else tree


def _link(tree: Tree, path: str) -> str:
    if isinstance(tree, LinkTree):
        return tree.link(path)
    raise OSError(f"not a symbolic link: {path}")
