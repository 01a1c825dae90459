"""A second scan reads what changed, and sees exactly what a first one would."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gomigrate.gosource.header.scanheader import scan_header
from gomigrate.gosource.package import read_package
from gomigrate.model.go.constraint import NEVER, And, Not, Or, Tag
from gomigrate.model.go.gopackage import Embed, FaultKind, GoFile, GoPackage, Import
from gomigrate.model.trees.tree import mark_of
from gomigrate.scan.gather import scan
from gomigrate.scan.memory import remembered
from gomigrate.scan.memory.packagetext import Packed, packed
from gomigrate.scan.memory.remembered import Remembered
from gomigrate.world.disk.trees import DiskTree, GitTree, OverlayTree, subtree
from gomigrate.world.modules.cache import DiskCache
from gomigrate.world.world import World

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gomigrate.model.go.constraint import Constraint
    from gomigrate.model.inventory import Inventory

LONG_AGO = time.time() - 3600


def write(place: Path, text: str, *, age: float = LONG_AGO) -> Path:
    """A file that was changed at this time, as far as a program may say so."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    os.utime(place, (age, age))
    return place


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every change lies long enough behind: as if an hour had gone by since the files were written."""
    now = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: now() + 3600 * 10**9)


class Reads:
    """The folders that are read in earnest, without those that hold no package."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folders: list[str] = []
        monkeypatch.setattr(remembered, "read_package", self._read)
        monkeypatch.setattr(remembered, "FEWEST_FILES", 1)

    def _read(self, tree: DiskTree, directory: str, import_path: str) -> GoPackage | None:
        package = read_package(tree, directory, import_path)
        self.folders += [directory] if package else []
        return package


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, settled: None) -> Reads:
    return Reads(monkeypatch)


def look(cache: Path, tree: DiskTree | GitTree, *folders: str) -> list[GoPackage | None]:
    """What a scan of the project "/p" that reads these folders gets; and it keeps what it saw."""
    read = Remembered(DiskCache(str(cache)), "/p")
    found = [read(tree, folder, f"x.test/{folder}") for folder in folders]
    read.keep()
    return found


def test_a_folder_that_stayed_the_same_is_not_read_again(tmp_path: Path, reads: Reads) -> None:
    write(tmp_path / "src/a/a.go", 'package a\n\nimport "fmt"\n')
    first = look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    assert look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a") == first
    assert first[0] is not None
    assert reads.folders == ["a"]


@pytest.mark.parametrize(
    "change",
    [
        lambda a: write(a / "a.go", 'package a\n\nimport "io"\n'),
        lambda a: write(a / "b.go", "package a\n"),
        lambda a: (a / "a.go").rename(a / "c.go"),
        lambda a: write(a / "page.html", "data counts, as it can be embedded"),
        lambda a: (a / "x.s").unlink(),
    ],
    ids=["edited", "added", "renamed", "data", "removed"],
)
def test_a_folder_whose_files_changed_is_read_again(
    tmp_path: Path, reads: Reads, change: Callable[[Path], object]
) -> None:
    a = tmp_path / "src/a"
    write(a / "a.go", 'package a\n\nimport "os"\n')
    write(a / "x.s", "// +build amd64\n\n")
    write(tmp_path / "src/b/b.go", "package b\n")
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a", "b")
    change(a)
    tree = DiskTree(tmp_path / "src")
    assert look(tmp_path / "cache", tree, "a", "b") == [read_package(tree, f, f"x.test/{f}") for f in ("a", "b")]
    assert reads.folders == ["a", "b", "a"]


def test_an_edit_of_the_same_length_and_time_is_seen(tmp_path: Path, reads: Reads) -> None:
    """A program may set the time of a file's content, not that of its change."""
    file = write(tmp_path / "src/a/a.go", 'package a\n\nimport "io"\n')
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    write(file, 'package a\n\nimport "os"\n')
    (package,) = look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    assert package is not None
    assert package.files[0].imports == (Import("os"),)


