"""A folder of a tree as a tree of its own, without the folders that belong to others and with some files changed."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gomigrate.model.trees.tree import Tree


class PartTree:
    """The folder `path` of `whole`. `without` are folders below it that are not shown; `files` new or changed files,
    by path below the folder."""

    def __init__(
        self, whole: Tree, path: str, *, without: Collection[str] = (), files: Mapping[str, bytes] | None = None
    ) -> None:
        self._whole = whole
        self._path = path
        self._without = frozenset(without)
        self._files = dict(files or {})
        self._added: dict[str, dict[str, Entry]] = {}
        for name in self._files:
            self._add(name)

    def _add(self, path: str) -> None:
        kind = Kind.FILE
        while path:
            folder, name = posixpath.split(path)
            self._added.setdefault(folder, {})[name] = Entry(name, kind)
            path, kind = folder, Kind.DIR

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder. Raises OSError if unreadable."""
        if self._is_hidden(path):
            return ()
        found = {entry.name: entry for entry in self._whole.entries(self._at(path))}
        for name in [name for name in found if posixpath.join(path, name) in self._without]:
            del found[name]
        for name, entry in self._added.get(path, {}).items():
            if name not in found or found[name].kind is not Kind.DIR:
                found[name] = entry
        return tuple(sorted(found.values()))

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises OSError."""
        if path in self._files:
            return self._files[path]
        if self._is_hidden(path):
            raise FileNotFoundError(f"no such file: {path}")
        return self._whole.read(self._at(path))

    def link(self, path: str) -> str:
        """What a symbolic link says. Raises OSError, also where `path` is no link."""
        return self._whole.link(self._at(path))

    def _at(self, path: str) -> str:
        return posixpath.join(self._path, path) if path else self._path

    def _is_hidden(self, path: str) -> bool:
        while path and self._without:
            if path in self._without:
                return True
            path = posixpath.dirname(path)
        return False
