"""What the commands after the first one cost, before a proxy as companies have them: one that takes 50 ms an answer,
refuses a module in three and stalls once in fifty."""

from __future__ import annotations

import shutil
import statistics
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.made import IDENTITY
from benchmarks.planning import DELAY, PINS, make_project
from benchmarks.slowproxy import SlowProxy
from benchmarks.surroundings import GOMIGRATE
from benchmarks.timing import Command, Row, run

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from benchmarks.planning import Made

STALLS_EACH = 50
STALL = 5.0
_BRANCH = "modules"
_CACHES = "sick"


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """The seconds of each command in a round, and what they asked the proxy: all requests of the plans after the first,
    those about refused modules, and how many different ones these were."""

    first: float
    download: float
    again: float
    edited: float
    apply: float
    second: float
    asked_again: int
    refused: int
    questions: int


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """The aims are for ratios to the first plan, which is measured against `go mod download` of what it plans."""
    made = make_project(folder, PINS)
    second = _second_project(made)
    refuses = [f"github.com/acme/dep{number:02}" for number in range(0, PINS, 3)]
    rounds = []
    for _ in range(runs):
        with SlowProxy(made.root / "proxy", DELAY, refuses=refuses, stalls_each=STALLS_EACH, stall=STALL) as proxy:
            rounds.append(_round(made, second, proxy))
    yield _row(rounds, "plan, no caches; go mod download of its go.mod, no caches", "first", "download", "1.5")
    yield _row(rounds, "plan again, nothing changed; the first", "again", "first", "0.1")
    yield _row(rounds, "plan after an edit; the first", "edited", "first", "0.15")
    yield _row(rounds, "apply after plan; the first plan", "apply", "first", "0.1")
    yield _row(rounds, "plan of a second project with the same dependencies; the first", "second", "first", "0.3")
    asked = rounds[-1]
    yield Row(
        what="requests of the three plans and the apply after the first",
        ours=str(asked.asked_again),
        other="",
        ratio="",
        aim="0",
    )
    yield Row(
        what=f"requests about {len(refuses)} refused modules, over plan, plan, apply, verify; different ones",
        ours=str(asked.refused),
        other=str(asked.questions),
        ratio=f"{asked.refused / asked.questions:.2f}",
        aim="1",
    )


def _second_project(made: Made) -> Path:
    second = made.project.parent / "second"
    shutil.copytree(made.project, second, symlinks=True)
    return second


def _round(made: Made, second: Path, proxy: SlowProxy) -> Round:
    """All commands once, from empty caches on."""
    env = made.with_cache(_CACHES, GOPROXY=proxy.url, XDG_STATE_HOME=str(made.root / _CACHES / "state"))
    _empty(made)

    def seconds(*words: str, cwd: Path = made.project, statuses: tuple[int, ...] = (0,)) -> float:
        return run(Command(words=[*GOMIGRATE, *words], cwd=cwd, env=env, status=frozenset(statuses))).seconds

    first = seconds("plan", "-q")
    planned = proxy.asked.total()
    again = seconds("plan", "-q")
    _edit(made.project, env)
    edited = seconds("plan", "-q")
    other = seconds("plan", "-q", cwd=second)
    applied = seconds("apply", "--force", "--branch", _BRANCH)
    asked_again = proxy.asked.total() - planned
    # Without the compiler a branch is not ready, and the exit status says so.
    seconds("verify", "--no-build", "--against", _BRANCH, statuses=(0, 1))
    refused = proxy.refused()
    return Round(
        first=first,
        download=_download(made, env),
        again=again,
        edited=edited,
        apply=applied,
        second=other,
        asked_again=asked_again,
        refused=refused.total(),
        questions=len(refused),
    )


def _edit(project: Path, env: Mapping[str, str]) -> None:
    """A comment more, as a commit."""
    file = next(iter(sorted(project.glob("*.go"))))
    file.write_text(f"{file.read_text()}\n// One line more.\n")
    subprocess.run(["git", "commit", "-q", "-a", "-m", "A comment"], cwd=project, env={**env, **IDENTITY}, check=True)


def _download(made: Made, env: Mapping[str, str]) -> float:
    """`go mod download` of the branch, from empty caches on."""
    branch = made.root / "branch"
    shutil.rmtree(branch, ignore_errors=True)
    git = ["git", "worktree", "add", "-q", "-f", str(branch), _BRANCH]
    subprocess.run(git, cwd=made.project, env=env, check=True)
    _empty(made)
    taken = run(Command(words=["go", "mod", "download"], cwd=branch, env={**env, "GO111MODULE": "on"}))
    subprocess.run(["git", "worktree", "remove", "--force", str(branch)], cwd=made.project, env=env, check=True)
    return taken.seconds


def _empty(made: Made) -> None:
    """No caches and no kept plans."""
    subprocess.run(["chmod", "-R", "u+w", made.root / _CACHES], check=False, stderr=subprocess.DEVNULL)
    shutil.rmtree(made.root / _CACHES, ignore_errors=True)


def _row(rounds: Sequence[Round], what: str, ours: str, other: str, aim: str) -> Row:
    mine, theirs = (statistics.median(getattr(one, name) for one in rounds) for name in (ours, other))
    return Row(what=what, ours=f"{mine:.2f} s", other=f"{theirs:.2f} s", ratio=f"{mine / theirs:.2f}", aim=aim)
