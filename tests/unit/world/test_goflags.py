"""Which of the user's GOFLAGS our own commands take over."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.go.goflags import kept_flags, split_flags, takes_from_go_env


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


@pytest.mark.parametrize(
    ("goflags", "is_own"),
    [("-ldflags=-s -w", True), ("'-ldflags=-s -w'", False), ("-u=true", True), ("-tags=w", False), ("", False)],
)
def test_flags_of_go_env_itself_are_seen(goflags: str, is_own: bool) -> None:
    assert takes_from_go_env(goflags) == is_own


@pytest.mark.go
@pytest.mark.parametrize("goflags", ["-ldflags=-s -w", "-tags=x"])
def test_what_keeps_go_env_from_an_answer_keeps_nobody_else(goflags: str, tmp_path: Path) -> None:
    environ = {**os.environ, "GOFLAGS": goflags}
    go = GoCommand.find(environ)
    assert go is not None
    said = go.says(("GOFLAGS", "GOPATH"), cwd=str(tmp_path), env=environ)
    assert said["GOFLAGS"] == goflags
    assert said["GOPATH"]
    assert go.ask(["list", "unsafe"], cwd=str(tmp_path), env=environ).returncode == 0
