"""Starting another program: words instead of a shell, a time limit, and nothing left running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.redact import first_line, redact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Completed:
    """How a program ended. `stderr` is decoded, but as the program wrote it: redact it before it is shown."""

    returncode: int
    stdout: bytes
    stderr: str


_running: set[int] = set()


def stop_all() -> None:
    """Kill every program that `run` waits for, with all that it started: for a process that is told to end at once."""
    for pid in tuple(_running):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)


class TimedOut(WorldProblem):
    """The program did not end in time; it and everything that it had started were killed."""


class ProgramFailed(WorldProblem):
    """The program ended with an exit status that is not 0. `argv` and `stderr` carry no credentials."""

    def __init__(self, argv: Sequence[str], completed: Completed) -> None:
        self.argv = tuple(redact(word) for word in argv)
        self.returncode = completed.returncode
        self.stderr = redact(completed.stderr)
        said = first_line(self.stderr) or f"exit status {completed.returncode}"
        super().__init__(f"{_shown(argv)}: {said}")


def run(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    timeout: float,
    input: bytes | None = None,  # noqa: A002 -- the name that subprocess gives it
) -> Completed:
    """Run a program to its end and return what it said; any exit status is an answer, not an error.

    PWD is set to the folder as it was spelled: the go command takes the import path of a folder below a symbolic
    link from there, and gets it silently wrong otherwise. Raises WorldProblem where the program or the folder is
    missing, TimedOut after `timeout` seconds.
    """
    folder = os.fspath(cwd)
    try:
        child = subprocess.Popen(
            list(argv),
            cwd=folder,
            env={**env, "PWD": folder},
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        raise WorldProblem(_why_not_started(argv, folder, error)) from error
    _running.add(child.pid)
    try:
        stdout, stderr = child.communicate(input, timeout=timeout)
    except subprocess.TimeoutExpired:
        raise TimedOut(f"{_shown(argv)}: no end after {timeout:g} s; stopped") from None
    finally:
        # Also when the user breaks off.
        if child.returncode is None:
            _kill(child)
        _running.discard(child.pid)
    return Completed(child.returncode, stdout, stderr.decode("utf-8", errors="replace"))


def _kill(child: subprocess.Popen[bytes]) -> None:
    """Kill the program's whole process group and let go of its pipes."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    # A grandchild that left the group may still hold the pipes; it must not hold us.
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.communicate(timeout=2)
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _shown(argv: Sequence[str]) -> str:
    """The first words of a command, fit for a message."""
    words = [redact(word) for word in argv[:4]]
    return " ".join([*words, "…"] if len(argv) > len(words) else words)


def _why_not_started(argv: Sequence[str], folder: str, error: Exception) -> str:
    program = redact(argv[0])
    if isinstance(error, FileNotFoundError) and not Path(folder).is_dir():
        return f"{program}: cannot start in {folder}: no such folder"
    if isinstance(error, FileNotFoundError):
        return f"{program}: no such program"
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return f"{program}: cannot be started: {redact(reason or str(error))}"
