"""Submodules below vendor folders, and their sections of .gitmodules."""

from __future__ import annotations

import pytest

from gomigrate.plan.files.submodules import submodules_in, without_sections

A = b'[submodule "vendor/a"]\n\tpath = vendor/a\n\turl = https://ex.test/a\n'
B = b'[submodule "vendor/b"]\n\tpath = vendor/b\n\turl = https://ex.test/b\n'
DOCS = b'[submodule "docs"]\n\tpath = docs\n\turl = ../docs.git\n'


@pytest.mark.parametrize(
    ("before", "removed", "after"),
    [
        (A + DOCS + B, ("vendor/a", "vendor/b"), DOCS),
        (A + B, ("vendor/a",), B),
        (A + B, ("vendor/b",), A),
        (A + b"\n" + B, ("vendor/a", "vendor/b"), b""),
        (A + b"\n\n" + DOCS, ("vendor/a",), DOCS),
        (DOCS + b"\n" + A, ("vendor/a",), DOCS + b"\n"),
        # A comment right above a section is that section's; one that stands apart at the top stays.
        (A + b"# the manual\n; by hand\n" + DOCS, ("vendor/a",), b"# the manual\n; by hand\n" + DOCS),
        (DOCS + b"# our fork\n" + A, ("vendor/a",), DOCS),
        (b"# all of them\n\n" + A + DOCS, ("vendor/a",), b"# all of them\n\n" + DOCS),
        (b"# all of them\n\n" + A, ("vendor/a",), b"# all of them\n\n"),
        # Spellings that git reads (git-config, "Syntax").
        (A.replace(b"\n", b"\r\n") + DOCS, ("vendor/a",), DOCS),
        (b'[submodule "a"]\n  Path="vendor/a" ; here\n' + DOCS, ("vendor/a",), DOCS),
        (b'[submodule "a"] path = vendor/a # here\n' + DOCS, ("vendor/a",), DOCS),
        (b'[submodule "a"]\npath=vendor/a/\n' + DOCS, ("vendor/a",), DOCS),
        (b'[submodule "a"]\npath = vendor/a', ("vendor/a",), b""),
        ('[submodule "a"]\n\tpath = vendor/é\n'.encode() + DOCS, ("vendor/é",), DOCS),
    ],
)
def test_without_sections_of_the_removed_leaves_every_other_byte(
    before: bytes, removed: tuple[str, ...], after: bytes
) -> None:
    assert without_sections(before, removed) == after


@pytest.mark.parametrize(
    "text",
    [
        b"",
        A,
        A + b"\n\n" + B.replace(b"\n", b"\r\n") + b"# end",
        b"# only words\n",
        b"\xff\x00[",
        b'[submodule "x"]\n\turl = vendor/z\n',
        b'[submodule "vendor/z"]\n\tpath = other\n',
        b'[submodule "x"]\n\txpath = vendor/z\n',
        b'[submodule "x"]\n\tpath = vendor/zz\n',
        b'[submodule "x"]\n\t# path = vendor/z\n\tpath = y\n',
        b"no newline [at all",
    ],
)
def test_without_sections_of_none_is_the_file_itself(text: bytes) -> None:
    assert without_sections(text, ("vendor/z",)) == text
    assert without_sections(text, ()) == text


def test_submodules_in_are_those_below_the_folders() -> None:
    known = (("vendor/a", "1"), ("vendor", "2"), ("vendored/b", "3"), ("docs", "4"), ("Godeps/_workspace/src/c", "5"))
    assert submodules_in(known, ("vendor", "Godeps")) == ("vendor/a", "vendor", "Godeps/_workspace/src/c")
    assert submodules_in(known, ()) == ()
