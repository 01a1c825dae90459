"""Trees made of trees: one laid over another, and a folder of one."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Entry, Kind, Tree, is_in_folder

if TYPE_CHECKING:
    from collections.abc import Iterable


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
            if not is_in_folder(covered, path):
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
        return (self._over if self._is_over(path) else self._base).link(path)

    def _is_over(self, path: str) -> bool:
        return any(is_in_folder(path, covered) for covered in self._paths)


class _Subtree:
    """A folder of a tree as a tree of its own. Links may still lead to other parts of the whole tree."""

    def __init__(self, whole: Tree, path: str) -> None:
        self._whole = whole
        self._path = path

    def _place(self, path: str) -> str:
        return f"{self._path}/{path}" if path else self._path

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self._whole.entries(self._place(path))

    def read(self, path: str) -> bytes:
        return self._whole.read(self._place(path))

    def link(self, path: str) -> str:
        return self._whole.link(self._place(path))


def subtree(tree: Tree, path: str) -> Tree:
    """The folder `path` of `tree` as a tree; "" is the tree itself."""
    return _Subtree(tree, path) if path else tree
