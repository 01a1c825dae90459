"""A sign of life on a terminal for what takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATIENCE = 1.0
_EVERY = 0.5


@contextmanager
def at_work(what: str, *, is_wanted: bool = True) -> Iterator[None]:
    """While the block runs for more than a second, say on stderr what goes on and for how long, in one line that is
    gone afterwards. Nothing where stderr is no terminal (a log gets no such lines), or where it is not wanted."""
    if not is_wanted or sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    ended = threading.Event()
    shown = threading.Thread(target=_show, args=(what, ended), daemon=True)
    shown.start()
    try:
        yield
    finally:
        ended.set()
        shown.join()


def _show(what: str, ended: threading.Event) -> None:
    start = time.monotonic()
    if ended.wait(_PATIENCE):
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(what) as status:
        while not ended.wait(_EVERY):
            status.update(f"{what} ({time.monotonic() - start:.0f} s)")
