"""What is half done while a process may be told to end at any moment."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_unfinished: set[str] = set()


@contextlib.contextmanager
def unfinished(path: str | os.PathLike[str]) -> Iterator[None]:
    """The file or folder is of no use to anybody while the block runs: `put_away` removes it."""
    name = os.fspath(path)
    _unfinished.add(name)
    try:
        yield
    finally:
        _unfinished.discard(name)


def put_away(seconds: float) -> bool:
    """Let the threads of this process come to an end for so many seconds, and remove what is unfinished then; whether
    all have ended."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up and (_unfinished or _are_others_busy()):
        time.sleep(0.01)
    for name in tuple(_unfinished):
        shutil.rmtree(name, ignore_errors=True)
        with contextlib.suppress(OSError):
            Path(name).unlink()
    return not _are_others_busy()


def _are_others_busy() -> bool:
    return any(not thread.daemon for thread in threading.enumerate() if thread is not threading.main_thread())
