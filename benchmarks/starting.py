"""What a user waits for before anything is read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from benchmarks.planning import make_project
from benchmarks.surroundings import GOMIGRATE
from benchmarks.timing import Command, Row, Taken, medians

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """`gomigrate --help`, and `plan` in a project with one dependency, each against Python doing nothing."""
    made = make_project(folder, 1)
    bare = Command(words=[sys.executable, "-c", "pass"], cwd=made.project, env=made.env)
    told = Command(words=[*GOMIGRATE, "--help"], cwd=made.project, env=made.env)
    plan = Command(words=[*GOMIGRATE, "plan"], cwd=made.project, env=made.env)
    nothing, asked, planned = medians([bare, told, plan], max(runs, 9))
    yield _more("gomigrate --help; python -c pass", asked, nothing, "+0.15 s")
    yield _more("plan of a project with one pin; python -c pass", planned, nothing, "+0.60 s")


def _more(what: str, ours: Taken, other: Taken, aim: str) -> Row:
    more = ours.seconds - other.seconds
    return Row(what=what, ours=f"{ours.seconds:.2f} s", other=f"{other.seconds:.2f} s", ratio=f"+{more:.2f} s", aim=aim)
