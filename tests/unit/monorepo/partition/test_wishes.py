"""The table [modules] of gomigrate.toml."""

from __future__ import annotations

import pytest

from gomigrate.model.findings import Severity
from gomigrate.model.fleets.partition import Layout, Wishes
from gomigrate.monorepo.partition.wishes import read_wishes


def test_all_wishes_are_read() -> None:
    text = b"""
        [modules]
        layout = "work"
        boundaries = ["libs/*", "tools/", "."]
        join = ["old"]
        merge = [["libs/a", "libs/b"]]

        [other]
        table = 1
    """
    wishes, findings = read_wishes(text)
    assert findings == ()
    assert wishes == Wishes(
        layout=Layout.WORK, boundaries=("libs/*", "tools", "."), join=("old",), merge=(("libs/a", "libs/b"),)
    )


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"[other]\nx = 1\n", b"[modules]\n"])
def test_no_wish_is_no_wish(text: bytes) -> None:
    assert read_wishes(text) == (Wishes(), ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b"[modules\n", 1),
        (b"\xff\xfe\x00", 1),
        (b"x = 1\n[modules]\nlayouts = 1\n", 2),
        (b'[modules]\nlayout = "two"\n', 1),
        (b"[modules]\nlayout = 1\n", 1),
        (b'[modules]\nboundaries = "libs"\n', 1),
        (b'[modules]\nboundaries = ["../other"]\n', 1),
        (b'[modules]\njoin = ["/etc"]\n', 1),
        (b'[modules]\njoin = [""]\n', 1),
        (b'[modules]\nmerge = ["a", "b"]\n', 1),
        (b'[modules]\nmerge = "a"\n', 1),
        (b"modules = 3\n", 1),
    ],
)
def test_what_cannot_be_understood_is_an_error_with_its_line(text: bytes, line: int) -> None:
    _, findings = read_wishes(text)
    assert {item.code for item in findings} == {"GM901"}
    assert all(item.severity is Severity.ERROR for item in findings)
    place = findings[0].place
    assert place is not None
    assert (place.file, place.line) == ("gomigrate.toml", line)
