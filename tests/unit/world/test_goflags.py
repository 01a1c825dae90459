"""Which of the user's GOFLAGS our own commands take over."""

from __future__ import annotations

import pytest

from gomigrate.world.go.goflags import kept_flags, split_flags


@pytest.mark.parametrize(
    ("goflags", "words"),
    [
        ("", ()),
        ("  -mod=mod\t-tags=a,b ", ("-mod=mod", "-tags=a,b")),
        ("'-ldflags=-s -w' -race", ("-ldflags=-s -w", "-race")),
        ('"-tags=a b"', ("-tags=a b",)),
        ("-ldflags='x' -v", ("-ldflags='x'", "-v")),
    ],
)
def test_split_flags_by_gos_quoting(goflags: str, words: tuple[str, ...]) -> None:
    assert split_flags(goflags) == words


@pytest.mark.parametrize(
    ("goflags", "kept"),
    [
        ("-modcacherw -tags=netgo", "-modcacherw -tags=netgo"),
        ("--tags=x -mod=vendor", "--tags=x"),
        ("'-tags=a b' -race", "'-tags=a b' -race"),
        ("-mod=mod", "-x=false"),
        ("-modfile=/tmp/x.mod -json -n -f={{.}} -overlay=o.json -buildvcs=false", "-x=false"),
        ("", "-x=false"),
        ("-tagsx=1", "-x=false"),
    ],
)
def test_kept_flags_only_what_says_what_is_built(goflags: str, kept: str) -> None:
    assert kept_flags(goflags) == kept
