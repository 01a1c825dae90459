"""A tree of files that exists only in memory: for tests, and for content that was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping


class MemoryTree:
    """A `Tree` of the given files: a mapping of slash-separated paths to bytes. `executable` names the paths that
    may be run. Raises ValueError for a path that is no clean relative path, or that is a file and a folder."""

    def __init__(self, files: Mapping[str, bytes], *, executable: frozenset[str] = frozenset()) -> None:
        self._files = dict(files)
        self._folders: dict[str, dict[str, Entry]] = {"": {}}
        for path in self._files:
            self._add(path, is_executable=path in executable)

    def _add(self, path: str, *, is_executable: bool) -> None:
        parent, _, name = path.rpartition("/")
        _check("" if path.startswith("/") else name, path)
        self._folder(parent)[name] = Entry(name, Kind.FILE, is_executable)

    def _folder(self, path: str) -> dict[str, Entry]:
        """The entries of a folder, which is made with those above it when a file is first put there."""
        if path not in self._folders:
            if path in self._files:
                raise ValueError(f"both a file and a folder: {path!r}")
            parent, _, name = path.rpartition("/")
            _check(name, path)
            self._folder(parent)[name] = Entry(name, Kind.DIR)
            self._folders[path] = {}
        return self._folders[path]

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder."""
        return tuple(sorted(self._folders.get(path, {}).values()))

    def read(self, path: str) -> bytes:
        """The bytes of a file. Raises FileNotFoundError, or IsADirectoryError for a folder."""
        if path in self._folders:
            raise IsADirectoryError(f"is a folder: {path}")
        try:
            return self._files[path]
        except KeyError:
            raise FileNotFoundError(f"no such file: {path}") from None

    def link(self, path: str) -> str:
        """There are no links here: raises OSError."""
        raise OSError(f"not a symbolic link: {path}")


def _check(name: str, path: str) -> None:
    if name in ("", ".", ".."):
        raise ValueError(f"not a clean relative path: {path!r}")
