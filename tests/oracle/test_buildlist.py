"""Random module worlds: what the solver writes is what `go mod tidy` would leave, and what `go list -m all` prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.moduleworlds import complaints, random_world, solved

pytestmark = pytest.mark.go


@pytest.mark.parametrize("seed", range(48))
def test_solve_of_a_random_world_is_what_the_go_command_says(seed: int, tmp_path: Path, shared_gocache: Path) -> None:
    world = random_world(seed)
    assert complaints(world, solved(world), tmp_path, shared_gocache) == []


@pytest.mark.parametrize("seed", range(1020, 1044))
def test_solve_of_a_world_with_gaps_loads_in_the_go_command(seed: int, tmp_path: Path, shared_gocache: Path) -> None:
    world = random_world(seed, with_gaps=True)
    assert complaints(world, solved(world), tmp_path, shared_gocache) == []


@pytest.mark.parametrize("seed", range(2000, 2012))
def test_solve_without_holds_is_what_the_go_command_says(seed: int, tmp_path: Path, shared_gocache: Path) -> None:
    world = random_world(seed)
    assert complaints(world, solved(world, holds=False), tmp_path, shared_gocache) == []


def test_complaints_about_a_go_mod_that_is_not_tidy_are_not_empty(tmp_path: Path, shared_gocache: Path) -> None:
    world = random_world(0)
    answer = solved(world)
    answer.go_sum = answer.go_sum.partition("\n")[2]
    assert complaints(world, answer, tmp_path, shared_gocache) != []
