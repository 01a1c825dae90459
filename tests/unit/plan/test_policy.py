"""What a plan decides without asking anybody."""

from __future__ import annotations

import pytest

from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.model.go.pseudo import is_pseudo, placeholder_version


@pytest.mark.parametrize(
    ("path", "major"),
    [
        ("example.com/a", "v0"),
        ("example.com/a/v2", "v2"),
        ("gopkg.in/a.v1", "v1"),
        ("gopkg.in/acme/a.v3", "v3"),
        ("gopkg.in/acme/a.v3-unstable", "v3"),
    ],
)
def test_placeholder_version_is_one_that_the_path_may_have(path: str, major: str) -> None:
    version = placeholder_version(path)
    assert version == f"{major}.0.0-00010101000000-000000000000"
    assert is_pseudo(version)
    assert match_path_major(version, split_path_version(path)[1])
