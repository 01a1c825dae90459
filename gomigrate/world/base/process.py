"""Starting another program: words instead of a shell, a time limit, and nothing left running."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base.programs import with_search_path
from gomigrate.world.base.redact import first_line, redact, said

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_PATIENCE = 5.0
"""After so many seconds it is asked what a program may be waiting for."""
_TO_END = 1.0
"""So long a program that is asked to end may take, to remove its own locks and temporary files."""


@dataclass(frozen=True, slots=True)
class Completed:
    """How a program ended. `stderr` is decoded, but as the program wrote it: redact it before it is shown."""

    returncode: int
    stdout: bytes
    stderr: str


_running: set[int] = set()
_starting: set[int] = set()
"""The threads that start a program at this moment."""
_is_ending = threading.Event()


def stop_all(to_end: float = _TO_END) -> None:
    """End every program that `run` waits for, with all that it started, those that take longer than `to_end` seconds by
    force; `run` and `start` raise KeyboardInterrupt from then on. For a process that has to end at once."""
    _is_ending.set()
    for pid in tuple(_running):
        _signal(pid, "SIGTERM")
    give_up, here = time.monotonic() + to_end, {threading.get_ident()}
    while (_running or _starting - here) and time.monotonic() < give_up:
        time.sleep(0.01)
    for pid in tuple(_running):
        _signal(pid, "SIGKILL")


def break_off(leaving: BaseException, to_end: float = _TO_END) -> None:
    """`stop_all` for the handler of a signal; raises `leaving`. Not while this thread starts a program, which would not
    be known then, and would go on: the start raises KeyboardInterrupt itself once the program is there."""
    stop_all(to_end)
    if threading.get_ident() not in _starting:
        raise leaving


def leave_at_the_end() -> None:
    """Raises KeyboardInterrupt once `stop_all` was called, before something wrong is said of the project. There may be
    no answer. Or Python may have dropped the handler's exception while some `__del__` ran, or put another one in its
    place: a `threading` lock that is broken off in the middle raises RuntimeError."""
    if _is_ending.is_set():
        raise KeyboardInterrupt


atexit.register(stop_all)  # for work that was canceled, so that nothing waits for it
if hasattr(os, "register_at_fork"):
    for _of_the_parent in (_running, _starting):
        os.register_at_fork(after_in_child=_of_the_parent.clear)


def _signal(pid: int, name: str) -> None:
    """Send a signal to a whole process group; where there are none, as on Windows, end the program and all that it has
    started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(pid, getattr(signal, name))
        else:
            _end_tree(pid)


