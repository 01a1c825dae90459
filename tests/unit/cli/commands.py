"""Calls the command line as a user does, in a closed environment."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from gomigrate.cli.main import run

Call = Callable[..., "Answer"]


@dataclass(frozen=True)
class Answer:
    """What a command left: its exit status and what it wrote."""

    status: int
    out: str
    err: str


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], gitconfig: Path) -> Call:
    """`call("scan", "DIR", at=folder)`: the whole program, in process."""
    for name in [name for name in os.environ if name.startswith(("GO", "XDG_"))]:
        monkeypatch.delenv(name)
    closed = {"GOPATH": str(tmp_path / "gp"), "GOPROXY": "off", "GOENV": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local"}
    for name, value in {
        **closed,
        "GOMODCACHE": str(tmp_path / "modcache"),
        "GOCACHE": str(tmp_path / "gocache"),
    }.items():
        monkeypatch.setenv(name, value)

    def called(*words: str, at: Path | None = None) -> Answer:
        if at is not None:
            monkeypatch.chdir(at)
            monkeypatch.setenv("PWD", str(at))
        monkeypatch.setattr("sys.argv", ["gomigrate", *words])
        with pytest.raises(SystemExit) as left:
            run()
        written = capsys.readouterr()
        return Answer(int(left.value.code or 0), written.out, written.err)

    return called
