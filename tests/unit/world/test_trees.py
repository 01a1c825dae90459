"""Trees on disk, in commits, in zips and in memory read alike, and never outside themselves."""

from __future__ import annotations

import io
import os
import threading
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.trees.memorytree import MemoryTree
from gomigrate.model.trees.tree import Entry, Kind, Tree
from gomigrate.world.disk import ziptree
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.trees import OverlayTree, subtree
from gomigrate.world.disk.ziptree import BadZip, ZipTree
from gomigrate.world.git.gittree import GitTree
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, write

__all__ = ["gitconfig"]

FILES: dict[str, str | bytes | None] = {
    "a.go": "package a\n",
    "b/c/d.go": "package d\r\n",
    "b/e.txt": b"\0\xff",
    "z": "",
}


def zipped(files: dict[str, bytes], prefix: str = "ex.test/m@v1.0.0/") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(prefix + name, data)
    return out.getvalue()


def as_bytes() -> dict[str, bytes]:
    return {name: data if isinstance(data, bytes) else str(data).encode() for name, data in FILES.items()}


def disk(place: Path) -> Tree:
    write(place, FILES)
    return DiskTree(place)


def commit_tree(place: Path) -> Tree:
    return GitTree(place, make_repo(place, FILES))


def memory(place: Path) -> Tree:
    return MemoryTree(as_bytes())


def module_zip(place: Path) -> Tree:
    return ZipTree(zipped(as_bytes()), "ex.test/m@v1.0.0/")


def below(place: Path) -> Tree:
    return subtree(MemoryTree({f"x/y/{name}": data for name, data in as_bytes().items()}), "x/y")


EVERY_TREE = pytest.mark.parametrize("make", [disk, commit_tree, memory, module_zip, below])


@pytest.mark.usefixtures("gitconfig")
@EVERY_TREE
def test_tree_of_any_kind_lists_and_reads_the_same(make: Callable[[Path], Tree], tmp_path: Path) -> None:
    tree = make(tmp_path / "place")
    visible = [entry for entry in tree.entries("") if entry.name != ".git"]
    assert visible == [Entry("a.go", Kind.FILE), Entry("b", Kind.DIR), Entry("z", Kind.FILE)]
    assert tree.entries("b") == (Entry("c", Kind.DIR), Entry("e.txt", Kind.FILE))
    assert tree.read("b/c/d.go") == b"package d\r\n"
    assert tree.read("b/e.txt") == b"\0\xff"
    assert tree.read("z") == b""


@pytest.mark.usefixtures("gitconfig")
@EVERY_TREE
@pytest.mark.parametrize("path", ["nothing", "b", "b/c/nothing", "a.go/x", ""])
def test_tree_of_any_kind_without_such_a_file_raises_oserror(
    make: Callable[[Path], Tree], path: str, tmp_path: Path
) -> None:
    with pytest.raises(OSError, match=r".+"):
        make(tmp_path / "place").read(path)


@pytest.mark.usefixtures("gitconfig")
@EVERY_TREE
@pytest.mark.parametrize("path", ["nothing", "a.go", "b/nothing/c"])
def test_tree_of_any_kind_without_such_a_folder_lists_nothing(
    make: Callable[[Path], Tree], path: str, tmp_path: Path
) -> None:
    assert make(tmp_path / "place").entries(path) == ()


LINKS = {
    "to_file": ("a.go", Kind.LINK_TO_FILE),
    "to_dir": ("b", Kind.LINK_TO_DIR),
    "to_deep": ("to_dir/c/d.go", Kind.LINK_TO_FILE),
    "to_root": (".", Kind.LINK_TO_DIR),
    "dangling": ("gone", Kind.BROKEN_LINK),
    "loop1": ("loop2", Kind.BROKEN_LINK),
    "loop2": ("loop1", Kind.BROKEN_LINK),
    "itself": ("itself", Kind.BROKEN_LINK),
    "through_file": ("a.go/x", Kind.BROKEN_LINK),
}


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("kind", ["disk", "git"])
def test_tree_with_links_tells_what_they_lead_to(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "place"
    write(place, FILES)
    for name, (target, _) in LINKS.items():
        (place / name).symlink_to(target)
    tree = DiskTree(place) if kind == "disk" else GitTree(place, make_repo(place, {}))
    found = {entry.name: entry.kind for entry in tree.entries("")}
    assert {name: found[name] for name in LINKS} == {name: expected for name, (_, expected) in LINKS.items()}
    assert tree.read("to_file") == b"package a\n"
    assert tree.read("to_deep") == b"package d\r\n"
    assert tree.read("to_dir/e.txt") == b"\0\xff"
    assert [entry.name for entry in tree.entries("to_dir")] == ["c", "e.txt"]
    assert tree.link("to_deep") == "to_dir/c/d.go"
    for name in ("dangling", "loop1", "itself", "through_file"):
        with pytest.raises(OSError, match=r".+"):
            tree.read(name)


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("kind", ["disk", "git"])
@pytest.mark.parametrize("target", ["../secret", "/etc/passwd", "b/../../secret", "../outside/secret"])
def test_tree_with_link_to_the_outside_refuses_to_read(kind: str, target: str, tmp_path: Path) -> None:
    write(tmp_path, {"secret": "s", "outside/secret": "s"})
    place = tmp_path / "place"
    write(place, FILES)
    (place / "link").symlink_to(target)
    (place / "linkdir").symlink_to("../outside")
    tree = DiskTree(place) if kind == "disk" else GitTree(place, make_repo(place, {}))
    for path in ("link", "linkdir/secret"):
        with pytest.raises(OSError, match=r".+"):
            tree.read(path)


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "b/../../secret", "./a.go"])
def test_disktree_with_unclean_path_refuses(path: str, tmp_path: Path) -> None:
    write(tmp_path, {"secret": "s"})
    tree = disk(tmp_path / "place")
    with pytest.raises(OSError, match="clean"):
        tree.read(path)


