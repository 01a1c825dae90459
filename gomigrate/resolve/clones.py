"""Clones of dependencies that lie about: GOPATH/src, the caches of dep, glide and govendor, and the module cache."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from gomigrate.model.modpath import prefixes
from gomigrate.world.checkouts import checkout_folder
from gomigrate.world.clone import Clone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Clones:
    """Clones by the import path that they hold, opened when first asked for; safe to ask from threads, one at a time
    for each clone."""

    def __init__(self, gopath: Sequence[str], cached: Mapping[str, tuple[str, ...]]) -> None:
        self._gopath = tuple(gopath)
        self._cached = cached
        self._open: dict[str, Clone | None] = {}
        self.lock = Lock()

    def holding(self, path: str) -> Iterator[tuple[str, Clone]]:
        """(root, clone) for each clone whose import path is `path` or a parent of it, nearest first."""
        for root in prefixes(path):
            for folder in (*checkout_folder(self._gopath, root), *self._cached.get(root, ())):
                if folder not in self._open:
                    self._open[folder] = Clone.open(folder)
                clone = self._open[folder]
                if clone is not None:
                    yield root, clone
