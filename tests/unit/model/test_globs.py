from __future__ import annotations

import pytest

from gomigrate.model.go.globs import path_match


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("", ""),
        ("abc", "abc"),
        ("*", ""),
        ("*", "a.b"),
        ("**", "ab"),
        ("a*c", "abbc"),
        ("a?c", "axc"),
        ("[a-c]x", "bx"),
        ("[^a-c]x", "dx"),
        ("[\\]]", "]"),
        ("a\\*b", "a*b"),
        ("[\\-]", "-"),
        ("a*/b", "ax/b"),
        ("[é]", "é"),
    ],
)
def test_path_match_matches(pattern: str, name: str) -> None:
    assert path_match(pattern, name)


@pytest.mark.parametrize(
    ("pattern", "name"),
    [
        ("*", "a/b"),
        ("?", "/"),
        ("a", "ab"),
        ("a*", "ba"),
        ("[!a]", "b"),
        ("[c-a]", "b"),
        ("[", "["),
        ("[]a]", "]"),
        ("[a", "a"),
        ("[-]", "-"),
        ("[a-]", "a"),
        ("a\\", "a\\"),
        ("*[", "x"),
        (".", "a"),
        ("a+", "aa"),
    ],
)
def test_path_match_other_or_malformed_is_refused(pattern: str, name: str) -> None:
    assert not path_match(pattern, name)