def test_disktree_below_a_link_reads_as_usual(tmp_path: Path) -> None:
    write(tmp_path / "real", FILES)
    (tmp_path / "link").symlink_to("real")
    assert DiskTree(tmp_path / "link").read("a.go") == b"package a\n"


def test_disktree_neighbour_with_the_same_beginning_is_outside(tmp_path: Path) -> None:
    write(tmp_path, {"place/x": "", "place2/secret": "s"})
    (tmp_path / "place/link").symlink_to("../place2/secret")
    with pytest.raises(OSError, match="outside"):
        DiskTree(tmp_path / "place").read("link")


def test_disktree_named_pipe_does_not_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    tree = DiskTree(tmp_path)
    assert tree.entries("") == (Entry("pipe", Kind.OTHER),)
    with pytest.raises(OSError, match="not a regular file"):
        tree.read("pipe")


def test_disktree_unreadable_raises_oserror(tmp_path: Path) -> None:
    write(tmp_path, {"shut/x": "", "file": ""})
    (tmp_path / "shut").chmod(0)
    (tmp_path / "file").chmod(0)
    if os.access(tmp_path / "shut", os.R_OK):
        pytest.skip("the superuser may read everything")
    tree = DiskTree(tmp_path)
    try:
        with pytest.raises(PermissionError):
            tree.entries("shut")
        with pytest.raises(PermissionError):
            tree.read("file")
    finally:
        (tmp_path / "shut").chmod(0o700)


