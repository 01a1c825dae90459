"""Shell completion: what each shell gets, and the real shells where they are installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate.cli.main import COMMANDS
from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import gitconfig

__all__ = ["call", "gitconfig"]

SHELLS = ("bash", "zsh", "fish")


def completed(shell: str, words: str, tmp_path: Path) -> str:
    """What the program answers to the script of the shell; COMP_WORDS is the line so far."""
    line = words.split(" ")
    told = {
        "_GOMIGRATE_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": line[-1] if shell == "fish" else str(len(line) - 1),
    }
    answer = subprocess.run(
        [sys.executable, "-m", "gomigrate"], env={**os.environ, **told}, cwd=tmp_path, capture_output=True, text=True
    )
    assert answer.stderr == ""
    return answer.stdout


@pytest.mark.parametrize("shell", SHELLS)
def test_commands_options_and_values_are_completed(shell: str, tmp_path: Path) -> None:
    commands = completed(shell, "gomigrate ", tmp_path)
    assert [name for name in COMMANDS if name not in commands] == []
    assert "--why" in completed(shell, "gomigrate graph --w", tmp_path)
    formats = completed(shell, "gomigrate graph --format ", tmp_path)
    assert "mermaid" in formats
    assert "--why" not in formats
    assert "GM303" in completed(shell, "gomigrate explain gm3", tmp_path)


def test_a_folder_is_left_to_the_shell(tmp_path: Path) -> None:
    assert completed("bash", "gomigrate plan sr", tmp_path) == "dir,sr\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_script_is_printed_and_nothing_else(call: Call, shell: str) -> None:
    answer = call("completion", shell)
    assert (answer.status, answer.err) == (0, "")
    assert f"_GOMIGRATE_COMPLETE={shell}_complete" in answer.out


def test_other_shells_are_refused_with_those_there_are(call: Call) -> None:
    answer = call("completion", "tcsh")
    assert (answer.status, answer.out) == (2, "")
    assert "'bash', 'zsh', 'fish'" in answer.err


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_itself_reads_the_script(call: Call, shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    script = tmp_path / "script"
    script.write_text(call("completion", shell).out)
    checked = subprocess.run([program, "-n", str(script)], capture_output=True, text=True)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_bash_completes_with_it(call: Call, tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    own = tmp_path / "bin"
    own.mkdir()
    (own / "gomigrate").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gomigrate "$@"\n')
    (own / "gomigrate").chmod(0o755)
    script = call("completion", "bash").out
    ask = 'COMP_WORDS=(gomigrate gra); COMP_CWORD=1; _gomigrate_completion gomigrate; echo "${COMPREPLY[@]}"'
    root = str(Path(__file__).resolve().parents[3])
    env = {**os.environ, "PATH": f"{own}:{os.environ['PATH']}", "PYTHONPATH": root}
    told = subprocess.run([bash, "-c", f"{script}\n{ask}"], env=env, cwd=tmp_path, capture_output=True, text=True)
    assert told.stdout.strip() == "graph", told.stderr
