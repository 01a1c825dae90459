"""What the commands print on a terminal: plain text, as wide as it is, but for names that are not broken."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.docs.console import ROOT
from tests.fakeworld.world import build_world
from tests.unit.cli.test_terminal import shown

COMMANDS = (
    "gomigrate",
    "gomigrate scan",
    "gomigrate plan",
    "gomigrate plan -q",
    "gomigrate apply --branch modules",
    "gomigrate verify --against modules",
    "gomigrate doctor --offline -v",
    "gomigrate batch --list .",
    "gomigrate explain",
    "gomigrate explain GM303",
    "gomigrate --help",
    "gomigrate plan --help",
    "gomigrate sum --help",
)


@pytest.mark.go
@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize("columns", [80, 140])
def test_output_fits_the_terminal_and_is_plain(tmp_path: Path, shared_gocache: Path, columns: int) -> None:
    world = build_world(ROOT / "fixtures/legacy-world", tmp_path / "world", cache=shared_gocache)
    env = {name: value for name, value in world.env.items() if name != "COLUMNS"} | {"NO_COLOR": "1"}
    wide = []
    for command in COMMANDS:
        text = shown(tuple(command.split()[1:]), env, columns=columns, at=world.project)
        assert text, command
        assert "\x1b" not in text, command
        for line in text.splitlines():
            longest = max(map(len, line.split()), default=0)
            is_name = longest > 40  # a path or a URL, which is no use in pieces
            if len(line) > columns and not is_name:
                wide.append(f"{command}: {line}")
    assert wide == []
