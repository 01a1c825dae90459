"""What a command names as the next one is run as it stands there: from scan to plan, from plan to apply, and so on."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.expectation import read_run
from tests.fakeworld.program import Answer, gomigrate
from tests.fakeworld.world import World, build_world
from tests.scenarios.test_scenarios import SCENARIOS

WHOLE = ("dep", "raise-held", "patched-vendor", "workspace-below-the-top")
"""The scenarios that go the whole way, to the merge and after it."""


@dataclass(frozen=True)
class Walk:
    """A world, and the folder from which the commands are called."""

    world: World
    env: Mapping[str, str]
    at: Path

    def __call__(self, command: str) -> Answer:
        program, *words = shlex.split(command)
        if program == "gomigrate":
            return gomigrate(words, self.at, self.env)
        assert program == "git", command
        run(["git", *words], self.at, {**self.env, "PWD": str(self.at)})  # raises where git refuses
        return Answer(0, b"", b"")


def named(answer: Answer) -> str:
    """The command after "Next:", "" where none is named."""
    found = [line for line in answer.out.splitlines() if line.startswith("Next: ")]
    assert len(found) <= 1, answer.out
    return found[0].removeprefix("Next: ") if found else ""


def walk_in(folder: Path, tmp_path: Path, cache: Path, *, is_beside: bool) -> tuple[Walk, list[str]]:
    """The walk, and the words for DIR: none where the commands are called in the project itself."""
    world = build_world(folder, tmp_path / "world", cache)
    how = read_run(world.spec.rest)
    env = world.env | {name: value.replace("$ROOT", str(world.root)) for name, value in how.env.items()}
    at = world.project.parent if is_beside else world.project
    return Walk(world, env, at), [world.project.name] * is_beside


@pytest.mark.parametrize("folder", SCENARIOS, ids=lambda path: path.name)
def test_what_plan_names_next_can_be_run(folder: Path, tmp_path: Path, shared_gocache: Path) -> None:
    is_beside = sum(folder.name.encode()) % 2 == 0  # here in one half of them, from the folder above in the other
    walk, place = walk_in(folder, tmp_path, shared_gocache, is_beside=is_beside)
    words = read_run(walk.world.spec.rest).words
    planned = walk(shlex.join(["gomigrate", "plan", *words, *place]))
    command = named(planned)
    assert bool(command) == (planned.status == 0 and bool(planned.out)), planned.said
    if command:
        applied = walk(command)
        assert applied.status == 0, (command, applied.said)
        assert "error:" not in applied.err
        follows = shlex.split(named(applied))
        assert set(place) <= set(follows) or "go" in follows


@pytest.mark.go
@pytest.mark.parametrize("is_beside", [False, True], ids=["here", "beside"])
@pytest.mark.parametrize("name", WHOLE)
def test_each_command_leads_on_to_the_next_up_to_the_merge_and_after_it(
    name: str, is_beside: bool, tmp_path: Path, shared_gocache: Path
) -> None:
    folder = next(folder for folder in SCENARIOS if folder.name == name)
    walk, place = walk_in(folder, tmp_path, shared_gocache, is_beside=is_beside)
    command = shlex.join(["gomigrate", "scan", *place])
    gone: list[str] = []
    while command and len(gone) < 10:
        gone.append(command)
        answer = walk(command)
        assert answer.status in {0, 1}, (gone, answer.said)
        command = named(answer)
        if command.startswith("go ") or not command:
            break
    told = [next(word for word in shlex.split(one)[1:] if word not in {"-C", *place}) for one in gone]
    assert told[:4] == ["scan", "plan", "apply", "verify"]
    assert told[4] in {"merge", "explain"}
    if told[4] == "merge":
        assert walk(shlex.join(["gomigrate", "next", "--no-build", *place])).status == 0
