"""Signals that are seen at once, whatever the main thread waits for."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

_PAUSES = (0.0, 0.01, 0.1, 0.5, 1.0, 2.0)
_watcher: threading.Thread | None = None


def on_signal(number: signal.Signals, handler: Callable[[int, FrameType | None], Any]) -> None:
    """Call `handler` for the signal, in the main thread, which must be the one that calls this.

    Python calls it between two instructions. Where the signal comes when that thread has looked for the last time
    before it waits for a lock or a pipe, that is when the wait is over: for a server, after a minute. So another thread
    wakes it (signal.set_wakeup_fd; a system call that a signal breaks off is begun again, PEP 475)."""
    global _watcher
    signal.signal(number, handler)
    if sys.platform != "win32" and (_watcher is None or not _watcher.is_alive()):  # a forked process has none
        source, sink = os.pipe()
        os.set_blocking(sink, False)
        signal.set_wakeup_fd(sink, warn_on_full_buffer=False)
        signal.signal(signal.SIGURG, lambda *_: None)  # what is ignored wakes no thread
        main = threading.get_ident()
        _watcher = threading.Thread(
            target=_wake, args=(source, lambda: signal.pthread_kill(main, signal.SIGURG)), daemon=True, name="signals"
        )
        _watcher.start()


def _wake(source: int, wake: Callable[[], object]) -> None:
    """Wake the main thread after each signal, a few times: it may be on its way to where it waits."""
    while came := os.read(source, 1):
        if sys.platform != "win32" and came[0] != signal.SIGURG:
            for pause in _PAUSES:
                time.sleep(pause)
                wake()
