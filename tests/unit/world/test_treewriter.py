"""Laying trees out: byte for byte, below the folder that was given, whatever names, links and the disk say."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry, Kind
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.root import OpenFolder
from gomigrate.world.disk.treewriter import TreeWriter, leads_out
from gomigrate.world.git.gittree import GitTree
from tests.unit.world.gitworld import gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("kind", ["disk", "git"])
def test_add_keeps_bytes_modes_and_inner_links(kind: str, tmp_path: Path) -> None:
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
    skipped = TreeWriter(tmp_path / "new/copy").add(tree)
    assert skipped == ("abs", "d/far", "out")
    copy = tmp_path / "new/copy"
    assert (copy / "a.go").read_bytes() == b"\xff\r\n"
    assert (copy / "run.sh").stat().st_mode & 0o111
    assert not (copy / "a.go").stat().st_mode & 0o111
    links = {name: str((copy / name).readlink()) for name in ("d/up", "dangling", "dir")}
    assert links == {"d/up": "../a.go", "dangling": "gone", "dir": "d"}
    assert not (copy / ".git").exists()


def test_add_of_parts_copies_those_alone(tmp_path: Path) -> None:
    tree = MemoryTree({"a": b"", "b/c": b"", "b/d": b"", "e/f/g": b""})
    TreeWriter(tmp_path).add(tree, only=["b/c", "e"])
    assert {name for name, kind in snapshot(tmp_path).items() if kind != "folder"} == {"b/c", "e/f/g"}


def test_add_of_missing_part_raises_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TreeWriter(tmp_path).add(MemoryTree({"a": b""}), only=["b"])


def test_add_leaves_out_git_files_of_any_case(tmp_path: Path) -> None:
    tree = MemoryTree({"a/.git": b"gitdir: /elsewhere\n", "b/.GIT/config": b"", "c/.gitignore": b""})
    TreeWriter(tmp_path).add(tree)
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
def test_add_with_name_that_leads_out_is_refused(name: str, kind: Kind, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(WorldProblem, match="refused"):
        TreeWriter(tmp_path / "in").add(Hostile(Entry(name, kind), target="inside"))
    assert [entry.name for entry in tmp_path.iterdir()] == ["in"]


def test_add_never_writes_through_a_link(tmp_path: Path) -> None:
    write(tmp_path, {"outside/x": "mine", "victim": "mine", "in/keep": ""})
    (tmp_path / "in/dir").symlink_to("../outside")
    (tmp_path / "in/file").symlink_to("../victim")
    for entry in (Entry("dir", Kind.DIR), Entry("file", Kind.FILE)):
        with pytest.raises(WorldProblem, match="cannot write"):
            TreeWriter(tmp_path / "in").add(Hostile(entry))
    twice = Hostile(Entry("d", Kind.BROKEN_LINK), Entry("d", Kind.DIR), target="inside")
    with pytest.raises(WorldProblem):
        TreeWriter(tmp_path / "new").add(twice)
    assert (tmp_path / "outside/x").read_text() == (tmp_path / "victim").read_text() == "mine"


def test_add_on_a_full_disk_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: Any, **more: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    with pytest.raises(WorldProblem, match="no space left"):
        TreeWriter(tmp_path / "new").add(MemoryTree({"a": b"x"}))


@pytest.mark.parametrize(
    "at",
    [
        "../out",
        "/out",
        "a/../../out",
        "a//b",
        "a/./b",
        "a/b/",
        "..",
        ".",
        "a\0b",
        "{tmp}/out",
        "a/../b",
        "a/.git/b",
        ".GIT",
    ],
)
def test_place_and_add_and_write_take_no_path_that_is_not_clean(at: str, tmp_path: Path) -> None:
    at = at.replace("{tmp}", str(tmp_path))
    writer = TreeWriter(tmp_path / "in")
    for act in (
        lambda: writer.place(at),
        lambda: writer.add(MemoryTree({"a": b"evil"}), at),
        lambda: writer.write(at, b"evil"),
        lambda: writer.write(at, None),
        lambda: writer.link(at, "x"),
        lambda: writer.add(MemoryTree({"a": b"evil"}), only=[at]),
    ):
        with pytest.raises(WorldProblem, match="refused"):
            act()
    assert {name for name, kind in snapshot(tmp_path).items() if kind != "folder"} == set()


def test_add_replaces_what_it_made_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {"theirs/x": "mine"})
    writer = TreeWriter(tmp_path)
    writer.add(MemoryTree({"x": b"one"}), "ours")
    writer.add(MemoryTree({"x": b"two"}), "ours")
    writer.write("ours/x", b"three")
    with pytest.raises(WorldProblem, match="cannot write"):
        writer.add(MemoryTree({"x": b"two"}), "theirs")
    with pytest.raises(WorldProblem, match="cannot write"):
        TreeWriter(tmp_path).write("ours/x", b"another writer")
    writer.write("theirs/x", None)
    writer.write("theirs/none", None)
    assert (tmp_path / "ours/x").read_bytes() == b"three"
    assert (tmp_path / "theirs/x").read_text() == "mine"
    writer.write("ours/x", None)
    assert not (tmp_path / "ours/x").exists()


def test_add_a_folder_that_becomes_a_link_meanwhile_is_not_followed(tmp_path: Path) -> None:
    """Whoever can write into the folder may put a link where a folder was a moment ago."""
    write(tmp_path, {"outside/keep": ""})

    class Swapping(MemoryTree):
        def read(self, path: str) -> bytes:
            if path == "d/a":
                (tmp_path / "in/d/e").rmdir()
                (tmp_path / "in/d/e").symlink_to(tmp_path / "outside")
            return super().read(path)

    writer = TreeWriter(tmp_path / "in")
    writer.write("d/e/made", b"")
    writer.write("d/e/made", None)
    with pytest.raises(WorldProblem, match="cannot write"):
        writer.add(Swapping({"d/a": b"", "d/e/x": b"evil"}))
    assert [place.name for place in (tmp_path / "outside").iterdir()] == ["keep"]


@pytest.mark.parametrize(
    ("links", "out"),
    [
        ({"a": "b"}, []),
        ({"a": "a"}, []),
        ({"a": "b", "b": "a"}, []),
        ({"d/up": ".."}, []),
        ({"up": ".."}, ["up"]),
        ({"d/e/top": "../..", "out": "d/e/top/.."}, ["out"]),
        ({"d/e/top": "../..", "in": "d/e/top/x"}, []),
        ({"d/e/top": "../..", "x/far": "../d/e/top/../y"}, ["x/far"]),
        ({"abs": "/", "through": "abs/etc/passwd"}, ["abs", "through"]),
        ({"a": "d/../../x"}, ["a"]),
        ({f"l{n}": f"l{n + 1}" for n in range(60)}, []),
    ],
)
def test_leads_out_follows_the_links_of_the_tree(links: dict[str, str], out: list[str]) -> None:
    assert [path for path in links if leads_out(path, links)] == out


def test_add_link_through_a_link_that_leads_out_is_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"secret": "s"})
    place = tmp_path / "place"
    write(place, {"d/e/f": ""})
    (place / "d/e/top").symlink_to("../..")
    (place / "out").symlink_to("d/e/top/../secret")
    assert TreeWriter(tmp_path / "copy").add(DiskTree(place)) == ("out",)
    assert not os.path.lexists(tmp_path / "copy/out")


def test_names_that_a_file_system_takes_for_the_same_are_both_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = OpenFolder.create

    def blind_to_case(self: OpenFolder, name: str, *words: Any, **more: Any) -> None:
        if name.casefold() in {there.name.casefold() for there in self.place.iterdir()}:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
        create(self, name, *words, **more)

    monkeypatch.setattr(OpenFolder, "create", blind_to_case)
    tree = MemoryTree({"d/Logger.go": b"1", "d/logger.go": b"2"})
    with pytest.raises(WorldProblem, match=r"d/logger\.go: d/Logger\.go is the same file here"):
        TreeWriter(tmp_path).add(tree)
    assert (tmp_path / "d/Logger.go").read_bytes() == b"1"
