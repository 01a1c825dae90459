"""A line on the terminal for commands that wait for servers: that they do, and for what."""

from __future__ import annotations

import contextlib
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_AFTER = 1.0


@contextlib.contextmanager
def waiting(words: str, *, is_wanted: bool = True) -> Iterator[None]:
    """Shows `words` on stderr while the block runs, if it takes more than a second; only where stderr is a terminal,
    and nothing of it is left behind."""
    if not (is_wanted and sys.stderr.isatty()):
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(words)
    timer = threading.Timer(_AFTER, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
