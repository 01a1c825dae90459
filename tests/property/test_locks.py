"""Laws of the readers: whatever the bytes, they answer with a lock, and everything in it is safe to use."""

from __future__ import annotations

import posixpath
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from gomigrate.locks.registry import READERS, disagreements, legacy_files, read_locks
from gomigrate.locks.submodules import read_submodules
from gomigrate.model.legacy.pins import Lock
from gomigrate.model.names import import_path_problem, revision_problem
from gomigrate.model.trees.memorytree import MemoryTree
from tests.golden.locks.dump import CASES

FILES = tuple(sorted({file for reader in READERS for file in reader.files} | {".gitmodules"}))
GOOD = tuple(
    (file, (case / "tree" / file).read_bytes()) for case in CASES for file in FILES if (case / "tree" / file).is_file()
)
# Pieces of the formats, so that arbitrary text gets past the first character.
PIECES = (
    *("[[projects]]", "name", "=", '"', "'", "\n", "- ", ": ", "{", "}", "[", "]", ",", "#", "&a", "*a", "\t", " "),
    *("imports:", "path", "rev", "a.b/c", "-x", "../y", "https://u:secret@h/x", "a" * 40, "v1.2.3", "gom ", "cmd "),
    *('"package":', '"Deps":', "[deps]", "commit:", "<<<<<<< x\n", ">>>>>>> y\n", "\r\n", "\ufeff", "# a.b/c v1.0.0\n"),
    *('[submodule "x"]', "path = vendor/a.b/c", "transitive=true", "\x00", "\u2028", "!!binary", "|", ">", "%"),
)


def check(file: str, data: bytes) -> tuple[Lock, ...]:
    tree = MemoryTree({file: data})
    locks = read_locks(tree, {"vendor/a.b/c": "a" * 40})
    lines = len(re.split(rb"\r\n|\n|\r", data)) if b"\x00" not in data else 10**9
    for lock in locks:
        for pin in lock.pins:
            assert not import_path_problem(pin.path)
            assert not revision_problem(pin.revision + pin.version + pin.branch)
            assert pin.revision or pin.version or pin.branch
            assert not pin.source.startswith("-")
            assert 0 <= pin.place.line <= lines
            folders = (*pin.packages, *([pin.subdir] if pin.subdir else []))
            assert all(
                posixpath.normpath(folder) == folder and not f"{folder}/".startswith(("../", "/")) for folder in folders
            )
        assert "://u:secret@" not in repr(lock)
    disagreements(locks)
    legacy_files(tree, locks)
    return locks


@settings(deadline=None)
@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_readers_of_arbitrary_bytes_never_raise(file: str, data: bytes) -> None:
    check(file, data)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(FILES), st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40))
def test_readers_of_pieces_of_the_formats_never_raise(file: str, pieces: list[str]) -> None:
    check(file, "".join(pieces).encode("utf-8", "replace"))


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(GOOD), st.floats(0, 1), st.binary(max_size=3))
def test_readers_of_a_truncated_or_spliced_file_never_raise(good: tuple[str, bytes], where: float, junk: bytes) -> None:
    file, data = good
    at = int(where * len(data))
    check(file, data[:at])
    check(file, data[:at] + junk + data[at:])
    check(file, data[:at] + data[at + len(junk) :])


@settings(deadline=None)
@given(st.sampled_from(GOOD))
def test_readers_of_windows_line_ends_find_the_same_pins(good: tuple[str, bytes]) -> None:
    file, data = good
    assert [lock.pins for lock in check(file, data.replace(b"\n", b"\r\n"))] == [
        lock.pins for lock in check(file, data)
    ]


@settings(deadline=None)
@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=3))
def test_read_submodules_of_anything_never_raises(data: bytes, links: dict[str, str]) -> None:
    read_submodules(data, links)
    read_submodules(data, {f"vendor/{path}": commit for path, commit in links.items()})
