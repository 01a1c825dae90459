"""Clones of dependencies on this machine: GOPATH/src, the caches of dep, glide and govendor, and the module cache."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go.modpath import prefixes
from gomigrate.world.git.checkouts import checkout_folder
from gomigrate.world.git.clone import Clone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence


class Clones:
    """Clones by their import path, opened when first asked for. Safe to ask from threads."""

    def __init__(self, gopath: Sequence[str], cached: Mapping[str, tuple[str, ...]]) -> None:
        self._gopath = tuple(gopath)
        self._cached = cached
        self._open: dict[str, Clone | None] = {}
        self._lock = Lock()

    def holding(self, path: str) -> Iterator[tuple[str, Clone]]:
        """(root, clone) for each clone whose import path is `path` or a parent of it, nearest first. One that git
        refuses to use is left out."""
        for root in prefixes(path):
            for folder in (*checkout_folder(self._gopath, root), *self._cached.get(root, ())):
                clone = self._opened(folder)
                if clone is not None:
                    yield root, clone

    def _opened(self, folder: str) -> Clone | None:
        with self._lock:
            if folder not in self._open:
                try:
                    self._open[folder] = Clone.open(folder)
                except WorldProblem:
                    self._open[folder] = None
            return self._open[folder]
