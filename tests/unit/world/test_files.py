"""Writing files: whole, and with one clear line when it fails."""

from __future__ import annotations

import errno
import os
import tempfile
import threading
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk import files
from gomigrate.world.disk.files import atomic_write, private_dir, writing
from tests.unit.world.gitworld import snapshot, write


def test_private_dir_goes_with_everything_in_it() -> None:
    with private_dir() as place:
        assert place.stat().st_mode & 0o777 == 0o700
        write(place, {"a/b/c": "x"})
        (place / "a/b").chmod(0o555)
        (place / "a").chmod(0o555)
        (place / "out").symlink_to("/")
    assert not place.exists()


def test_private_dir_after_an_error_goes_as_well(tmp_path: Path) -> None:
    write(tmp_path, {"kept/x": "x"})
    places: list[Path] = []

    def fail() -> None:
        with private_dir() as place:
            places.append(place)
            (place / "link").symlink_to(tmp_path / "kept")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert not places[0].exists()
    assert (tmp_path / "kept/x").exists()


def test_atomic_write_replaces_and_keeps_permissions(tmp_path: Path) -> None:
    write(tmp_path, {"run.sh": "old"})
    (tmp_path / "run.sh").chmod(0o750)
    (tmp_path / "link").symlink_to("run.sh")
    atomic_write(tmp_path / "link", b"new")
    atomic_write(tmp_path / "fresh", b"x")
    assert (tmp_path / "run.sh").read_bytes() == b"new"
    assert (tmp_path / "run.sh").stat().st_mode & 0o777 == 0o750
    assert (tmp_path / "link").is_symlink()
    assert sorted(place.name for place in tmp_path.iterdir()) == ["fresh", "link", "run.sh"]


@pytest.mark.parametrize("step", ["write", "rename"])
def test_atomic_write_that_fails_leaves_the_old_file(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"a": "old"})

    def full(*args: Any, **more: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    if step == "write":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(WorldProblem, match="no space left"):
        atomic_write(tmp_path / "a", b"new")
    monkeypatch.undo()
    assert snapshot(tmp_path).keys() == {"a"}
    assert (tmp_path / "a").read_bytes() == b"old"


def test_atomic_write_into_missing_folder_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WorldProblem, match="cannot write") as caught:
        atomic_write(tmp_path / "no/a", b"")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("number", "expected"),
    [(errno.ENOSPC, "no space left"), (errno.EDQUOT, "no space left"), (errno.EROFS, "Read-only file system")],
)
def test_writing_turns_errors_into_one_line(number: int, expected: str) -> None:
    with pytest.raises(WorldProblem, match=expected), writing("x"):
        raise OSError(number, os.strerror(number))


def test_no_temporary_folder_is_made_or_left_once_it_is_told_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, make = threading.Event(), tempfile.mkdtemp
    monkeypatch.setattr(files, "_is_over", over)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def told_meanwhile(**words: str) -> str:
        place = make(**words)
        files.put_away(0)
        return place

    monkeypatch.setattr(tempfile, "mkdtemp", told_meanwhile)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), files.private_dir():
            pass
        assert over.is_set()
        assert list(tmp_path.iterdir()) == []
