"""Several gomigrate and the user's own git at the same time in one repository."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

HERE = Path(__file__).parent
COMMITS = 12


def start(world: World, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "gomigrate", *words]
    return subprocess.Popen(
        command, cwd=world.project, env=world.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def git(world: World, *words: str) -> str:
    return run(["git", *words], world.project, world.env).strip()


def test_three_applies_and_a_user_who_commits_leave_one_whole_branch(tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(HERE / "glide", tmp_path / "world", shared_gocache)
    first = start(world, "apply", "--branch", "modules")
    first.communicate()
    tree = git(world, "rev-parse", "modules^{tree}")
    git(world, "branch", "-D", "modules")
    begun = git(world, "rev-list", "--count", "HEAD")
    running = [start(world, "apply", "--branch", "modules") for _ in range(3)]
    running.append(start(world, "plan"))
    for number in range(COMMITS):
        (world.project / "NOTES").write_text(f"{number}\n")
        git(world, "add", "NOTES")
        git(world, "commit", "--quiet", "-m", f"note {number}")
    said = [process.communicate()[0] for process in running]
    assert all("Traceback" not in text for text in said)
    ended = sorted(process.returncode for process in running)
    assert ended[0] == 0, said
    # Whoever came late says so in a line.
    late = [text for process, text in zip(running, said, strict=True) if process.returncode]
    assert all("error: branch modules " in text for text in late), said
    assert git(world, "rev-list", "--count", "HEAD") == str(int(begun) + COMMITS)
    assert git(world, "status", "--porcelain") == ""
    git(world, "fsck", "--strict", "--no-dangling")
    listed = git(world, "ls-tree", "-r", "modules").splitlines()
    kept = "\n".join(line for line in listed if not line.endswith(("\tNOTES", ".gomigrate/plan.json")))
    wanted = git(world, "ls-tree", "-r", tree).splitlines()
    assert kept == "\n".join(line for line in wanted if not line.endswith(".gomigrate/plan.json"))


def test_second_batch_in_a_run_folder_says_so_and_disturbs_nothing(tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(HERE / "glide", tmp_path / "world", shared_gocache)
    place = str(tmp_path / "run")
    first = start(world, "batch", "--run-dir", place, "--jobs", "1", ".")
    while not Path(place, "lock").exists() and first.poll() is None:
        time.sleep(0.01)
    second = start(world, "batch", "--run-dir", place, "--resume")
    refused = second.communicate()[0]
    told = first.communicate()[0]
    assert first.returncode == 0, told
    if second.returncode:  # else it came when the first had ended
        assert f"another gomigrate works on the run in {place}" in refused
    assert git(world, "rev-parse", "--verify", "modules")
    assert (Path(place) / "report.json").exists()
