"""`gomigrate scan` against `go list` in GOPATH mode, and the memory that it takes."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from benchmarks.made import GopathTree, make_gopath
from benchmarks.surroundings import GOMIGRATE, closed
from benchmarks.timing import Command, Row, compared, medians

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIZES = (5_000, 10_000, 20_000, 40_000)


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """A GOPATH of 20,000 files, one repository of 3,000, and the growth of memory."""
    yield from _gopath(folder / "all", runs)
    yield from _repository(folder / "one", runs)
    yield from _memory(folder / "memory")


def _scan(tree: GopathTree) -> Command:
    return Command(words=[*GOMIGRATE, "scan", "--format", "json"], cwd=tree.project, env=_env(tree))


def _env(tree: GopathTree) -> dict[str, str]:
    return {**closed(tree.gopath.parent), "GOPATH": str(tree.gopath), "GO111MODULE": "off"}


def _gopath(folder: Path, runs: int) -> Iterator[Row]:
    tree = make_gopath(folder, 20_000)
    go_list = Command(words=["go", "list", "-e", "-json", "all"], cwd=tree.project, env=_env(tree))
    read = Command(words=["python3", "-S", str(_reader(folder)), "src"], cwd=tree.gopath, env=_env(tree))
    ours, go, floor = medians([_scan(tree), go_list, read], runs)
    what = f"scan of a GOPATH of {tree.files:,} files; go list -e -json all"
    yield compared(what, ours, [go], "0.35")
    yield compared("the same; only reading all those files, in Python", ours, [floor], "")
    shutil.rmtree(folder)


def _reader(folder: Path) -> Path:
    """A program that opens and reads every Go file and does nothing else: less a scan in Python cannot do."""
    place = folder / "read.py"
    place.write_text(
        "import os, sys\n"
        "for folder, names, files in os.walk(sys.argv[1]):\n"
        "    for name in files:\n"
        "        if name.endswith('.go'):\n"
        "            number = os.open(folder + '/' + name, os.O_RDONLY)\n"
        "            os.read(number, 1 << 20)\n"
        "            os.close(number)\n"
    )
    return place


def _repository(folder: Path, runs: int) -> Iterator[Row]:
    tree = make_gopath(folder, 3_000, own=1.0)
    words = ["go", "list", "-e", "-deps", "-test", "-json", "./..."]
    ours, go = medians([_scan(tree), Command(words=words, cwd=tree.project, env=_env(tree))], runs)
    yield compared(f"scan of a repository of {tree.files:,} files; go list -deps -test", ours, [go], "0.6")
    shutil.rmtree(folder)


def _memory(folder: Path) -> Iterator[Row]:
    taken = []
    for size in SIZES:
        tree = make_gopath(folder / str(size), size)
        taken.append(medians([_scan(tree)], 1)[0].megabytes)
        shutil.rmtree(folder / str(size))
    for number, size in enumerate(SIZES):
        before = taken[number - 1] if number else 0
        grown = f"{taken[number] - before:+.0f} MB" if number else ""
        aim = "250 MB" if size == 20_000 else ""
        yield Row(what=f"memory, {size:,} files", ours=f"{taken[number]:.0f} MB", other="", ratio=grown, aim=aim)
    os.sync()