@pytest.mark.usefixtures("gitconfig")
def test_tree_with_name_that_is_not_utf8_reads_it(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.go")
    try:
        (tmp_path / name).write_bytes(b"x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    revision = make_repo(tmp_path, {})
    for tree in (DiskTree(tmp_path), GitTree(tmp_path, revision)):
        assert name in [entry.name for entry in tree.entries("")]
        assert tree.read(name) == b"x"


@pytest.mark.usefixtures("gitconfig")
def test_gittree_executable_and_submodule_are_told(tmp_path: Path) -> None:
    inner = make_repo(tmp_path / "inner", {"x": "1"})
    place = tmp_path / "place"
    make_repo(place, {"run.sh": "#!/bin/sh\n"})
    (place / "run.sh").chmod(0o755)
    git(place, "update-index", "--add", "--cacheinfo", f"160000,{inner},vendor/inner")
    git(place, "update-index", "--chmod=+x", "run.sh")
    git(place, "commit", "--quiet", "-m", "submodule")
    tree = GitTree(place, "HEAD")
    assert tree.entries("") == (Entry("run.sh", Kind.FILE, executable=True), Entry("vendor", Kind.DIR))
    assert tree.entries("vendor") == (Entry("inner", Kind.DIR),)
    assert tree.entries("vendor/inner") == ()
    assert tree.gitlinks() == {"vendor/inner": inner}
    assert tree.blob_id("run.sh") == git(place, "rev-parse", "HEAD:run.sh")
    assert tree.blob_id("vendor") == ""


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("rev", ["nothing", "--help", "HEAD:a.go"])
def test_gittree_without_such_a_commit_raises_worldproblem(rev: str, tmp_path: Path) -> None:
    make_repo(tmp_path, FILES)
    with pytest.raises(WorldProblem):
        GitTree(tmp_path, rev).entries("")


def test_gittree_with_conversions_configured_gives_raw_bytes(tmp_path: Path, gitconfig: Path) -> None:
    place = tmp_path / "place"
    mark = tmp_path / "ran"
    revision = make_repo(place, {"a.txt": b"one\r\ntwo\n", ".gitattributes": "*.txt filter=loud eol=crlf\n"})
    git(place, "config", "filter.loud.smudge", f"touch {mark}; cat")
    git(place, "config", "core.autocrlf", "true")
    assert GitTree(place, revision).read("a.txt") == git_bytes(place, f"{revision}:a.txt")
    assert not mark.exists()


def git_bytes(place: Path, name: str) -> bytes:
    return git(place, "cat-file", "blob", name).encode() + b"\n"


@pytest.mark.usefixtures("gitconfig")
def test_gittree_read_from_many_threads_mixes_nothing_up(tmp_path: Path) -> None:
    revision = make_repo(tmp_path, {f"f{n}": f"{n}\n" * 500 for n in range(40)})
    tree = GitTree(tmp_path, revision)
    wrong: list[str] = []

    def check(start: int) -> None:
        for n in [(start + step) % 40 for step in range(40)]:
            if tree.read(f"f{n}") != f"{n}\n".encode() * 500:
                wrong.append(f"f{n}")

    threads = [threading.Thread(target=check, args=(start,)) for start in range(0, 40, 10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tree.close()
    assert wrong == []
    assert tree.read("f1") == b"1\n" * 500


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("ex.test/m@v1.0.0/../x", "clean"),
        ("ex.test/m@v1.0.0//x", "clean"),
        ("ex.test/m@v1.0.0/a/./x", "clean"),
        ("ex.test/m@v1.0.0/a\\x", "unusable"),
        ("ex.test/m@v1.0.0/c:/x", "unusable"),
        ("/etc/x", "does not begin"),
        ("other@v1.0.0/x", "does not begin"),
    ],
)
def test_ziptree_with_unusable_name_refuses(name: str, why: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("ex.test/m@v1.0.0/good.go", b"")
        archive.writestr(name, b"x")
    with pytest.raises(BadZip, match=why):
        ZipTree(out.getvalue(), "ex.test/m@v1.0.0/")


@pytest.mark.parametrize("data", [b"", b"<html>not found</html>", b"PK\x03\x04" + b"\0" * 40])
def test_ziptree_of_garbage_refuses(data: bytes) -> None:
    with pytest.raises(BadZip):
        ZipTree(data)


def test_ziptree_of_truncated_archive_refuses() -> None:
    with pytest.raises(BadZip):
        ZipTree(zipped({"a": b"x" * 1000})[:-30])


def test_ziptree_with_damaged_content_raises_when_read() -> None:
    whole = zipped({"a.go": bytes(range(256)) * 20})
    at = len("ex.test/m@v1.0.0/a.go") + 40
    tree = ZipTree(
        whole[:at] + bytes(byte ^ 255 for byte in whole[at : at + 20]) + whole[at + 20 :], "ex.test/m@v1.0.0/"
    )
    with pytest.raises(BadZip):
        tree.read("a.go")


def test_ziptree_that_unpacks_to_too_much_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = zipped({"a": b"\0" * 600, "b": b"\0" * 500})
    assert ZipTree(bomb, "ex.test/m@v1.0.0/").read("a") == b"\0" * 600
    monkeypatch.setattr(ziptree, "MAX_ZIP_SIZE", 1000)
    with pytest.raises(BadZip, match="more than"):
        ZipTree(bomb, "ex.test/m@v1.0.0/")


def test_ziptree_file_missing_raises_oserror(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        ZipTree(tmp_path / "none.zip")


@pytest.mark.parametrize("files", [{"/a": b""}, {"a//b": b""}, {"../a": b""}, {"a": b"", "a/b": b""}, {"": b""}])
def test_memorytree_with_impossible_paths_refuses(files: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match=r"clean|both"):
        MemoryTree(files)


OVER = MemoryTree({"vendor/x/x.go": b"new", "a.go": b"never seen", "deep/er/vendor/y.go": b"y"})
BASE = MemoryTree({"vendor/old.go": b"old", "a.go": b"a", "deep/z.go": b"z"})


@pytest.mark.parametrize(
    ("paths", "folder", "names"),
    [
        (["vendor"], "", ["a.go", "deep", "vendor"]),
        (["vendor"], "vendor", ["x"]),
        (["vendor"], "vendor/x", ["x.go"]),
        (["deep/er/vendor"], "deep", ["er", "z.go"]),
        (["deep/er/vendor"], "deep/er", ["vendor"]),
        (["deep/er/vendor"], "deep/er/vendor", ["y.go"]),
        (["nowhere/vendor"], "", ["a.go", "deep", "vendor"]),
        (["deep"], "deep", ["er"]),
        ([], "vendor", ["old.go"]),
        ([""], "", ["a.go", "deep", "vendor"]),
    ],
)
def test_overlaytree_lists_the_covered_paths_from_over(paths: list[str], folder: str, names: list[str]) -> None:
    assert [entry.name for entry in OverlayTree(BASE, OVER, paths).entries(folder)] == names


def test_overlaytree_reads_each_path_from_its_own_tree() -> None:
    tree = OverlayTree(BASE, OVER, ["vendor"])
    assert tree.read("vendor/x/x.go") == b"new"
    assert tree.read("a.go") == b"a"
    with pytest.raises(FileNotFoundError):
        tree.read("vendor/old.go")


def test_overlaytree_without_the_covered_folder_hides_the_one_below() -> None:
    tree = OverlayTree(BASE, MemoryTree({"a.go": b""}), ["vendor"])
    assert [entry.name for entry in tree.entries("")] == ["a.go", "deep"]


@pytest.mark.usefixtures("gitconfig")
def test_gittree_keeps_to_its_commit_when_head_moves(tmp_path: Path) -> None:
    first = make_repo(tmp_path, {"a": "1"})
    commit(tmp_path, {"a": "2"})
    assert GitTree(tmp_path, first).read("a") == b"1"
    assert GitTree(tmp_path, "HEAD").read("a") == b"2"
