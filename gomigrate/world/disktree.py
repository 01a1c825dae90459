"""A folder on disk as a `Tree`."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from gomigrate.model.tree import Entry, Kind


class DiskTree:
    """The files below `root`, as they lie on disk. Listings are read once and kept; safe to share among threads.

    Links are told apart by what they lead to, wherever that is; but nothing outside `root` is ever listed or read
    through a link (OSError), and a link that leads nowhere or round in a circle is a `BROKEN_LINK`. Names that are
    not UTF-8 come with surrogate escapes. A `root` that is itself a link is followed.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self._real = os.path.realpath(root)
        self._listings: dict[str, tuple[Entry, ...]] = {}
        self._folders: dict[str, str] = {"": self._real}

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder. Raises OSError if unreadable."""
        known = self._listings.get(path)
        if known is None:
            known = self._listings[path] = self._list(path)
        return known

    def _list(self, path: str) -> tuple[Entry, ...]:
        try:
            with os.scandir(self._inside(path)) as found:
                return tuple(sorted(_entry(item) for item in found))
        except (FileNotFoundError, NotADirectoryError):
            return ()

    def read(self, path: str) -> bytes:
        """The bytes of a file, or of a link to a file below `root`. Raises OSError."""
        # Not blocking: opening a named pipe would otherwise wait for a writer that never comes.
        descriptor = os.open(
            self._inside(path), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                raise IsADirectoryError(errno.EISDIR, "is a folder", path)
            if not stat.S_ISREG(mode):
                raise OSError(errno.EINVAL, "not a regular file", path)
            return file.read()

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to. Raises OSError, also where `path` is no link."""
        folder, _, name = path.rpartition("/")
        return os.fspath(Path(self._inside(folder), name).readlink())

    def _inside(self, path: str) -> str:
        """The real place of a path, which must lie below the root."""
        if path.startswith("/") or any(name in (".", "..") for name in path.split("/")) or "\0" in path:
            raise OSError(errno.EINVAL, "not a clean relative path", path)
        if not path:
            return self._real
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = self._resolve(folder)
        place = f"{self._folders[folder]}/{name}"
        return self._resolve(path) if Path(place).is_symlink() else place

    def _resolve(self, path: str) -> str:
        """The same with every link on the way followed. Raises OSError where that leads nowhere, or outside."""
        try:
            real = os.path.realpath(f"{self._real}/{path}", strict=True)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, path) from error
        if real != self._real and not real.startswith(self._real.rstrip(os.sep) + os.sep):
            raise OSError(errno.EXDEV, "a link that leads outside the tree", path)
        return real


def _entry(item: os.DirEntry[str]) -> Entry:
    if not item.is_symlink():
        if item.is_dir(follow_symlinks=False):
            return Entry(item.name, Kind.DIR)
        if item.is_file(follow_symlinks=False):
            return Entry(item.name, Kind.FILE, _is_executable(item.stat(follow_symlinks=False).st_mode))
        return Entry(item.name, Kind.OTHER)
    try:
        target = item.stat()
    except OSError:
        return Entry(item.name, Kind.BROKEN_LINK)
    if stat.S_ISDIR(target.st_mode):
        return Entry(item.name, Kind.LINK_TO_DIR)
    if stat.S_ISREG(target.st_mode):
        return Entry(item.name, Kind.LINK_TO_FILE, _is_executable(target.st_mode))
    return Entry(item.name, Kind.OTHER)


def _is_executable(mode: int) -> bool:
    """As git does: the owner's bit decides."""
    return bool(mode & stat.S_IXUSR)
