"""Watches that nothing is changed outside of a folder and no program is started, through Python's audit events."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_DESCRIPTORS = Path("/proc/self/fd")
_DIRECTORY = getattr(os, "O_DIRECTORY", 0)
# Which arguments are paths, and which the descriptors that these are relative to.
_CHANGES: dict[str, tuple[tuple[int, int], ...]] = {
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.mkdir": ((0, 2),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.truncate": ((0, -1),),
    "os.setxattr": ((0, -1),),
    "shutil.rmtree": ((0, 1),),
    "shutil.move": ((0, -1), (1, -1)),
}
_NEVER = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "os.startfile", "socket.connect", "pty.")


class OutsideError(BaseException):
    """Something was about to be changed, or a program started, where nothing may be: never caught on the way."""


class _Watch:
    def __init__(self) -> None:
        self.folder = ""

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.folder or not (
            event == "open" or event.startswith(("os.", "shutil.", "subprocess.", "socket.", "pty."))
        ):
            return
        folder, self.folder = self.folder, ""
        try:
            self._look(folder, event, args)
        finally:
            self.folder = folder

    def _look(self, folder: str, event: str, args: tuple[Any, ...]) -> None:
        if event.startswith(_NEVER):
            raise OutsideError(f"{event} {args[0]!r}")
        if event == "open":
            self._opened(folder, args[0], args[2])
        for path, beside in _CHANGES.get(event, ()):
            above = args[beside] if 0 <= beside < len(args) and isinstance(args[beside], int) else -1
            if not _is_inside(folder, args[path], above):
                raise OutsideError(f"{event} {args!r}")

    def _opened(self, folder: str, path: Any, flags: int) -> None:
        if isinstance(path, int) or not (flags & _WRITING or flags & _DIRECTORY):
            return
        name = os.fsdecode(path)
        if not Path(name).is_absolute():
            # Opened below a descriptor, which the event does not tell: that was opened below another, and the first one
            # by an absolute path. So one name that is no link cannot lead out.
            is_one = "/" not in name and name not in ("", "..") and flags & getattr(os, "O_NOFOLLOW", 0)
            if not is_one:
                raise OutsideError(f"open {name!r}")
        elif name != os.devnull and not _is_inside(folder, name, -1):
            raise OutsideError(f"open {name!r}")


def _is_inside(folder: str, path: Any, above: int) -> bool:
    """Whether the place is in the folder; of the path itself the last name may be a link."""
    if isinstance(path, int):
        return not _DESCRIPTORS.exists() or (_DESCRIPTORS / str(path)).readlink().is_relative_to(folder)
    place = Path(os.fsdecode(path))
    if above >= 0 and _DESCRIPTORS.exists():
        place = (_DESCRIPTORS / str(above)).readlink() / place
    if place.name in ("", ".."):
        return False
    return Path(os.path.realpath(place.parent), place.name).is_relative_to(folder)


@cache
def _watch() -> _Watch:
    watch = _Watch()
    sys.addaudithook(watch)
    return watch


@contextmanager
def confined(folder: Path) -> Iterator[None]:
    """In the block, raise OutsideError at the first change outside of `folder`, and at the first program."""
    watch = _watch()
    watch.folder = os.path.realpath(folder)
    try:
        yield
    finally:
        watch.folder = ""


@cache
def scratch(name: str) -> Path:
    """A folder for one target in this process, in memory where there is such a place; it goes with the process."""
    import atexit

    shared = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    place = Path(os.path.realpath(tempfile.mkdtemp(prefix=f"gomigrate-fuzz-{name}-", dir=shared)))
    owner = os.getpid()
    atexit.register(lambda: shutil.rmtree(place, ignore_errors=True) if os.getpid() == owner else None)
    return place
