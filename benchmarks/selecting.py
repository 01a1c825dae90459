"""The build list of a large module graph against `go mod graph` and `go list -m all` on the same file:// proxy."""

from __future__ import annotations

import random
import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from benchmarks.surroundings import closed
from benchmarks.timing import Command, Row, compared, medians

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = 2_000
REQUIRES = 30


def rows(folder: Path, runs: int) -> Iterator[Row]:
    """2,000 modules that require thirty others each; the go.mod files asked of the proxy, and lying in caches."""
    env = {**closed(folder), "GOFLAGS": "-mod=mod -modcacherw"}
    main = _make(folder)
    programs = ([sys.executable, "-m", "benchmarks.buildlist"], ["go", "mod", "graph"], ["go", "list", "-m", "all"])
    warm = [Command(words=words, cwd=main, env=env) for words in programs]
    cold = [replace(command, before=lambda: _forget(folder)) for command in (warm[0], warm[1])]
    what = f"build list, {MODULES:,} modules, {MODULES * REQUIRES:,} edges"
    mine, *go = medians([*cold, warm[2]], runs)
    yield compared(f"{what}, nothing in caches; go mod graph and go list -m all", mine, go, "0.5")
    mine, *go = medians(warm, runs)
    yield compared(f"{what}, all in caches; go mod graph and go list -m all", mine, go, "2")


def _forget(folder: Path) -> None:
    for cache in ("modcache", "cache"):
        shutil.rmtree(folder / cache, ignore_errors=True)


def _make(folder: Path) -> Path:
    """The proxy, and a main module that requires the first ten; no module has a go line, so that nothing is pruned."""
    rng = random.Random(1)
    names = [f"example.com/m{number}" for number in range(MODULES)]
    for number, name in enumerate(names):
        others = rng.sample(range(MODULES), REQUIRES - 1)
        required = sorted({(number + 1) % MODULES, *others} - {number})
        lines = "".join(f"\t{names[other]} {_version(other)}\n" for other in required)
        place = folder / "proxy" / name / "@v"
        place.mkdir(parents=True)
        version = _version(number)
        (place / f"{version}.mod").write_text(f"module {name}\n\nrequire (\n{lines})\n")
        (place / f"{version}.info").write_text(f'{{"Version":"{version}","Time":"2018-01-01T00:00:00Z"}}')
        (place / "list").write_text(f"{version}\n")
    main = folder / "main"
    main.mkdir()
    roots = "".join(f"\t{name} {_version(number)}\n" for number, name in enumerate(names[:10]))
    (main / "go.mod").write_text(f"module example.com/main\n\ngo 1.16\n\nrequire (\n{roots})\n")
    return main


def _version(number: int) -> str:
    return f"v1.{number % 3}.0"
