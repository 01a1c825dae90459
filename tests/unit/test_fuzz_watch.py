"""The watch of the fuzzer's targets: what it lets pass, and what it stops."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fuzz.watch import OutsideError, confined

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors have no names here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("in/below", "out"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").write_text("x")
    (tmp_path / "in/link").symlink_to("../out")
    return tmp_path / "in"


def below(folder: Path, work: Callable[[int], object]) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        work(descriptor)
    finally:
        os.close(descriptor)


OUTSIDE: dict[str, Callable[[Path], object]] = {
    "write": lambda at: (at.parent / "out/new").write_text("x"),
    "append": lambda at: (at.parent / "out/file").open("a"),
    "write through a link": lambda at: (at / "link/new").write_text("x"),
    "write by ..": lambda at: (at / "below/../../out/new").write_text("x"),
    "write by a bare name": lambda at: Path("new").write_text("x"),
    "rename out": lambda at: (at / "below/file").rename(at.parent / "out/new"),
    "rename in": lambda at: (at.parent / "out/file").rename(at / "new"),
    "remove": lambda at: (at.parent / "out/file").unlink(),
    "remove through a link": lambda at: (at / "link/file").unlink(),
    "mkdir": lambda at: (at.parent / "out/new").mkdir(),
    "rmdir": lambda at: (at.parent / "out").rmdir(),
    "link": lambda at: os.link(at / "below/file", at.parent / "out/new"),
    "symlink": lambda at: (at.parent / "out/new").symlink_to("x"),
    "chmod": lambda at: (at.parent / "out/file").chmod(0o600),
    "utime": lambda at: os.utime(at.parent / "out/file"),
    "rmtree": lambda at: shutil.rmtree(at.parent / "out"),
    "remove beside a descriptor": lambda at: below(at.parent / "out", lambda fd: os.unlink("file", dir_fd=fd)),
    "program": lambda at: subprocess.run([sys.executable, "-c", ""], check=True),
    "shell": lambda at: os.system("true"),
}


@pytest.mark.parametrize("what", OUTSIDE)
def test_change_outside_of_the_folder_is_stopped_before_it_is_made(what: str, folder: Path) -> None:
    before = sorted(folder.parent.rglob("*"))
    with confined(folder), pytest.raises(OutsideError):
        OUTSIDE[what](folder)
    assert sorted(folder.parent.rglob("*")) == before


def test_changes_inside_of_the_folder_and_reading_elsewhere_are_let_pass(folder: Path) -> None:
    with confined(folder):
        assert (folder.parent / "out/file").read_text() == "x"
        (folder / "new").write_text("x")
        (folder / "new").rename(folder / "below/new")
        below(folder / "below", lambda fd: os.unlink("new", dir_fd=fd))
        (folder / "link").unlink()
        shutil.rmtree(folder / "below")
    (folder.parent / "out/new").write_text("outside of the block")
