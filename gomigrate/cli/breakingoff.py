"""Ctrl-C: ends within a second, with nothing left running and nothing half written."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import TYPE_CHECKING

from gomigrate.world.base.signals import on_signal

if TYPE_CHECKING:
    from types import FrameType

INTERRUPTED = 130
_TO_END = 0.3
"""So many seconds have programs, and then threads, to put away what they were at."""


def break_off_on(number: signal.Signals) -> None:
    """After this call the signal, SIGINT for Ctrl-C, ends what this process has started before it raises
    KeyboardInterrupt, so that no thread waits for it; a second one ends the process there and then."""
    on_signal(number, _interrupted)


def _interrupted(number: int, _frame: FrameType | None) -> None:
    from gomigrate.world.base.process import break_off

    signal.signal(number, lambda *_: os._exit(INTERRUPTED))
    break_off(KeyboardInterrupt(), _TO_END)


def leave() -> None:
    """Leave no thread behind that waits: for the answer of a server that may take a minute. Does not come back where
    there is one."""
    from gomigrate.world.disk.files import put_away

    if put_away(_TO_END):
        return
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(INTERRUPTED)
