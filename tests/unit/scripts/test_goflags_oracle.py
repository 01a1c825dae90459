"""GOFLAGS as the reader follows it, against what a shell and make hand to a program named go."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from gomigrate.scripts.engine import documents
from gomigrate.scripts.goflags import flag_rows
from gomigrate.scripts.kinds import kind_by_path

if TYPE_CHECKING:
    from pathlib import Path

needs_make = pytest.mark.skipif(not shutil.which("make"), reason="needs GNU make")
SHOWS = '#!/bin/sh\necho "$1 ${GOFLAGS-}" >> "$OUT"\n'

SHELL_LINES = (
    "export GOFLAGS=-a{n}",
    "GOFLAGS=-b{n}",
    "export GOFLAGS",
    "set +a; unset GOFLAGS",
    "set -a",
    "set +a",
    "GOFLAGS=-c{n} go l{n}",
    "env -u GOFLAGS go l{n}",
    "env -i PATH=$PATH OUT=$OUT go l{n}",
    "env GOFLAGS=-d{n} go l{n}",
    "(export GOFLAGS=-e{n}; go l{n}); go m{n}",
    "if true; then export GOFLAGS=-f{n}; else export GOFLAGS=-g{n}; fi",
    "if false; then GOFLAGS=-h{n}; go l{n}; fi",
    "case $OUT in x) export GOFLAGS=-i{n};; *) unset GOFLAGS;; esac",
    'sh -c "go l{n}; export GOFLAGS=-j{n}; go m{n}"',
    'GOFLAGS="$GOFLAGS -k{n}"',
    "f{n}() {{ export GOFLAGS=-l{n}; }}",
    "true && export GOFLAGS=-m{n}",
    "[ -z x ] && export GOFLAGS=-n{n}",
    "go l{n}",
)
MAKE_LINES = (
    "export GOFLAGS",
    "unexport GOFLAGS",
    "GOFLAGS = -a{n}",
    "GOFLAGS ?= -b{n}",
    "GOFLAGS += -c{n}",
    "override GOFLAGS += -d{n}",
    "export GOFLAGS := -e{n}",
    "export",
    "all: export GOFLAGS = -f{n}",
    "one: GOFLAGS = -g{n}",
    "one two: GOFLAGS += -h{n}",
    "two: override GOFLAGS = -i{n}",
    "t%: export GOFLAGS = -j{n}",
    "ifdef NOTHING\nGOFLAGS = -l{n}\nelse\nGOFLAGS += -m{n}\nendif",
)
RULES = """
all: one two
\tgo all
one:
\tgo one
\tenv -u GOFLAGS go unset
two: one
\t@GOFLAGS=-own go own
\tgo two
sub:
\t$(MAKE) -s two
\t$(MAKE) -s one GOFLAGS=-line
"""
CALLS = ("make -s {goal}", "GOFLAGS=-env make -s {goal}", "make -s {goal} GOFLAGS=-arg")


def rows_of(files: dict[str, str]) -> dict[str, set[tuple[str, str]]]:
    kinds = {path: kind_by_path(path) for path in files}
    found = flag_rows(documents([(path, kind, files[path]) for path, kind in kinds.items() if kind])[0])
    told: dict[str, set[tuple[str, str]]] = {}
    for row in found:
        told.setdefault(row.command, set()).add((row.value.replace("$GOFLAGS", ""), row.through))
    return told


def ran(folder: Path, script: str) -> list[tuple[str, str]]:
    """The go commands that a script ran, with what each had."""
    program, out = folder / "bin" / "go", folder / "out"
    program.parent.mkdir(exist_ok=True)
    program.write_text(SHOWS)
    program.chmod(0o755)
    out.unlink(missing_ok=True)
    (folder / "x.sh").write_text(script)
    env = {"PATH": f"{program.parent}:{os.environ['PATH']}", "OUT": str(out)}
    subprocess.run(["sh", "x.sh"], cwd=folder, env=env, check=False, capture_output=True, timeout=20)
    lines = out.read_text().splitlines() if out.exists() else []
    return [(f"go {word}", value) for word, _, value in (line.partition(" ") for line in lines)]


def test_a_shell_hands_on_what_is_told(tmp_path: Path) -> None:
    chance = random.Random(24)
    for _ in range(60):
        lines = [chance.choice(SHELL_LINES).format(n=n) for n in range(7)]
        text = "\n".join((*lines, "go end", ""))
        told = rows_of({"x.sh": text})
        for command, value in ran(tmp_path, text):
            values = {one for one, _ in told.get(command, {("", "")})}
            assert value in values, f"{command}: {value!r} of {values} in\n{text}"
            is_sure = not any(word in text for word in ("if ", "case", "[ -z", "() {"))
            assert len(values) == 1 or not is_sure, f"{command}: {values} in\n{text}"


@needs_make
def test_make_hands_on_what_is_told(tmp_path: Path) -> None:
    chance = random.Random(24)
    for _ in range(60):
        lines = [chance.choice(MAKE_LINES).format(n=n) for n in range(chance.randint(1, 4))]
        call = chance.choice(CALLS).format(goal=chance.choice(("all", "one", "two", "sub")))
        files = {"Makefile": "\n".join((".PHONY: all one two sub", *lines, RULES)), "x.sh": call + "\n"}
        (tmp_path / "Makefile").write_text(files["Makefile"])
        told = rows_of(files)
        for command, value in ran(tmp_path, files["x.sh"]):
            values = {one for one, _ in told.get(command, {("", "")})}
            assert value in values, f"{command}: {value!r} of {values} for {call} in\n{files['Makefile']}"
