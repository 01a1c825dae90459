"""Ctrl-C while a server says nothing: the command ends at once, in one line, and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakeworld.world import World, build_world
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve

pytestmark = [
    pytest.mark.go,
    pytest.mark.skipif(sys.platform == "win32", reason="signals"),
]

HERE = Path(__file__).parent
PROGRAM = "from gomigrate.cli.main import run; run()"
WITHOUT_GO = "from gomigrate.world.go.gocmd import GoCommand; GoCommand.find = lambda *_, **__: None"
STALL = 60.0
"""So many seconds a server is silent; nothing may wait for that."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> World:
    return build_world(HERE / "vndr", tmp_path_factory.mktemp("off") / "world", shared_gocache)


@pytest.fixture
def proxy(world: World) -> Iterator[FakeProxy]:
    with serve() as running:
        running.tree = world.root / "proxy"
        yield running


def children_of(mark: str) -> list[str]:
    """The command lines of all processes whose environment has the mark."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (place / "environ").read_bytes():
                found.append((place / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


def wait_for(happens: Callable[[], bool]) -> bool:
    """Whether it happens before servers say anything: a program that reads from a pipe ends a moment after it."""
    give_up = time.monotonic() + STALL / 6
    while not (happened := happens()) and time.monotonic() < give_up:
        time.sleep(0.02)
    return happened


@pytest.mark.parametrize("uses_go", [True, False], ids=["with go", "without go"])
@pytest.mark.parametrize("kind", ["info", "mod", "zip"])
def test_ctrl_c_ends_a_plan_that_waits(
    kind: str, uses_go: bool, world: World, proxy: FakeProxy, tmp_path: Path
) -> None:
    stalled = re.compile(rf"/@v/.*\.{kind}$")
    proxy.sick = lambda path: Reply(delay=STALL) if stalled.search(path) else None
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    env = {
        **world.env,
        "GOPROXY": proxy.url,
        "GOMODCACHE": str(tmp_path / "mod"),
        "GOMIGRATE_CACHE": str(tmp_path / "own"),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "TMPDIR": str(temporary),
    }
    words = [sys.executable, "-P", "-c", PROGRAM if uses_go else f"{WITHOUT_GO}; {PROGRAM}", "plan"]
    began = subprocess.Popen(
        words, cwd=world.project, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        while not any(stalled.search(path) for path in proxy.asked) and began.poll() is None:
            time.sleep(0.02)
        began.send_signal(signal.SIGINT)
        out, err = began.communicate(timeout=STALL / 3)
    finally:
        began.kill()
    assert began.returncode == 130, err
    assert [line for line in err.splitlines() if line] == [
        "error: interrupted",
        "help: run the same command again; nothing is left half done",
    ]
    assert out == ""
    assert list(temporary.iterdir()) == []
    assert list((tmp_path / "own").rglob(".new-*")) == []
    assert wait_for(lambda: not children_of(str(temporary)))
