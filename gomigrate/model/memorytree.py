"""A tree of files that exists only in memory: for tests, and for content that was computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.tree import Entry, Kind

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
        names = path.split("/")
        if any(name in ("", ".", "..") for name in names):
            raise ValueError(f"not a clean relative path: {path!r}")
        for depth, name in enumerate(names):
            folder = "/".join(names[:depth])
            if folder in self._files:
                raise ValueError(f"both a file and a folder: {folder!r}")
            entry = Entry(name, Kind.DIR) if depth < len(names) - 1 else Entry(name, Kind.FILE, is_executable)
            self._folders.setdefault(folder, {})[name] = entry

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
