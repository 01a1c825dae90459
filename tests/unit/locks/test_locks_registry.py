"""Several locks in one tree: their order, their disagreements, and the files that go with them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from gomigrate.locks.registry import READERS, disagreements, legacy_files, read_locks, told_of_foreign
from gomigrate.model.findings import Place
from gomigrate.model.legacy.pins import Lock, Pin
from gomigrate.model.trees.memorytree import MemoryTree

A, B = "a" * 40, "b" * 40


def lock(file: str, *pins: Pin, tool: str = "tool") -> Lock:
    return Lock(tool=tool, file=file, pins=pins)


def pin(path: str, revision: str, **more: Any) -> Pin:
    return Pin(path=path, revision=revision, place=Place("f", 1), **more)


def test_readers_of_all_tools_lie_in_places_of_their_own() -> None:
    files = [file for reader in READERS for file in reader.files]
    assert len(files) == len(set(files))


def test_read_locks_of_an_empty_tree_is_empty() -> None:
    assert read_locks(MemoryTree({"main.go": b"package main\n"})) == ()


def test_read_locks_of_several_files_puts_those_with_pins_first_in_precedence() -> None:
    tree = MemoryTree(
        {
            "Gopkg.toml": b'[[constraint]]\nname = "a.b/c"\nversion = "1"\n',
            "glide.lock": b"broken: [",
            "vendor.conf": b"a.b/c v1\n",
            "GLOCKFILE": f"a.b/c {A}\n".encode(),
            "vendor/modules.txt": b"# a.b/c v1.0.0\na.b/c\n",
        }
    )
    assert [found.file for found in read_locks(tree)] == [
        "vendor/modules.txt",
        "vendor.conf",
        "GLOCKFILE",
        "Gopkg.toml",
        "glide.lock",
    ]


def test_read_locks_of_gitlinks_alone_reads_the_submodules() -> None:
    (found,) = read_locks(MemoryTree({}), {"vendor/a.b/c": A})
    assert (found.tool, found.pins[0].path, found.pins[0].revision) == ("git submodules", "a.b/c", A)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pin("a.b/c", A), pin("a.b/c", A)),
        (pin("a.b/c", A), pin("a.b/c", A[:12])),
        (pin("a.b/c", A), pin("a.b/d", B)),
        (pin("a.b/c", A), pin("a.b/cc", B)),
        (pin("a.b/c", A), pin("a.b/c", "v1.2.3")),
        (pin("a.b/c", A, version="v1.2.3"), pin("a.b/c", "v1.2.3")),
        (pin("a.b/c", A), pin("a.b/c", "", branch="master")),
        (pin("a.b/c", "", version=f"v0.0.0-20180101000000-{A[:12]}"), pin("a.b/c", A)),
        (pin("a.b/c", "", version=f"v2.0.1-0.20180101000000-{A[:12]}+incompatible"), pin("a.b/c", A, version="v2.0.1")),
    ],
)
def test_disagreements_of_pins_that_may_be_the_same_are_none(one: Pin, other: Pin) -> None:
    assert disagreements((lock("one", one), lock("other", other))) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (pin("a.b/c", A), pin("a.b/c", B)),
        (pin("a.b/c", A), pin("a.b/c/sub", B)),
        (pin("a.b/c/sub", A), pin("a.b/c", B)),
        (pin("a.b/c", "v1.0.0"), pin("a.b/c", "v1.1.0")),
        (pin("a.b/c", "", version=f"v0.0.0-20180101000000-{A[:12]}"), pin("a.b/c", B)),
        (pin("a.b/c", A, version="v1.2.3"), pin("a.b/c", "v1.3.0")),
    ],
)
def test_disagreements_of_two_commits_name_the_later_lock_as_stale(one: Pin, other: Pin) -> None:
    (found,) = disagreements((lock("one", one), lock("other", other)))
    assert (found.code, found.place) == ("GM106", Place("other"))
    assert (found.fact("stale"), found.fact("fresh"), found.fact("older")) == ("other", "one", 0)


def test_disagreements_with_times_name_the_lock_with_the_older_commits() -> None:
    old, new = datetime(2016, 1, 1, tzinfo=UTC), datetime(2018, 1, 1, tzinfo=UTC)
    (found,) = disagreements((lock("one", pin("a.b/c", A, time=old)), lock("other", pin("a.b/c", B, time=new))))
    assert found.place == Place("one")


def test_disagreements_with_releases_name_the_lock_with_the_lower_ones() -> None:
    one = lock("one", pin("a.b/c", A, version="v1.9.0"), pin("a.b/d", A))
    other = lock("other", pin("a.b/c", B, version="v1.10.0"), pin("a.b/d", B))
    (found,) = disagreements((one, other))
    assert found.place == Place("one")
    assert (found.fact("older"), found.fact("paths"), len(found.evidence)) == (1, 2, 2)


def test_disagreements_of_many_paths_are_one_finding() -> None:
    one, other = (lock(name, *(pin(f"a.b/c{i}", rev) for i in range(100))) for name, rev in (("one", A), ("other", B)))
    (found,) = disagreements((one, other))
    assert (found.fact("paths"), len(found.evidence)) == (100, 100)


def test_legacy_files_of_a_tree_are_those_of_its_tools_only() -> None:
    tree = MemoryTree(
        {
            "Gopkg.lock": b"",
            "Gopkg.toml": b"",
            "Godeps/Godeps.json": b'{"ImportPath": "a.b/app"}',
            "Godeps/Readme": b"",
            "Godeps/_workspace/src/a.b/c/c.go": b"package c\n",
            "vendor/vendor.json": b"{}",
            "vendor/modules.txt": b"# a.b/c v1.0.0\na.b/c\n",
            "vendor/a.b/c/c.go": b"package c\n",
            ".gitmodules": b'[submodule "x"]\npath = vendor/a.b/d\nurl = u\n',
            "vendor.json": b'{"scripts": []}',
            "Makefile": b"",
        }
    )
    expected = ("Godeps/Godeps.json", "Godeps/Readme", "Gopkg.lock", "Gopkg.toml", "vendor/vendor.json")
    assert legacy_files(tree, read_locks(tree)) == expected


def test_legacy_files_without_locks_leave_a_readme_alone() -> None:
    tree = MemoryTree({"Godeps/Readme": b"x", "vendor/x.go": b""})
    assert legacy_files(tree, read_locks(tree)) == ()


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("vendor.yml", b"- ^ext\n- ^web/static/\n"),
        ("vendor.yml", b"vendors: all\n"),
        ("vendor.yml", b"vendors:\n- name: ACME Ltd\n  rev: 2\n"),
        ("vendor.toml", b'[[vendors]]\nname = "ACME Ltd"\ncountry = "DE"\n'),
        ("vendor.conf", b'# settings\n[server]\nport = 8080\nname = "acme vendor"\n'),
        ("vendor.conf", b"color red\nsize 12\n"),
        ("trash.yml", b"schedule: weekly\nkeep: 30\n"),
        ("trash.conf", b"/var/trash 30d\n"),
        ("dependencies.tsv", b"package\tlicense\turl\nnumpy\tBSD\thttps://numpy.org\n"),
        ("dependencies.tsv", b"numpy\t1.2\n"),
    ],
)
def test_read_locks_what_is_another_program_s_is_none(file: str, data: bytes) -> None:
    tree = MemoryTree({file: data, "GLOCKFILE": b"a.b/c v1\n"})
    locks = read_locks(tree)
    assert [lock.file for lock in locks] == ["GLOCKFILE"]
    assert legacy_files(tree, locks) == ("GLOCKFILE",)
    (note,) = told_of_foreign(tree)
    assert (note.code, note.place) == ("GM114", Place(file))


@pytest.mark.parametrize(
    ("file", "data"),
    [
        ("vendor.yml", b"- path: a.b/c\n  rev: v1\n- what is this\n"),
        ("vendor.conf", b"a.b/c --upload-pack=x\n"),
        ("vendor.conf", b"# nothing yet\n"),
        ("vendor.json", b'{"package": [{"canonical": "a.b/c", "local": "vendor/a.b/c", "revision": "v1"}]}'),
        ("vendor.conf", b"kit " + b"a" * 40 + b"\n"),
        ("dependencies.tsv", b"a.b/c\tgit\tv1\t\nwhat\tis\tthis\n"),
        ("trash.yml", b"import:\n- package: a.b/c\n  version: v1\nkeep: 30\n"),
        ("vendor.yml", b"\x7fELF\0"),
    ],
)
def test_read_locks_a_lock_with_slips_or_empty_is_one(file: str, data: bytes) -> None:
    tree = MemoryTree({file: data})
    assert [lock.file for lock in read_locks(tree)] == [file]
    assert not list(told_of_foreign(tree))


@pytest.mark.parametrize(
    ("files", "gone"),
    [
        ({"Gopkg.lock": b"<<<<<<< x\n"}, ()),
        ({"Gopkg.lock": b'[[projects]]\nname = "a.b/c"\n', "Gopkg.toml": b""}, ()),
        (
            {"Godeps/Godeps.json": b'{"ImportPath": "a.b/c"}', "Godeps/Readme": b""},
            ("Godeps/Godeps.json", "Godeps/Readme"),
        ),
        ({"vendor.conf": b"a.b/c --upload-pack=x\n"}, ()),
        ({"vendor.conf": b"a.b/c v1\nwhat is this line\n"}, ("vendor.conf",)),
    ],
)
def test_legacy_files_what_gave_nothing_and_is_not_understood_stays(
    files: dict[str, bytes], gone: tuple[str, ...]
) -> None:
    tree = MemoryTree(files)
    assert legacy_files(tree, read_locks(tree)) == gone
