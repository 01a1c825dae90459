"""Trees to measure on: made from a counter, so that every run and every machine gets the same."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FILES_IN_A_PACKAGE = 5
"""Of which one is a test, and one is for another platform."""
PACKAGES_IN_A_REPOSITORY = 40
STANDARD = (
    *("bytes", "context", "encoding/json", "errors", "fmt", "io"),
    *("net/http", "os", "sort", "strings", "sync", "time"),
)
IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Bench"), ("EMAIL", "bench@example.com"), ("DATE", "2018-11-30T12:00:00Z"))
}


@dataclass(frozen=True, slots=True)
class GopathTree:
    """A GOPATH with one project in git, and the dependencies that it imports beside it."""

    gopath: Path
    project: Path
    files: int
    packages: int


def make_gopath(folder: Path, files: int, *, own: float = 0.4) -> GopathTree:
    """A GOPATH of so many Go files below `folder`; `own` is the project's part of them, the rest lies in dependencies
    of forty packages each, all of which are imported."""
    gopath = folder / "gopath"
    packages = files // FILES_IN_A_PACKAGE
    of_project = int(packages * own)
    names = [f"example.com/acme/shop/pkg{n}" for n in range(of_project)]
    names += [f"example.org/dep{n // PACKAGES_IN_A_REPOSITORY}/pkg{n}" for n in range(packages - of_project)]
    for number, name in enumerate(names):
        _package(gopath / "src" / name, number, [names[n] for n in _imported(number, of_project, packages)])
    project = gopath / "src/example.com/acme/shop"
    for words in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "All"), ("gc", "-q")):
        _git(project, *words)
    return GopathTree(gopath=gopath, project=project, files=packages * FILES_IN_A_PACKAGE, packages=packages)


def _git(folder: Path, *words: str) -> None:
    git = ("git", "-c", "gc.auto=0", "-c", "init.defaultBranch=main")
    subprocess.run([*git, *words], cwd=folder, check=True, env={**os.environ, **IDENTITY})


def _imported(number: int, of_project: int, packages: int) -> list[int]:
    """A project's package imports the two after it in its group of forty, and its share of all dependencies; a
    dependency imports the two after it in its repository, and one of the last repository, which all build on."""
    start = 0 if number < of_project else of_project
    group = (number - start) // PACKAGES_IN_A_REPOSITORY
    end = min(start + (group + 1) * PACKAGES_IN_A_REPOSITORY, of_project if number < of_project else packages)
    near = list(range(number + 1, min(number + 3, end)))
    others = packages - of_project
    if number < of_project:
        share = range(number * others // of_project, (number + 1) * others // of_project + 1)
        return near + [of_project + n for n in share if n < others]
    base = packages - 1 - number % PACKAGES_IN_A_REPOSITORY
    return near + ([base] if base > end else [])


def _package(folder: Path, number: int, imported: list[str]) -> None:
    folder.mkdir(parents=True)
    for place, name in enumerate(("a.go", "b.go", "c.go", "d_windows.go", "a_test.go")):
        std = [STANDARD[(number + place + step) % len(STANDARD)] for step in range(4)]
        paths = sorted({*std, *imported[place % 2 :], *(["testing"] if name.endswith("_test.go") else [])})
        (folder / name).write_text(_source(folder.name, number * 5 + place, paths))


def _source(package: str, number: int, paths: list[str]) -> str:
    licence = "// Copyright 2018 The Acme Authors. All rights reserved.\n// Use of this source code is free.\n\n"
    constraint = "// +build !appengine\n\n" if number % 7 == 0 else ""
    imports = "".join(f'\t"{path}"\n' for path in paths)
    function = "func f{0}_{1}(n int) int {{\n\tif n < {1} {{\n\t\treturn 0\n\t}}\n\treturn n * {1}\n}}\n"
    body = "\n".join(function.format(number, n) for n in range(20 + number % 60))
    return f"{licence}{constraint}package {package}\n\nimport (\n{imports})\n\n{body}"
