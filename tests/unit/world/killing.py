"""Ends a process, or spoils its disk, at any one of the calls by which it changes something outside itself.

The calls are seen through Python's audit events (PEP 578), so nothing of gomigrate is replaced: what is walked is
every file that is opened for writing, every rename, removal, link, folder, mode, and every program that is started.
A hook cannot be taken out again; each attempt is therefore made in a forked child.
"""

from __future__ import annotations

import contextlib
import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from gomigrate.model.errors import GomigrateError

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_ADDING = {"open", "os.mkdir", "os.link", "os.symlink", "os.rename"}
_TAKING = {"os.remove", "os.rmdir", "os.chmod"}
_PROGRAM = "subprocess.Popen"
_KILLED, _FAILED, _TRACEBACK = 9, 3, 70


class Stop(Enum):
    """What happens at the chosen call: the process ends before it; it ends in the middle, with half a file written or
    with a program that was started and heard no more of us; the disk is full, or cannot be written, from then on."""

    BEFORE = "before"
    TORN = "torn"
    FULL = "full"
    READ_ONLY = "read-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """How a child ended: at which call (its number, from 1, and what it was), and what it said where it failed."""

    number: int
    call: str
    is_killed: bool = False
    problem: str = ""
    bug: str = ""


@dataclass(slots=True)
class _Watch:
    stop: Stop
    number: int
    say: Callable[[str], object]
    count: int = 0
    has_fired: bool = False
    is_busy: bool = False
    is_awaited: bool = False

    def __call__(self, event: str, args: tuple[Any, ...]) -> None:
        if self.is_awaited and event == "open" and isinstance(args[0], int):
            os.write(args[0], b"\x00")
            os._exit(_KILLED)
        if self.is_busy or not self._counts(event, args):
            return
        if self.has_fired:
            self._spoil(event, args)
            return
        self.count += 1
        if self.count < self.number:
            return
        self.has_fired = True
        self.say(f"at {event} {args[0]!r}\n")
        self._spoil(event, args)

    def _counts(self, event: str, args: tuple[Any, ...]) -> bool:
        if event == "open":
            # A number is a file that os.open has opened; /dev/null takes what it is given.
            is_file = isinstance(args[0], str | bytes | os.PathLike) and os.fspath(args[0]) != os.devnull
            if not is_file or not args[2] & _WRITING:
                return False
        if self.stop is Stop.TORN:
            return event in ("open", _PROGRAM)
        return event in _ADDING or (self.stop is not Stop.FULL and event in _TAKING) or self._is_program(event)

    def _is_program(self, event: str) -> bool:
        return event == _PROGRAM and self.stop is Stop.BEFORE

    def _spoil(self, event: str, args: tuple[Any, ...]) -> None:
        if self.stop is Stop.TORN and event == "open" and not Path(args[0]).is_absolute():
            # Below a descriptor, which the event does not tell: the process ends when the file is made a stream.
            self.is_awaited = True
            return
        self.is_busy = True
        if self.stop is Stop.TORN:
            _half(event, args)
        if self.stop in (Stop.BEFORE, Stop.TORN):
            os._exit(_KILLED)
        self.is_busy = False
        number = errno.ENOSPC if self.stop is Stop.FULL else errno.EROFS
        raise OSError(number, os.strerror(number), args[0])


def _half(event: str, args: tuple[Any, ...]) -> None:
    """What a call leaves behind when its process ends in the middle of it."""
    if event == "open":
        descriptor = os.open(args[0], args[2], 0o666)
        os.write(descriptor, b"\x00")
    else:
        # The program's pipe closes before anything was written to it; it comes to its own end.
        _, words, folder, environment = args
        subprocess.run(
            words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=60
        )


def attempt(work: Callable[[], object], stop: Stop, number: int) -> Attempt:
    """Does the work in a child that is stopped at its call of this number."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        os.close(source)
        _in_child(work, stop, number, sink)
    os.close(sink)
    with open(source, encoding="utf-8", errors="replace") as file:
        said = file.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    call, _, problem = said.rpartition("at ")[2].partition("\n") if said.startswith("at ") else ("", "", said)
    return Attempt(
        number=number,
        call=call,
        is_killed=status == _KILLED,
        problem=problem if status == _FAILED else "",
        bug="" if status in (0, _KILLED, _FAILED) else f"exit status {status}: {problem}",
    )


def await_programs(root: Path) -> None:
    """Wait for programs of a world that outlived who started them: they are at work in its folders. On other systems
    than Linux that is not known."""
    give_up = time.monotonic() + 60
    while _at_work(os.fsencode(root)) and time.monotonic() < give_up:
        time.sleep(0.02)


def _at_work(root: bytes) -> bool:
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if root in (process / "environ").read_bytes():
                return True
    return False


def _in_child(work: Callable[[], object], stop: Stop, number: int, sink: int) -> None:
    status = _TRACEBACK
    try:
        sys.addaudithook(_Watch(stop, number, lambda text: os.write(sink, text.encode())))
        work()
        status = 0
    except GomigrateError as error:
        os.write(sink, str(error).encode())
        status = _FAILED
    except BaseException as error:
        # Whatever else comes out is the bug that is looked for.
        os.write(sink, repr(error).encode())
    finally:
        os._exit(status)


def walk(prepare: Callable[[], Callable[[], object]], stop: Stop, *, limit: int = 1000) -> Iterator[Attempt]:
    """Attempts the work once for each of its calls, stopped at the first, the second, and so on, until it ends without
    having come to the chosen one. `prepare` lays out a fresh place and returns the work in it."""
    for number in range(1, limit + 1):
        done = attempt(prepare(), stop, number)
        if not done.call:
            assert not done.problem, done
            assert not done.bug, done
            assert number > 3, "the work never came to a call"
            return
        yield done
    raise AssertionError(f"more than {limit} calls")
