"""What the commands print into a pipe: plain text, in 80 columns but for names that cannot be broken."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.console import ROOT
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import build_world

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


def said(command: str, place: Path, env: Mapping[str, str]) -> str:
    ran = gomigrate(command.split()[1:], place, env)
    assert ran.status in {0, 1}, ran.err
    return ran.said


@pytest.mark.go
def test_output_fits_80_columns_and_is_plain(tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(ROOT / "fixtures/legacy-world", tmp_path / "world", cache=shared_gocache)
    env = {name: value for name, value in world.env.items() if name != "NO_COLOR"} | {"PYTHONPATH": str(ROOT)}
    wide = []
    for command in COMMANDS:
        text = said(command, world.project, env)
        assert "\x1b" not in text, command
        for line in text.splitlines():
            longest = max(map(len, line.split()), default=0)
            is_name = longest > 40  # a path or a URL, which is no use in pieces
            if len(line) > 80 and not is_name:
                wide.append(f"{command}: {line}")
    assert wide == []
