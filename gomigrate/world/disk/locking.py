"""Locks between processes, which end with the process that holds them, however it ends."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from typing import TYPE_CHECKING

from gomigrate.world.disk.files import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

_PAUSE = 0.05


@contextlib.contextmanager
def locked(path: str, *, patience: float = 0) -> Iterator[bool]:
    """Hold the lock file at `path`, made where it is missing, for as long as the block runs; False where another
    process holds it and did not let go within `patience` seconds. Raises WorldProblem where the file cannot be made.

    The file stays: a removed lock file lets two processes hold the lock at once.
    """
    with writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        give_up = time.monotonic() + patience
        is_held = _take(descriptor)
        while not is_held and time.monotonic() < give_up:
            time.sleep(_PAUSE)
            is_held = _take(descriptor)
        yield is_held
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
