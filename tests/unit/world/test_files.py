"""Writing files: whole, inside the folder that was given, and with one clear line when it fails."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.memorytree import MemoryTree
from gomigrate.model.tree import Entry, Kind
from gomigrate.world.files import atomic_write, copy_tree, private_dir, writing
from gomigrate.world.trees import DiskTree, GitTree
from tests.unit.world.gitworld import gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]


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


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("kind", ["disk", "git"])
def test_copy_tree_keeps_bytes_modes_and_inner_links(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    write(place, {"a.go": b"\xff\r\n", "run.sh": "x", "d/e/f": "f"})
    (place / "run.sh").chmod(0o755)
    (place / "d/up").symlink_to("../a.go")
    (place / "dangling").symlink_to("gone")
    (place / "dir").symlink_to("d")
    for name, target in {"out": "../../secret", "abs": "/etc/passwd", "d/far": "../../x/../place/a.go"}.items():
        (place / name).symlink_to(target)
    revision = make_repo(place, {})
    tree = DiskTree(place) if kind == "disk" else GitTree(place, revision)
    skipped = copy_tree(tree, tmp_path / "new/copy")
    assert skipped == ("abs", "d/far", "out")
    copy = tmp_path / "new/copy"
    assert (copy / "a.go").read_bytes() == b"\xff\r\n"
    assert (copy / "run.sh").stat().st_mode & 0o111
    assert not (copy / "a.go").stat().st_mode & 0o111
    links = {name: str((copy / name).readlink()) for name in ("d/up", "dangling", "dir")}
    assert links == {"d/up": "../a.go", "dangling": "gone", "dir": "d"}
    assert not (copy / ".git").exists()


def test_copy_tree_of_parts_copies_those_alone(tmp_path: Path) -> None:
    tree = MemoryTree({"a": b"", "b/c": b"", "b/d": b"", "e/f/g": b""})
    copy_tree(tree, tmp_path, only=["b/c", "e"])
    assert [name for name, kind in snapshot(tmp_path).items() if kind != "folder"] == ["b/c", "e/f/g"]


def test_copy_tree_of_missing_part_raises_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        copy_tree(MemoryTree({"a": b""}), tmp_path, only=["b"])


def test_copy_tree_leaves_out_git_files_of_any_case(tmp_path: Path) -> None:
    tree = MemoryTree({"a/.git": b"gitdir: /elsewhere\n", "b/.GIT/config": b"", "c/.gitignore": b""})
    copy_tree(tree, tmp_path)
    assert [name for name, kind in snapshot(tmp_path).items() if kind != "folder"] == ["c/.gitignore"]


class Hostile:
    """A tree whose names lead out of any folder."""

    def __init__(self, *entries: Entry, target: str = "") -> None:
        self._entries = entries
        self._target = target

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self._entries if not path else (Entry("x", Kind.FILE),)

    def read(self, path: str) -> bytes:
        return b"evil"

    def link(self, path: str) -> str:
        return self._target


@pytest.mark.parametrize("name", ["..", ".", "", "../x", "/abs", "a/b", "x\0y"])
@pytest.mark.parametrize("kind", [Kind.FILE, Kind.DIR, Kind.BROKEN_LINK])
def test_copy_tree_with_name_that_leads_out_is_refused(name: str, kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(WorldProblem, match="refused"):
        copy_tree(Hostile(Entry(name, kind), target="inside"), tmp_path / "in")
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_copy_tree_never_writes_through_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"outside/x": "mine", "victim": "mine", "in/keep": ""})
    (tmp_path / "in/dir").symlink_to("../outside")
    (tmp_path / "in/file").symlink_to("../victim")
    for entry in (Entry("dir", Kind.DIR), Entry("file", Kind.FILE)):
        with pytest.raises(WorldProblem, match="cannot write"):
            copy_tree(Hostile(entry), tmp_path / "in")
    twice = Hostile(Entry("d", Kind.BROKEN_LINK), Entry("d", Kind.DIR), target="inside")
    with pytest.raises(WorldProblem):
        copy_tree(twice, tmp_path / "new")
    assert (tmp_path / "outside/x").read_text() == (tmp_path / "victim").read_text() == "mine"


def test_copy_tree_on_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **more: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(WorldProblem, match="no space left"):
        copy_tree(MemoryTree({"a": b"x"}), tmp_path / "new")