@pytest.mark.parametrize("ahead", [0, 3600], ids=["a moment ago", "in the future"])
def test_what_changed_just_now_is_not_believed(tmp_path: Path, ahead: int) -> None:
    write(tmp_path / "a/a.go", "package a\n", age=time.time() + ahead)
    assert mark_of(DiskTree(tmp_path), "a") == ""


def test_a_link_among_the_files_is_not_believed(tmp_path: Path, settled: None) -> None:
    write(tmp_path / "a/a.go", "package a\n")
    write(tmp_path / "b/b.go", "package b\n")
    assert mark_of(DiskTree(tmp_path), "a")
    (tmp_path / "a/folder").symlink_to("../b")
    assert mark_of(DiskTree(tmp_path), "a")
    (tmp_path / "a/b.go").symlink_to("../b/b.go")
    assert mark_of(DiskTree(tmp_path), "a") == ""
    (tmp_path / "b/gone.go").symlink_to("nowhere")
    assert mark_of(DiskTree(tmp_path), "b") == ""


def test_mark_elsewhere_than_on_posix_there_is_none(
    tmp_path: Path, settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a/a.go", "package a\n")
    tree = DiskTree(tmp_path)
    monkeypatch.setattr("gomigrate.world.disk.disktree._HAS_TIMES_OF_CHANGE", False)
    assert mark_of(tree, "a") == ""


def repository(top: Path) -> Callable[..., str]:
    def git(*words: str) -> str:
        env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
        who = ("-c", "user.name=T", "-c", "user.email=t@x.test")
        return subprocess.run(
            ["git", *who, *words], cwd=top, check=True, capture_output=True, text=True, env=env
        ).stdout.strip()

    git("init", "-q")
    return git


def test_mark_of_a_commits_folder_is_its_content(tmp_path: Path) -> None:
    git = repository(tmp_path)
    write(tmp_path / "a/a.go", "package a\n")
    write(tmp_path / "b/a.go", "package a\n")
    write(tmp_path / "c/c.go", "package c\n")
    (tmp_path / "d").mkdir()
    (tmp_path / "d/c.go").symlink_to("../c/c.go")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    tree = GitTree(tmp_path, "HEAD")
    assert mark_of(tree, "a") == mark_of(tree, "b") == git("rev-parse", "HEAD:a")
    assert mark_of(tree, "c") not in {"", mark_of(tree, "a")}
    assert [mark_of(tree, folder) for folder in ("", "d", "a/a.go", "nowhere")] == ["", "", "", ""]
    assert mark_of(subtree(tree, "a"), "") == mark_of(tree, "a")
    tree.close()


def test_mark_of_joined_trees_is_that_of_where_a_folder_comes_from(tmp_path: Path, settled: None) -> None:
    for place in ("base/a/a.go", "base/b/b.go", "over/a/vendor/x/x.go", "over/b/b.go"):
        write(tmp_path / place, f"package {place[-4]}\n")
    base, over = DiskTree(tmp_path / "base"), DiskTree(tmp_path / "over")
    tree = OverlayTree(base, over, ["a/vendor"])
    assert mark_of(tree, "b") == mark_of(base, "b") != mark_of(over, "b")
    assert mark_of(tree, "a/vendor/x") == mark_of(over, "a/vendor/x") != ""
    assert mark_of(tree, "a") == ""
    assert mark_of(OverlayTree(base, over, ["b/b.go"]), "b") == ""


def test_a_package_of_the_same_files_elsewhere_has_its_own_folder_and_path(tmp_path: Path, reads: Reads) -> None:
    write(tmp_path / "src/a/a.go", "package a\n")
    write(tmp_path / "src/b/a.go", "package a\n")
    git = repository(tmp_path / "src")
    git("add", "-A")
    git("commit", "-q", "-m", "one")
    tree = GitTree(tmp_path / "src", "HEAD")
    for _ in range(2):
        a, b = look(tmp_path / "cache", tree, "a", "b")
        assert a is not None
        assert b == replace(a, dir="b", import_path="x.test/b")
    tree.close()
    assert reads.folders == ["a", "b"]


def test_a_package_with_faults_is_read_each_time(tmp_path: Path, reads: Reads) -> None:
    write(tmp_path / "src/a/a.go", "packag a\n")
    write(tmp_path / "src/b/b.go", "package b\n")
    for _ in range(2):
        a, _b = look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a", "b")
        assert a is not None
        assert [f.kind for f in a.faults] == [FaultKind.MALFORMED]
    assert reads.folders == ["a", "b", "a"]


def test_nothing_of_another_gomigrate_is_believed(
    tmp_path: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "src/a/a.go", "package a\n")
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    monkeypatch.setattr("gomigrate.world.base.ownversion.__version__", "9.9.9")
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    assert reads.folders == ["a", "a"]


def test_few_new_folders_are_not_worth_writing_and_many_are(tmp_path: Path, reads: Reads) -> None:
    folders = [f"p{n}" for n in range(32)]
    for folder in folders:
        write(tmp_path / f"src/{folder}/a.go", f"package {folder}\n")
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), *folders)
    (kept,) = (tmp_path / "cache/v1/scans").iterdir()
    before = kept.stat().st_ino
    for count, is_written in ((2, False), (3, True)):
        for folder in folders[:count]:
            write(tmp_path / f"src/{folder}/b.go", f"package {folder}\n")
        look(tmp_path / "cache", DiskTree(tmp_path / "src"), *folders)
        assert (kept.stat().st_ino != before) is is_written
    reads.folders.clear()
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), *folders)
    assert reads.folders == []


