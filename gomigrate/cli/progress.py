"""A sign of life on a terminal for what takes longer than a second."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from gomigrate.world.base.counted import nobody

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.world.base.counted import Compiling, Watch

_PATIENCE = 1.0
_EVERY = 0.5


@contextmanager
def at_work(what: str, *, is_wanted: bool = True) -> Iterator[Watch]:
    """While the block runs for more than a second, say on stderr what goes on and for how long, in one line that is
    gone afterwards. Nothing where stderr is no terminal (a log gets no such lines), or where it is not wanted. What
    comes out takes the steps that `what` consists of."""
    if not is_wanted or sys.stderr is None or not sys.stderr.isatty():
        yield nobody
        return
    ended = threading.Event()
    steps: list[Compiling] = []
    shown = threading.Thread(target=_show, args=(what, steps, ended), daemon=True)
    shown.start()
    try:
        yield steps.append
    finally:
        ended.set()
        shown.join()


def _show(what: str, steps: Sequence[Compiling], ended: threading.Event) -> None:
    start = time.monotonic()
    if ended.wait(_PATIENCE):
        return
    from rich.console import Console

    console = Console(stderr=True)
    with console.status(what) as status:
        while not ended.wait(_EVERY):
            now = _compiling(steps[-1]) if steps else what
            status.update(f"{now} ({time.monotonic() - start:.0f} s)")


def _compiling(step: Compiling) -> str:
    side = "the state before" if step.is_before else "the branch"
    return f"Compiling {side}: {step.done:,} of {step.total:,} packages, those in the build cache not counted"
