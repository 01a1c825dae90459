"""The table [modules] of gomigrate.toml."""

from __future__ import annotations

import pytest

from gomigrate.model.findings import Severity
from gomigrate.model.fleets.partition import Layout, PreferenceProblem, Preferences
from gomigrate.monorepo.preferences import read_preferences


def test_all_preferences_are_read() -> None:
    text = b"""
        [modules]
        layout = "work"
        boundaries = ["libs/*", "tools/", "."]
        join = ["old"]
        merge = [["libs/a", "libs/b"]]

        [other]
        table = 1
    """
    preferences, findings = read_preferences(text)
    assert findings == ()
    assert preferences == Preferences(
        layout=Layout.WORK, boundaries=("libs/*", "tools", "."), join=("old",), merge=(("libs/a", "libs/b"),)
    )


@pytest.mark.parametrize("text", [b"", b"# nothing\n", b"[other]\nx = 1\n", b"[modules]\n"])
def test_nothing_said_is_no_preference(text: bytes) -> None:
    assert read_preferences(text) == (Preferences(), ())


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (b"[modules\n", 1, PreferenceProblem.UNREADABLE),
        (b"\xff\xfe\x00", 1, PreferenceProblem.UNREADABLE),
        (b"x = 1\n[modules]\nlayouts = 1\n", 2, PreferenceProblem.UNKNOWN_KEY),
        (b'[modules]\nlayout = "two"\n', 1, PreferenceProblem.LAYOUT),
        (b"[modules]\nlayout = 1\n", 1, PreferenceProblem.LAYOUT),
        (b'[modules]\nboundaries = "libs"\n', 1, PreferenceProblem.LIST),
        (b'[modules]\nboundaries = ["../other"]\n', 1, PreferenceProblem.FOLDER),
        (b'[modules]\njoin = ["/etc"]\n', 1, PreferenceProblem.FOLDER),
        (b'[modules]\njoin = [""]\n', 1, PreferenceProblem.FOLDER),
        (b'[modules]\nmerge = ["a", "b"]\n', 1, PreferenceProblem.LIST),
        (b'[modules]\nmerge = "a"\n', 1, PreferenceProblem.GROUPS),
        (b"modules = 3\n", 1, PreferenceProblem.NO_TABLE),
    ],
)
def test_what_cannot_be_understood_is_an_error_with_its_line(
    text: bytes, line: int, problem: PreferenceProblem
) -> None:
    _, findings = read_preferences(text)
    assert {(item.code, item.fact("problem")) for item in findings} == {("GM901", problem.value)}
    assert all(item.severity is Severity.ERROR for item in findings)
    place = findings[0].place
    assert place is not None
    assert (place.file, place.line) == ("gomigrate.toml", line)