def test_of_few_files_nothing_is_kept(tmp_path: Path, settled: None) -> None:
    write(tmp_path / "src/a/a.go", "package a\n")
    look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"x", b"\0" * 4000], ids=["empty", "short", "other"])
def test_a_damaged_memory_is_none(tmp_path: Path, reads: Reads, damage: bytes) -> None:
    write(tmp_path / "src/a/a.go", "package a\n")
    first = look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a")
    (kept,) = (tmp_path / "cache/v1/scans").iterdir()
    kept.write_bytes(damage)
    assert look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a") == first
    assert reads.folders == ["a", "a"]


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path, reads: Reads) -> None:
    write(tmp_path / "src/a/a.go", "package a\n")
    write(tmp_path / "cache", "a file where the folder should be")
    assert look(tmp_path / "cache", DiskTree(tmp_path / "src"), "a") != [None]


def test_the_projects_scanned_longest_ago_are_forgotten(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path))
    for number in range(40):
        cache.keep_scan(f"/p{number}", b"seen")
        for file in (tmp_path / "v1/scans").iterdir():
            status = file.stat()
            os.utime(file, (status.st_atime - 60, status.st_mtime - 60))
    assert [cache.scan(f"/p{number}") for number in (0, 7, 8, 39)] == [None, None, b"seen", b"seen"]