def _end_tree(pid: int) -> None:
    taskkill = Path(os.environ.get("SYSTEMROOT", "C:/Windows"), "System32", "taskkill.exe")
    try:
        ending = subprocess.Popen(
            [taskkill, "/T", "/F", "/PID", str(pid)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
        )
        ending.wait()
    except OSError:
        os.kill(pid, signal.SIGTERM)


def kill(pid: int) -> None:
    """End a program that `start` started, and all that it has started in turn, by force."""
    _signal(pid, "SIGKILL")


class TimedOut(WorldProblem):
    """The program did not end in time; it and everything that it had started were killed."""


class ProgramFailed(WorldProblem):
    """The program ended with an exit status that is not 0. `argv` and `stderr` carry no credentials."""

    def __init__(self, argv: Sequence[str], completed: Completed) -> None:
        self.argv = tuple(redact(word) for word in argv)
        self.returncode = completed.returncode
        self.stderr = said(completed.stderr)
        words = first_line(self.stderr) or f"exit status {completed.returncode}"
        super().__init__(f"{_shown(argv)}: {words}")


def run(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    timeout: float,
    input: bytes | None = None,  # noqa: A002 -- the name that subprocess gives it
    waits_for: Callable[[], str] | None = None,
    traces: Callable[[], object] | None = None,
    shown: str = "",
) -> Completed:
    """Run a program, named by its absolute path, to its end and return what it said; any exit status is an answer,
    not an error.

    PWD is set to the folder as it was spelled: the go command takes the import path of a folder below a symbolic link
    from there, and gets it silently wrong otherwise. Nothing that it starts in turn is found by a relative entry of
    PATH. `waits_for` is asked after some seconds, and says what the program can only wait for ("" for nothing).
    `traces` tells what the program has left behind so far: then it has `timeout` seconds again whenever that changes;
    `shown` is what messages call it. Raises WorldProblem where the program or the folder is missing, TimedOut after
    `timeout` seconds, or sooner with what `waits_for` says, KeyboardInterrupt after `stop_all`.
    """
    given = subprocess.DEVNULL if input is None else subprocess.PIPE
    child = _started(argv, cwd, env, given, subprocess.PIPE, _running.add)
    try:
        leave_at_the_end()  # told so while it was started
        stdout, stderr = _communicate(child, shown or _shown(argv), input, timeout, waits_for, traces)
    finally:
        # Also when the user breaks off.
        if child.returncode is None:
            _kill(child)
        _running.discard(child.pid)
    leave_at_the_end()  # what it answered may be what it said when it was ended
    return Completed(child.returncode, stdout, stderr.decode("utf-8", errors="replace"))


def start(
    argv: Sequence[str],
    *,
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    stdin: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    """Start a program as `run` does, in a group of its own, for a caller that talks with it. Raises WorldProblem,
    KeyboardInterrupt after `stop_all`."""
    child = _started(argv, cwd, env, stdin, stderr, lambda pid: None)
    if _is_ending.is_set():
        end(child)
    leave_at_the_end()
    return child


def _started(
    argv: Sequence[str],
    cwd: str | os.PathLike[str],
    env: Mapping[str, str],
    stdin: int,
    stderr: int,
    note: Callable[[int], None],
) -> subprocess.Popen[bytes]:
    """A program that was started, and its id noted before any handler raises."""
    folder = os.fspath(cwd)
    leave_at_the_end()
    if not Path(argv[0]).is_absolute():
        raise WorldProblem(f"{redact(argv[0])}: no such program")
    here = threading.get_ident()
    _starting.add(here)
    try:
        child = subprocess.Popen(
            list(argv),
            cwd=folder,
            env={**with_search_path(env), "PWD": folder},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        )
        note(child.pid)
    except (OSError, ValueError) as error:
        raise WorldProblem(_why_not_started(argv, folder, error)) from error
    finally:
        _starting.discard(here)
    return child


def _communicate(
    child: subprocess.Popen[bytes],
    shown: str,
    text: bytes | None,
    timeout: float,
    waits_for: Callable[[], str] | None,
    traces: Callable[[], object] | None,
) -> tuple[bytes, bytes]:
    left, seen = timeout, traces() if traces else None
    if waits_for is not None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(text, timeout=min(_PATIENCE, timeout))
        left -= min(_PATIENCE, timeout)
        text = None  # it is on its way
        if found := waits_for():
            raise TimedOut(f"{shown}: stopped, for it waits for {found}")
    while True:
        try:
            return child.communicate(text, timeout=left)
        except subprocess.TimeoutExpired:
            before, seen = seen, traces() if traces else None
            if before == seen:
                raise TimedOut(f"{shown}: no end after {timeout:g} s; stopped") from None
            left, text = timeout, None


class Deadline:
    """Ends a program that does not answer in time, so that its reader ends too: a context around one question. `reason`
    says why it was ended, "" where it was not. One thread watches all of them."""

    _watched: ClassVar[dict[Deadline, float]] = {}
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _watcher: ClassVar[threading.Thread | None] = None

    def __init__(self, child: subprocess.Popen[bytes], timeout: float, waits_for: Callable[[], str]) -> None:
        self.reason = ""
        self._child = child
        self._timeout = timeout
        self._waits_for = waits_for
        self._is_looked_at = False

    def __enter__(self) -> Self:
        self._watched[self] = time.monotonic()
        if Deadline._watcher is None or not Deadline._watcher.is_alive():  # a forked process has none
            with self._lock:
                if Deadline._watcher is None or not Deadline._watcher.is_alive():  # a forked process has none
                    Deadline._watcher = threading.Thread(target=self._watch, daemon=True, name="deadlines")
                    Deadline._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._watched.pop(self, None)

    @classmethod
    def _watch(cls) -> None:
        while True:
            time.sleep(1)
            for one, asked in tuple(cls._watched.items()):
                one._look(time.monotonic() - asked)

    def _look(self, waited: float) -> None:
        if waited > _PATIENCE and not self._is_looked_at:
            self._is_looked_at = True
            if found := self._waits_for():
                self.reason = f"it waits for {found}"
        if waited > self._timeout:
            self.reason = self.reason or f"no answer after {self._timeout:g} s"
        if self.reason and self in self._watched:
            self._child.kill()


def end(child: subprocess.Popen[bytes]) -> None:
    """End a program that `start` started, at once."""
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.kill()
    child.wait()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the program's whole process group and let go of its pipes."""
    _signal(child.pid, "SIGTERM")
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(_TO_END)
    _signal(child.pid, "SIGKILL")
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
