"""Whole processes, timed side by side: what a user waits for, and how much memory it takes."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

CANNOT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to time: its words, where it runs and with what environment. `before` is done, unmeasured, each time.
    `status` are the exit statuses that are no failure."""

    words: Sequence[str]
    cwd: Path
    env: Mapping[str, str]
    before: Callable[[], None] = lambda: None
    status: frozenset[int] = frozenset((0,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """Wall-clock seconds, CPU seconds of the process and all its children, and the process's highest resident MB."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table: what was measured, the medians of both sides, and the aim for their ratio ("" for none)."""

    what: str
    ours: str
    other: str
    ratio: str
    aim: str = ""


def run(command: Command) -> Taken:
    """Run once. Raises RuntimeError where the program fails: a time without a result says nothing."""
    command.before()
    with open(os.devnull, "wb") as nothing:
        began = time.monotonic()
        child = subprocess.Popen(
            list(command.words), cwd=command.cwd, env=dict(command.env), stdout=nothing, stderr=subprocess.PIPE
        )
        assert child.stderr is not None
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in command.status:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise RuntimeError(f"{' '.join(command.words[:4])} failed with {child.returncode}: {''.join(last)}")
    return Taken(seconds=seconds, cpu=usage.ru_utime + usage.ru_stime, megabytes=usage.ru_maxrss / 1024)


def medians(commands: Sequence[Command], runs: int) -> list[Taken]:
    """The medians of each command over so many rounds; in a round each is run once, so that what slows the machine
    down slows all of them. One round before warms the disk and is not counted."""
    for command in commands:
        run(command)
    rounds = [[run(command) for command in commands] for _ in range(runs)]
    return [_median([one[place] for one in rounds]) for place in range(len(commands))]


def _median(taken: Sequence[Taken]) -> Taken:
    return Taken(
        seconds=statistics.median(one.seconds for one in taken),
        cpu=statistics.median(one.cpu for one in taken),
        megabytes=statistics.median(one.megabytes for one in taken),
    )


def compared(what: str, ours: Taken, others: Sequence[Taken], aim: str) -> Row:
    """The row that sets our time beside the sum of the others' times."""
    other = sum(one.seconds for one in others)
    return Row(
        what=what,
        ours=f"{ours.seconds:.2f} s",
        other=f"{other:.2f} s",
        ratio=f"{ours.seconds / other:.2f}",
        aim=aim,
    )


def table(rows: Sequence[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| measured | gomigrate | compared with | ratio | aim |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {row.what} | {row.ours} | {row.other} | {row.ratio} | {row.aim} |" for row in rows]
    return "\n".join(lines)