TEXT = st.text(st.characters(blacklist_categories=()), max_size=6)
CONSTRAINTS: st.SearchStrategy[Constraint] = st.recursive(
    st.just(NEVER) | TEXT.map(Tag),
    lambda inner: inner.map(Not) | st.lists(inner, max_size=3).map(tuple).flatmap(
        lambda parts: st.sampled_from([And(parts), Or(parts)])
    ),
    max_leaves=6,
)  # fmt: skip
FILES = st.builds(
    GoFile,
    name=TEXT,
    package=TEXT,
    imports=st.lists(st.builds(Import, TEXT, TEXT), max_size=3).map(tuple),
    import_comment=TEXT,
    constraint=st.none() | CONSTRAINTS,
    embeds=st.lists(st.builds(Embed, TEXT, st.integers(0, 99)), max_size=2).map(tuple),
    is_cgo=st.booleans(),
)
PACKAGES = st.builds(
    GoPackage,
    import_path=TEXT,
    dir=TEXT,
    files=st.lists(FILES, max_size=3).map(tuple),
    others=st.lists(TEXT, max_size=3).map(tuple),
    data=st.lists(TEXT, max_size=3).map(tuple),
    other_constraints=st.lists(st.tuples(TEXT, CONSTRAINTS), max_size=2).map(tuple),
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.text("0123456789abcdef", min_size=1, max_size=4), PACKAGES, max_size=4))
def test_packages_come_back_as_they_were(packages: dict[str, GoPackage]) -> None:
    kept = Packed(packed(packages, "me"), "me")
    for mark, package in packages.items():
        again = kept.get(mark, package.dir, package.import_path)
        assert again == package
        assert again is not None
        assert [type(file.is_cgo) for file in again.files] == [bool] * len(package.files)
    assert kept.get("no such", "", "") is None
    assert all(Packed(packed(packages, "me"), "other").get(mark, "", "") is None for mark in packages)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=40) | st.sampled_from([b"[]", b"1", b'{"by": "me"}', b"[" * 100_000]))
def test_packed_of_any_bytes_is_nothing(text: bytes) -> None:
    assert Packed(text, "me").get("a", "", "") is None


@pytest.mark.parametrize(
    "rows", ['"x"', "[1]", '[[["a"]],[],[],[]]', '[[["a","a",[7],-1,0]],[],[],[]]', "[[],[],[],[[1]]]"]
)
def test_packed_rows_that_are_none_are_nothing(rows: str) -> None:
    text = f'{{"by":"me","imports":[],"constraints":[],"packages":{{"a":{rows}}}}}'
    assert Packed(text.encode(), "me").get("a", "", "") is None


def test_scan_after_edits_sees_what_a_scan_without_memory_sees(
    tmp_path: Path, reads: Reads, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the whole of it, in a GOPATH with a project in git and a dependency beside it."""
    project = tmp_path / "go/src/x.test/app"
    write(project / "main.go", 'package main\n\nimport _ "x.test/app/in"\nimport _ "y.test/lib"\n\nfunc main() {}\n')
    write(project / "in/in.go", "package in\n")
    write(tmp_path / "go/src/y.test/lib/lib.go", 'package lib\n\nimport _ "y.test/gone"\n')
    git = repository(project)
    git("add", "-A")
    git("commit", "-q", "-m", "one")

    def look(cache: str) -> Inventory:
        environ = {
            "HOME": "/nonexistent",
            "PATH": os.environ["PATH"],
            "GOPATH": str(tmp_path / "go"),
            "GOENV": "off",
            "GOMIGRATE_CACHE": str(tmp_path / cache),
        }
        return scan(World.from_environment(environ, str(project), go_program=""), str(project))

    def told(found: Inventory) -> tuple[object, ...]:
        return found.packages, [(u.place, u.package, u.imports) for u in found.used], found.missing, found.findings

    look("cache")
    assert sorted(reads.folders) == ["", "in", "y.test/lib"]
    reads.folders.clear()
    write(project / "in/in.go", 'package in\n\nimport _ "y.test/more"\n')
    git("commit", "-qam", "two")
    write(tmp_path / "go/src/y.test/lib/lib.go", 'package lib\n\nimport _ "y.test/also-gone"\n')
    again = look("cache")
    assert sorted(reads.folders) == ["", "in", "y.test/lib"]
    reads.folders.clear()
    assert told(look("cache")) == told(again)
    assert reads.folders == [""]
    shutil.rmtree(tmp_path / "cache")
    assert told(look("cache")) == told(again)


def test_a_file_without_findings_has_no_error() -> None:
    """What packed leaves out: a file with an error makes a finding, so its package is not kept."""
    broken = scan_header("a.go", b"packag a\n")
    assert broken.error
    assert not scan_header("a.go", b"package a\n").error
