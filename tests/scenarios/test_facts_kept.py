"""What was read of modules is read once for all projects, and no plan depends on whether it was."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

HERE = Path(__file__).parent


@pytest.fixture
def world(tmp_path: Path) -> World:
    return build_world(HERE / "dep", tmp_path / "world")


def started(world: World, project: Path) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "gomigrate", "plan", "--fresh", "--format", "json"]
    return subprocess.Popen(words, cwd=project, env=world.env, stdout=subprocess.PIPE, text=True)


def planned(process: subprocess.Popen[str]) -> Any:
    return json.loads(process.communicate()[0])


def place(world: World) -> Path:
    (found,) = world.root.rglob("facts.db")
    return found


def rows(world: World) -> set[bytes]:
    with sqlite3.connect(place(world)) as store:
        return {key for (key,) in store.execute("SELECT key FROM facts")}


def second(world: World) -> Path:
    """Another project with the same dependencies, and one file of its own."""
    other = world.project.with_name("other")
    shutil.copytree(world.project, other, symlinks=True)
    (other / "more.go").write_text("package app\n\nfunc More() int { return 1 }\n")
    for words in (["add", "-A"], ["commit", "-q", "-m", "more"]):
        run(["git", *words], other, world.env)
    return other


def test_a_second_project_with_the_same_dependencies_reads_but_its_own(world: World) -> None:
    planned(started(world, world.project))
    known = rows(world)
    assert len(known) > 6
    planned(started(world, world.project))
    assert rows(world) == known
    planned(started(world, second(world)))
    assert len(rows(world) - known) == 1


def _garbage(store: Path) -> None:
    store.write_bytes(b"nothing of ours" * 1000)


def _half(store: Path) -> None:
    store.write_bytes(store.read_bytes()[: store.stat().st_size // 2])


def _of_others(store: Path) -> None:
    store.chmod(0o666)
    store.parent.chmod(0o777)


@pytest.mark.parametrize("change", [Path.exists, Path.unlink, _garbage, _half, _of_others])
def test_a_plan_is_the_same_whatever_became_of_the_store(world: World, change: Callable[[Path], object]) -> None:
    first = planned(started(world, world.project))
    change(place(world))
    assert planned(started(world, world.project)) == first


def test_two_plans_at_once_are_as_one(world: World) -> None:
    other = second(world)
    both = [started(world, world.project), started(world, other)]
    first, last = [planned(process) for process in both]
    assert planned(started(world, world.project)) == first
    assert planned(started(world, other)) == last
