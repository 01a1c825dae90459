"""Reading ahead changes how often git is asked, never what is read."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

import pytest

from gomigrate.world.git import readahead
from gomigrate.world.git.gitrun import AT_A_TIME, Git, ObjectReader
from gomigrate.world.git.readahead import ReadAhead

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MISSING = "f" * 40


class Counting(ObjectReader):
    """Counts the exchanges with git, and how many objects each was for."""

    def __init__(self, git: Git) -> None:
        super().__init__(git)
        self.exchanges: list[int] = []

    def read_many(self, object_ids: Sequence[str]) -> list[bytes | None]:
        self.exchanges.append(len(object_ids))
        return super().read_many(object_ids)


@pytest.fixture
def stored(tmp_path: Path) -> tuple[Counting, dict[str, bytes]]:
    """A repository with two hundred objects, in the order in which they were written."""
    subprocess.run(["git", "init", "-q", tmp_path / "repo"], check=True)
    contents = [f"content {number}\n".encode() * (1 + number % 9) for number in range(200)]
    for number, content in enumerate(contents):
        (tmp_path / str(number)).write_bytes(content)
    words = ["git", "hash-object", "-w", "--no-filters", "--stdin-paths"]
    names = "\n".join(str(tmp_path / str(number)) for number in range(200))
    done = subprocess.run(words, cwd=tmp_path / "repo", input=names, text=True, capture_output=True, check=True)
    return Counting(Git(tmp_path / "repo")), dict(zip(done.stdout.split(), contents, strict=True))


def test_objects_read_in_the_expected_order_take_few_exchanges(stored: tuple[Counting, dict[str, bytes]]) -> None:
    reader, objects = stored
    ahead = ReadAhead(reader)
    ahead.expect(list(objects))
    assert {object_id: ahead.read(object_id) for object_id in objects} == objects
    assert reader.exchanges[:7] == [1, 2, 4, 8, 16, 32, AT_A_TIME]
    assert len(reader.exchanges) == 9
    reader.close()


def test_objects_read_in_any_order_are_the_same_and_little_is_read_in_vain(
    stored: tuple[Counting, dict[str, bytes]],
) -> None:
    reader, objects = stored
    ahead = ReadAhead(reader)
    ahead.expect(list(objects))
    shuffled = random.Random(1).sample(sorted(objects), len(objects))
    assert {object_id: ahead.read(object_id) for object_id in shuffled} == objects
    assert sum(reader.exchanges) < 1.1 * len(objects)
    reader.close()


def test_an_object_that_is_not_there_is_none_and_the_next_ones_are_read(
    stored: tuple[Counting, dict[str, bytes]],
) -> None:
    reader, objects = stored
    order = list(objects)
    order.insert(3, MISSING)
    ahead = ReadAhead(reader)
    ahead.expect(order)
    assert [ahead.read(object_id) for object_id in order[:9]] == [objects.get(object_id) for object_id in order[:9]]
    reader.close()


def test_an_object_that_stands_in_two_places_does_not_break_the_order(
    stored: tuple[Counting, dict[str, bytes]],
) -> None:
    reader, objects = stored
    order = list(objects)
    twice = order[0]
    with_repeats = [
        object_id for place, one in enumerate(order) for object_id in ((one, twice) if place % 50 == 0 else (one,))
    ]
    ahead = ReadAhead(reader)
    ahead.expect(with_repeats)
    assert [ahead.read(object_id) for object_id in with_repeats] == [objects[object_id] for object_id in with_repeats]
    assert len(reader.exchanges) < 20
    reader.close()


def test_ids_asked_for_at_once_fit_the_smallest_pipe() -> None:
    assert AT_A_TIME * len("f" * 64 + "\n") <= 4096


def test_what_is_read_again_and_again_is_kept_as_far_as_there_is_room(
    stored: tuple[Counting, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, objects = stored
    monkeypatch.setattr(readahead, "_MOST_KEPT", 1000)
    ahead = ReadAhead(reader)
    asked = []
    for _ in range(4):
        assert {object_id: ahead.read(object_id) for object_id in objects} == objects
        asked.append(sum(reader.exchanges))
    kept = asked[2] - asked[1]
    assert asked[1] == 2 * asked[0] == 400
    assert 120 < kept < 199
    assert asked[3] - asked[2] == kept
    reader.close()
