"""A folder on disk as a `Tree`."""

from __future__ import annotations

import errno
import os
import stat
from operator import attrgetter
from pathlib import Path

from gomigrate.model.trees.tree import Entry, Kind
from gomigrate.world.disk.reading import READING, read_open

_UNCLEAN = frozenset((".", ".."))
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_IS_LINK = frozenset((errno.ELOOP, errno.EMLINK))  # what Linux and macOS say, and what the BSDs say, for O_NOFOLLOW
_by_name = attrgetter("name")


class DiskTree:
    """The files below `root`, as they lie on disk. Listings are read once and kept; safe to share among threads.

    Links are distinguished by what they lead to, wherever that is; but nothing outside `root` is ever listed or read
    through a link (OSError), and a link that leads nowhere or round in a circle is a `BROKEN_LINK`. Names that are not
    UTF-8 come with surrogate escapes. A `root` that is itself a link is followed.
    """

    def __init__(self, root: str | os.PathLike[str]) -> None:
        self.root = Path(root)
        self._real = os.path.realpath(root)
        self._listings: dict[str, tuple[Entry, ...]] = {}
        self._names: dict[str, frozenset[str]] = {}
        self._folders: dict[str, str] = {"": self._real}

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder. Raises OSError if unreadable."""
        known = self._listings.get(path)
        if known is None:
            known = self._list(path)
            self._names[path] = frozenset(entry.name for entry in known)
            self._listings[path] = known
        return known

    def _list(self, path: str) -> tuple[Entry, ...]:
        if self._is_known_to_lack(path):
            return ()
        try:
            with os.scandir(self._inside(path)) as found:
                entries = [entry for item in found if (entry := _entry(item)) is not None]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(sorted(entries, key=_by_name))

    def _is_known_to_lack(self, path: str) -> bool:
        """Whether a folder above was listed, and the way to the path is not in it: no need to ask the disk again."""
        folder, _, name = path.rpartition("/")
        above = self._names.get(folder) if path else None
        return above is not None and name not in above

    def read(self, path: str) -> bytes:
        """The bytes of a file, or of a link to a file below `root`. Raises OSError."""
        descriptor = self._open(path)
        try:
            return read_open(descriptor, path)
        finally:
            os.close(descriptor)

    def _open(self, path: str) -> int:
        if not _NO_LINK:
            return os.open(self._inside(path), READING)
        try:
            return os.open(self._place(path), READING | _NO_LINK)
        except OSError as error:
            if error.errno not in _IS_LINK:
                raise
            return os.open(self._resolve(path), READING)

    def link(self, path: str) -> str:
        """What a symbolic link says it leads to. Raises OSError, also where `path` is no link."""
        folder, _, name = path.rpartition("/")
        return os.fspath(Path(self._inside(folder), name).readlink())

    def _inside(self, path: str) -> str:
        """The real place of a path, which must lie below the root."""
        place = self._place(path)
        return self._resolve(path) if stat.S_ISLNK(_mode(place)) else place

    def _place(self, path: str) -> str:
        """The same, with the links on the way followed and the path itself not."""
        if not path:
            return self._real
        folder, _, name = path.rpartition("/")
        if name in _UNCLEAN or path[0] == "/" or "\0" in name:
            raise OSError(errno.EINVAL, "not a clean relative path", path)
        return f"{self._folder(folder)}/{name}"

    def _folder(self, path: str) -> str:
        """The real place of a folder that something is looked for in; found once."""
        known = self._folders.get(path)
        if known is None:
            if not _UNCLEAN.isdisjoint(path.split("/")) or "\0" in path:
                raise OSError(errno.EINVAL, "not a clean relative path", path)
            known = self._folders[path] = self._walk_to(path)
        return known

    def _walk_to(self, path: str) -> str:
        """The real path of a folder, from the nearest known one above it: where this folder and all between are no
        links, no link has to be followed again."""
        above, missing = path, 0
        while above not in self._folders:
            above, missing = above.rpartition("/")[0], missing + 1
        place = self._folders[above]
        for name in path.split("/")[-missing:]:
            place = f"{place}/{name}"
            if not stat.S_ISDIR(_mode(place)):
                return self._resolve(path)
            above = f"{above}/{name}" if above else name
            self._folders[above] = place
        return place

    def _resolve(self, path: str) -> str:
        """The same with every link on the way followed. Raises OSError where that leads nowhere, or outside."""
        try:
            real = os.path.realpath(f"{self._real}/{path}", strict=True)
        except OSError as error:
            raise type(error)(error.errno, error.strerror, path) from error
        if not Path(real).is_relative_to(self._real):
            raise OSError(errno.EXDEV, "a link that leads outside the tree", path)
        return real


def _mode(place: str) -> int:
    """What lies at a place, not following a link; 0 if nothing does."""
    try:
        return os.lstat(place).st_mode
    except OSError:
        return 0


def _entry(item: os.DirEntry[str]) -> Entry | None:
    """A name of a folder; None where it went while we looked, as an editor's temporary files do."""
    if item.is_symlink():
        return _of_link(item)
    if item.is_dir(follow_symlinks=False):
        return Entry(item.name, Kind.DIR)
    if not item.is_file(follow_symlinks=False):
        return Entry(item.name, Kind.OTHER)
    try:
        return Entry(item.name, Kind.FILE, _is_executable(item.stat(follow_symlinks=False).st_mode))
    except FileNotFoundError:
        return None


def _of_link(item: os.DirEntry[str]) -> Entry:
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
