"""The whole of `gomigrate apply` killed, or its disk spoiled, at its calls one by one, reading and caching included.

The checkout stays as it is, the branch is whole or not there, and the next run works with the caches that were left."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gomigrate.cli.main import run as gomigrate
from gomigrate.model.errors import WorldProblem
from tests.fakeworld.environment import run
from tests.fakeworld.program import load
from tests.fakeworld.world import World, build_world
from tests.unit.world.killing import Attempt, Stop, attempt, await_programs

HERE = Path(__file__).parent

pytestmark = [
    pytest.mark.go,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the walk needs fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

# Each so many calls one is tried: primes, so that the kinds of calls that take turns are all met. An attempt takes a
# second or two; with 1 for all, every call is (about 170 of them).
STRIDES = {Stop.BEFORE: 37, Stop.TORN: 29, Stop.FULL: 5, Stop.READ_ONLY: 11}
IN_PLACE_STRIDES = {Stop.BEFORE: 17, Stop.TORN: 7, Stop.FULL: 17, Stop.READ_ONLY: 19}


def command(world: World, words: list[str]) -> Callable[[], object]:
    """The program in the world, as a child does it."""

    def work() -> None:
        os.environ.clear()
        os.environ.update(world.env, PWD=str(world.project))
        os.chdir(world.project)
        sys.argv = ["gomigrate", *words]
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            try:
                gomigrate()
            except SystemExit as left:
                if left.code == 3:
                    raise WorldProblem(said.getvalue()) from left
                if left.code:
                    raise RuntimeError(f"exit {left.code}: {said.getvalue()}") from left

    return work


class Killed:
    """A world that is laid out again for each attempt, with cold caches."""

    def __init__(self, folder: Path, root: Path, gocache: Path) -> None:
        self.world = build_world(folder, root / "world", gocache)
        self._kept = root / "kept"
        shutil.copytree(self.world.root, self._kept, symlinks=True)
        self.tree = self._whole()
        self.again()
        self.before = self.state()

    def again(self) -> None:
        await_programs(self.world.root)
        shutil.rmtree(self.world.root)
        shutil.copytree(self._kept, self.world.root, symlinks=True)

    def _whole(self, *words: str) -> str:
        """The tree that an undisturbed run writes."""
        done = attempt(command(self.world, ["apply", "--branch", "modules", *words]), Stop.BEFORE, 10**9)
        assert not done.problem, done
        assert not done.bug, done
        return self.git("rev-parse", "modules^{tree}")

    def git(self, *words: str) -> str:
        return run(["git", *words], self.world.project, self.world.env).strip()

    def state(self) -> list[str]:
        return users_state(self.world)

    def stopped(self, stop: Stop, number: int) -> Attempt:
        self.again()
        done = attempt(command(self.world, ["apply", "--branch", "modules"]), stop, number)
        assert not done.bug, done
        assert self.state() == self.before, done
        if not done.call:
            return done
        has_branch = bool(self.git("for-each-ref", "refs/heads/modules"))
        if has_branch:
            assert self.git("rev-parse", "modules^{tree}") == self.tree, done
        # Whatever the caches hold now, the next run neither trips over it nor believes it.
        assert self._whole("--force") == self.tree, done
        assert self.state() == self.before, done
        return done


def users_state(world: World) -> list[str]:
    """Every file of the user, and what git says of the checkout; the branch that is to be written left out."""

    def git(*words: str) -> str:
        return run(["git", *words], world.project, world.env).strip()

    files = sorted(f"{path} {path.read_bytes()!r}" for path in world.project.rglob("*") if is_users(path, world))
    refs = [line for line in git("for-each-ref").splitlines() if not line.endswith("refs/heads/modules")]
    return [*files, *refs, git("--no-optional-locks", "status", "--porcelain"), git("worktree", "list")]


def is_users(path: Path, world: World) -> bool:
    """Whether it is a file of the user, or git's own record of one (objects and logs only grow)."""
    inside = path.relative_to(world.project).parts
    if inside[0] == ".git" and (len(inside) == 1 or inside[1] in ("objects", "logs", "refs")):
        return False
    return path.is_file()


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Iterator[Killed]:
    """The world of a glide.lock."""
    load()
    root = tmp_path_factory.mktemp("killed")
    (root / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(root / "tmp"))
        yield Killed(HERE / "glide", root, shared_gocache)


@pytest.mark.parametrize("stop", Stop, ids=lambda stop: stop.value)
def test_apply_stopped_at_its_calls_leaves_nothing_or_the_whole_branch(stop: Stop, killed: Killed) -> None:
    tried = 0
    for number in range(2, 10_000, STRIDES[stop]):
        done = killed.stopped(stop, number)
        if not done.call:
            break
        tried += 1
    assert tried > 1


class InPlace:
    """A world whose project no git keeps, laid out again for each attempt."""

    def __init__(self, root: Path, gocache: Path) -> None:
        self.world = build_world(HERE / "in-place", root / "world", gocache)
        self._kept = root / "kept"
        shutil.copytree(self.world.root, self._kept, symlinks=True)
        self.before = self.files()
        self.run("apply", "--in-place")
        self.after = self.files()

    def again(self) -> None:
        await_programs(self.world.root)
        shutil.rmtree(self.world.root)
        shutil.copytree(self._kept, self.world.root, symlinks=True)

    def run(self, *words: str) -> None:
        done = attempt(command(self.world, list(words)), Stop.BEFORE, 10**9)
        assert not done.problem, done
        assert not done.bug, done

    def files(self) -> dict[str, bytes]:
        """The project; of the record, whose evidence names the caches that answers came from, only that it is there."""
        top = self.world.project
        return {
            (name := str(path.relative_to(top))): path.read_bytes() if name != ".gomigrate/plan.json" else b""
            for path in top.rglob("*")
            if path.is_file()
        }

    def stopped(self, stop: Stop, number: int) -> Attempt:
        """A run that is stopped; the next one, whatever was left, does the whole, and `--undo` takes it back."""
        self.again()
        done = attempt(command(self.world, ["apply", "--in-place"]), stop, number)
        assert not done.bug, done
        if not done.call:
            return done
        if self.files() != self.after:
            self.run("apply", "--in-place")
        assert self.files() == self.after, done
        self.run("apply", "--undo")
        assert self.files() == self.before, done
        return done


@pytest.fixture(scope="module")
def in_place(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Iterator[InPlace]:
    load()
    root = tmp_path_factory.mktemp("in-place")
    (root / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(root / "tmp"))
        yield InPlace(root, shared_gocache)


@pytest.mark.parametrize("stop", Stop, ids=lambda stop: stop.value)
def test_apply_in_place_stopped_at_its_calls_is_recovered_before_the_next_plan(stop: Stop, in_place: InPlace) -> None:
    tried = 0
    for number in range(2, 10_000, IN_PLACE_STRIDES[stop]):
        done = in_place.stopped(stop, number)
        if not done.call:
            break
        tried += 1
    assert tried > 1
