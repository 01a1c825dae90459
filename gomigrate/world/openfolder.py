"""A folder held open: what is in it is made and removed by plain names, so that no path, and no link that somebody puts
on the way, leads to another place."""

from __future__ import annotations

import contextlib
import errno
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Windows knows no descriptors of folders: there each name is looked at before it is used.
_HAS_DESCRIPTORS = {os.open, os.mkdir, os.symlink, os.unlink} <= os.supports_dir_fd
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_CLOEXEC", 0)
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class OpenFolder:
    """`place` is its path, for messages; `descriptor` what is worked with, -1 where the system has none."""

    place: str
    descriptor: int

    @classmethod
    @contextlib.contextmanager
    def at(cls, root: str, path: str = "", *, make: bool = False) -> Iterator[OpenFolder]:
        """The folder `path` below the folder `root`, which is ours or the user's own. With `make`, folders below
        `root` that are missing are made. Raises OSError, also where a link is on the way from `root`, or a name that
        is no plain one."""
        folder = cls(root, os.open(root, _FOLDER) if _HAS_DESCRIPTORS else -1)
        try:
            for name in path.split("/") if path else ():
                inner = folder._inner(name, make=make)
                folder._close()
                folder = inner
            yield folder
        finally:
            folder._close()

    def create(self, name: str, mode: int) -> int:
        """A descriptor to write a file that must not exist yet. Raises OSError."""
        place, at = self._place(name)
        return os.open(place, _NEW | _NO_LINK, mode, **at)

    def link(self, name: str, target: str) -> None:
        """Make a symbolic link. Raises OSError."""
        place, at = self._place(name)
        os.symlink(target, place, **at)  # noqa: PTH211 -- pathlib knows no descriptors

    def remove(self, name: str) -> None:
        """Remove a file, or a link and not what it leads to. Raises OSError."""
        place, at = self._place(name)
        os.unlink(place, **at)

    def _inner(self, name: str, *, make: bool) -> OpenFolder:
        place, at = self._place(name)
        if make:
            with contextlib.suppress(FileExistsError):
                os.mkdir(place, 0o777, **at)  # noqa: PTH102
        full = f"{self.place}/{name}"
        if _HAS_DESCRIPTORS:
            return OpenFolder(full, os.open(place, _FOLDER | _NO_LINK, **at))
        if os.path.realpath(full) != f"{os.path.realpath(self.place)}{os.sep}{name}":
            raise OSError(errno.ELOOP, "a link is in the way", full)
        return OpenFolder(full, -1)

    def _place(self, name: str) -> tuple[str, dict[str, Any]]:
        if not is_plain(name):
            raise OSError(errno.EINVAL, "not a name of a file", name)
        return (name, {"dir_fd": self.descriptor}) if _HAS_DESCRIPTORS else (f"{self.place}/{name}", {})

    def _close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)


def is_plain(name: str) -> bool:
    """Whether this names something in a folder, and can be taken for nothing else: no path, no drive or stream of
    Windows, which also drops dots and blanks at the end."""
    if name in ("", ".", "..") or "/" in name or "\0" in name:
        return False
    return os.name != "nt" or not (set(name) & set('\\:*?"<>|') or name[-1] in ". ")
