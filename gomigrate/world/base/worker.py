"""Python processes that do one piece of work each: started in a group of their own, limited in time, and never left
behind by whoever started them."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.process import break_off, kill, stop_all
from gomigrate.world.base.signals import on_signal
from gomigrate.world.disk.files import remove_tree, writing

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRACE = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a worker ended. `status` is its exit status, negative for the signal that killed it; `hung` says that it was
    stopped since its time was over."""

    status: int
    seconds: float
    hung: bool = False


class Worker:
    """A running Python process. It holds the reading end of a pipe as its standard input: when the process with this
    object dies, for any reason, the pipe ends, and so does the worker (see `end_with_parent`)."""

    def __init__(self, process: subprocess.Popen[bytes], scratch: str) -> None:
        self._process = process
        self._scratch = scratch
        self._began = time.monotonic()

    @classmethod
    def start(cls, module: str, words: Sequence[str], *, cwd: str, log: str, scratch: str) -> Worker:
        """Run `python -m module words...` in the folder `cwd`; what it says is added to the file `log`, and `scratch`
        is made for it as the folder for temporary files and removed at its end. The rest of its environment is this
        process's own. Raises WorldProblem."""
        # -P: nothing is imported from the folder that the worker runs in.
        argv = [sys.executable, "-P", "-m", module, *words]
        with writing(log):
            Path(scratch).mkdir(parents=True, exist_ok=True, mode=0o700)
            output = Path(log).open("ab")  # noqa: SIM115 -- closed below
        with output:
            try:
                process = subprocess.Popen(
                    argv,
                    cwd=cwd,
                    env={**os.environ, "PWD": cwd, "TMPDIR": scratch},
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            except OSError as error:
                raise WorldProblem(f"no worker could be started: {error.strerror or error}") from error
        return cls(process, scratch)

    def wait(self, timeout: float) -> Ending:
        """Wait for the end, for `timeout` seconds at most; then the worker is stopped."""
        try:
            self._process.wait(timeout)
            hung = False
        except subprocess.TimeoutExpired:
            self.stop()
            hung = True
        self._clear()
        return Ending(status=self._process.returncode, seconds=time.monotonic() - self._began, hung=hung)

    def stop(self) -> None:
        """Ask the worker to end, with all that it started; kill it where it does not within some seconds."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        if self._process.returncode is None:
            kill(self._process.pid)
            self._process.wait()

    def _clear(self) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(OSError):
                self._process.stdin.close()
        remove_tree(Path(self._scratch))


def end_with_parent() -> None:
    """For the worker's own side, called first: end when asked to, or when the other end of standard input is closed.
    What it has started is killed, and its temporary files are removed on the way out."""
    on_signal(signal.SIGTERM, _leave)
    threading.Thread(target=_watch, daemon=True, name="watch").start()


def _leave(_number: int, _frame: object) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # another one would break off what cleans up
    break_off(SystemExit(128 + signal.SIGTERM))


def _watch() -> None:
    while os.read(0, 1):
        pass
    if os.name == "nt":  # where a process that is asked to end does so at once, and cleans nothing up
        stop_all()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_GRACE)
    stop_all()
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
