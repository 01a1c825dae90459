"""What is different on Windows, as far as it can be asked for anywhere."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import warnings
from pathlib import Path, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomigrate.model.trees.writable import why_not_on_windows
from gomigrate.world.base import process
from gomigrate.world.disk.realpath import slashed
from gomigrate.world.net.client import file_path

DEVICES = ("CON", "aux", "NUL", "prn", "COM1", "lpt9", "COM\u00b2", "CONIN$")


@pytest.mark.parametrize(
    ("path", "is_written"),
    [
        ("a/b.go", True),
        ("console/auxiliary.go", True),
        ("nulls/com10.go", True),
        (".hidden/..b", True),
        ("Größe/日本.go", True),
        *((f"a/{name}", False) for name in DEVICES),
        *((f"{name}.go/b", False) for name in DEVICES),
        ("a/aux .txt", False),
        ("a/nul:stream", False),
        ("a./b", False),
        ("a/b ", False),
        *((f"a/b{character}c", False) for character in '<>:"|?*\\\x01\n'),
    ],
)
def test_names_that_windows_takes_for_others(path: str, is_written: bool) -> None:
    assert (why_not_on_windows(path) == "") is is_written


@given(st.text(st.sampled_from("CONAUXPRNLcomlpt12.:$ \u00b9"), min_size=1, max_size=8) | st.sampled_from(DEVICES))
def test_no_name_of_a_device_is_written(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        is_reserved = PureWindowsPath(name).is_reserved()
    assert not is_reserved or why_not_on_windows(name)


@pytest.mark.parametrize(
    ("path", "separator", "shown"),
    [
        ("C:\\Users\\x\\go", "\\", "C:/Users/x/go"),
        ("C:/go", "\\", "C:/go"),
        ("\\\\server\\share", "\\", "//server/share"),
        ("/home/back\\slash", "/", "/home/back\\slash"),
    ],
)
def test_a_path_has_slashes(path: str, separator: str, shown: str) -> None:
    assert slashed(path, separator) == shown


@pytest.mark.parametrize(
    ("path", "has_drives", "file"),
    [
        ("/C:/proxy/a%20b", True, "C:/proxy/a b"),
        ("/C:/proxy", False, "/C:/proxy"),
        ("/srv/proxy", True, "/srv/proxy"),
        ("/C:x", True, "/C:x"),
    ],
)
def test_the_file_of_a_url(path: str, has_drives: bool, file: str) -> None:
    assert file_path(path, has_drives=has_drives) == file


def test_where_there_are_no_groups_a_program_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taskkill = tmp_path / "System32/taskkill.exe"
    taskkill.parent.mkdir()
    taskkill.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/told\n')
    taskkill.chmod(stat.S_IRWXU)
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    monkeypatch.delattr(os, "killpg")
    process.kill(123456)
    assert (tmp_path / "told").read_text() == "/T /F /PID 123456\n"


def test_where_that_cannot_be_asked_for_the_program_itself_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path / "nowhere"))
    monkeypatch.delattr(os, "killpg")
    process.kill(child.pid)
    assert child.wait() == -signal.SIGTERM
    assert child.stdin is not None
    child.stdin.close()
