"""A batch stopped at any of its calls, or at any of those of a unit's own process: the repository is as before or the
branch is there whole, and `batch --resume` ends as an undisturbed batch does, with nothing cleaned up by hand."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gomigrate.cli.main import run as program
from gomigrate.model.errors import WorldProblem
from tests.fakeworld.environment import run
from tests.fakeworld.program import Answer, gomigrate, load
from tests.fakeworld.world import build_world
from tests.scenarios.test_scenarios_killed import users_state
from tests.unit.world.killing import Stop, attempt, await_programs

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

pytestmark = [
    pytest.mark.go,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the walk needs fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

# Each so many calls one is tried, and so many at most. GOMIGRATE_WALK=1 tries every call: about 30 of the batch's own
# process and 250 of a unit's, four seconds each.
STRIDE = int(os.environ.get("GOMIGRATE_WALK", "0"))
OF_PARENT = {Stop.BEFORE: 13, Stop.TORN: 7, Stop.FULL: 7, Stop.READ_ONLY: 11}
OF_UNIT = {Stop.BEFORE: 61, Stop.TORN: 47, Stop.FULL: 17, Stop.READ_ONLY: 43}
MOST = 3

# Read by the Python of a unit's process, as it is on PYTHONPATH: the watch is set once, in the first such process.
SITE = f"""\
import os, sys
fired = os.environ.get("WALK_FIRED", "")
if fired and "gomigrate.cli.batchunit" in sys.orig_argv and not os.path.exists(fired):
    sys.path.append({str(ROOT)!r})
    from tests.unit.world.killing import Stop, _Watch
    said = os.open(fired, os.O_WRONLY | os.O_CREAT, 0o600)
    stop, number = Stop(os.environ["WALK_STOP"]), int(os.environ["WALK_NUMBER"])
    sys.addaudithook(_Watch(stop, number, lambda text: os.write(said, text.encode())))
"""


class Walk:
    """A repository that a batch migrates, laid out again for each attempt, with cold caches."""

    def __init__(self, root: Path, gocache: Path) -> None:
        self.root = root
        self.world = build_world(HERE / "glide", root / "world", gocache)
        self._kept = root / "kept"
        shutil.copytree(self.world.root, self._kept, symlinks=True)
        site = root / "site"
        site.mkdir()
        (site / "sitecustomize.py").write_text(SITE)
        self.env = {**self.world.env, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
        self.fired = root / "fired"
        self.before = self.state()
        self.resume()
        self.tree = self.git("rev-parse", "modules^{tree}")

    @property
    def run_dir(self) -> str:
        return str(self.root / "run")

    def again(self) -> None:
        await_programs(self.world.root)
        shutil.rmtree(self.world.root)
        shutil.copytree(self._kept, self.world.root, symlinks=True)
        shutil.rmtree(self.run_dir, ignore_errors=True)
        self.fired.unlink(missing_ok=True)

    def git(self, *words: str) -> str:
        return run(["git", *words], self.world.project, self.world.env).strip()

    def state(self) -> list[str]:
        return users_state(self.world)

    def batch(self, env: dict[str, str] | None = None, *more: str) -> Answer:
        words = ["batch", "--jobs", "1", "--run-dir", self.run_dir, *more]
        return gomigrate(words, self.world.project, env or self.env)

    def resume(self) -> None:
        """What a user does after a batch that was stopped: the same once more, going on where there is a run."""
        begun = Path(self.run_dir, "run.json").exists()
        done = self.batch(None, "--failed") if begun else self.batch(None, ".")
        assert done.status == 0, done.said
        assert self.state() == self.before
        left = [str(path) for path in Path(self.run_dir).rglob("scratch*")]
        assert left == []

    def check(self, what: str) -> None:
        assert self.state() == self.before, what
        if self.git("for-each-ref", "refs/heads/modules"):
            assert self.git("rev-parse", "modules^{tree}") == self.tree, what
        self.resume()
        assert self.git("rev-parse", "modules^{tree}") == self.tree, what

    def stopped(self, stop: Stop, number: int) -> bool:
        """Whether the batch's own process was stopped at its call of this number."""
        self.again()
        done = attempt(self._command(), stop, number)
        assert not done.bug, done
        self.check(f"{done}")
        return bool(done.call)

    def stopped_unit(self, stop: Stop, number: int) -> bool:
        """Whether the unit's process was stopped at its call of this number."""
        self.again()
        env = {**self.env, "WALK_FIRED": str(self.fired), "WALK_STOP": stop.value, "WALK_NUMBER": str(number)}
        done = self.batch(env, ".")
        assert "Traceback" not in done.said
        said = self.fired.read_text() if self.fired.exists() else ""
        self.fired.touch()
        self.check(f"{number} {said} {done.said}")
        return bool(said)

    def _command(self) -> Callable[[], object]:
        def work() -> None:
            os.environ.clear()
            os.environ.update(self.env, PWD=str(self.world.project))
            os.chdir(self.world.project)
            sys.argv = ["gomigrate", "batch", "--jobs", "1", "--run-dir", self.run_dir, "."]
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                try:
                    program()
                except SystemExit as left:
                    if left.code == 3:
                        raise WorldProblem(said.getvalue()) from left
                    if left.code not in (0, 1, None):
                        raise RuntimeError(f"exit {left.code}: {said.getvalue()}") from left

        return work


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Iterator[Walk]:
    load()
    root = tmp_path_factory.mktemp("walk")
    (root / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tempfile.tempdir", str(root / "tmp"))
        yield Walk(root, shared_gocache)


def walked(try_at: Callable[[Stop, int], bool], stop: Stop, stride: int) -> int:
    numbers = range(1, 10_000) if STRIDE else range(2, 2 + MOST * stride, stride)
    tried = 0
    for number in numbers:
        if not try_at(stop, number):
            break
        tried += 1
    return tried


@pytest.mark.parametrize("stop", Stop, ids=lambda stop: stop.value)
def test_batch_stopped_at_its_calls_goes_on_to_the_same_end(stop: Stop, walk: Walk) -> None:
    assert walked(walk.stopped, stop, OF_PARENT[stop]) >= 1


@pytest.mark.parametrize("stop", Stop, ids=lambda stop: stop.value)
def test_unit_stopped_at_its_calls_goes_on_to_the_same_end(stop: Stop, walk: Walk) -> None:
    assert walked(walk.stopped_unit, stop, OF_UNIT[stop]) >= 1
