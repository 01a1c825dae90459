"""Colors and widths: what the option, the variables and the terminal come to, in the order that other tools have."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from gomigrate.cli import terminal
from gomigrate.cli.main import run
from gomigrate.cli.terminal import chosen, wants_color

ROOT = Path(__file__).resolve().parents[3]
ON, OFF = True, False


SETTINGS: tuple[tuple[str, dict[str, str], bool, bool], ...] = (
    ("auto", {}, ON, OFF),
    ("auto", {"TERM": "xterm-256color"}, ON, OFF),
    ("auto", {"TERM": "dumb"}, OFF, OFF),
    ("auto", {"NO_COLOR": "1"}, OFF, OFF),
    ("auto", {"NO_COLOR": "0"}, OFF, OFF),
    ("auto", {"NO_COLOR": ""}, ON, OFF),
    ("auto", {"FORCE_COLOR": "1"}, ON, ON),
    ("auto", {"FORCE_COLOR": "3", "TERM": "dumb"}, ON, ON),
    ("auto", {"FORCE_COLOR": "true"}, ON, ON),
    ("auto", {"FORCE_COLOR": ""}, ON, OFF),
    ("auto", {"FORCE_COLOR": "0"}, OFF, OFF),
    ("auto", {"FORCE_COLOR": "false"}, OFF, OFF),
    ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, OFF, OFF),
    ("auto", {"CLICOLOR_FORCE": "1"}, ON, ON),
    ("auto", {"CLICOLOR_FORCE": "1", "CLICOLOR": "0"}, ON, ON),
    ("auto", {"CLICOLOR_FORCE": "0"}, ON, OFF),
    ("auto", {"CLICOLOR_FORCE": "0", "CLICOLOR": "0"}, OFF, OFF),
    ("auto", {"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, OFF, OFF),
    ("auto", {"FORCE_COLOR": "0", "CLICOLOR_FORCE": "1"}, OFF, OFF),
    ("auto", {"CLICOLOR": "0"}, OFF, OFF),
    ("auto", {"CLICOLOR": "1"}, ON, OFF),
    ("always", {}, ON, ON),
    ("always", {"NO_COLOR": "1", "TERM": "dumb", "CLICOLOR": "0"}, ON, ON),
    ("never", {}, OFF, OFF),
    ("never", {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}, OFF, OFF),
)


each_setting = pytest.mark.parametrize(("choice", "environ", "on_terminal", "in_pipe"), SETTINGS)


@each_setting
def test_color_is_what_option_variables_and_terminal_say(
    choice: str, environ: Mapping[str, str], on_terminal: bool, in_pipe: bool
) -> None:
    assert wants_color(choice, environ, is_terminal=True) is on_terminal
    assert wants_color(choice, environ, is_terminal=False) is in_pipe


def stripped(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


CALLS = (
    ("plann",),
    ("plan", "--bogus"),
    ("explain", "GM000"),
    ("plan", "--go", "x"),
    ("plan", "no/such/folder"),
    ("--bogus", "plan"),
)
"""Errors of the group, of a command's line and of a command that runs."""


@pytest.mark.parametrize("is_terminal", [True, False])
@each_setting
def test_error_and_help_are_colored_as_pages_are(
    choice: str,
    environ: Mapping[str, str],
    on_terminal: bool,
    in_pipe: bool,
    is_terminal: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(terminal, "_is_terminal", lambda *, err: err and is_terminal)
    told = () if choice == "auto" else ("--color", choice)
    for words in (call for one in CALLS for call in ((*told, *one), (*one, *told))):
        monkeypatch.setattr("sys.argv", ["gomigrate", *words])
        with pytest.raises(SystemExit) as left:
            run()
        assert left.value.code == 2, words
        lines = capsys.readouterr().err.splitlines()
        assert [stripped(line).partition(":")[0] for line in lines] == ["error", "help"], words
        wants = on_terminal if is_terminal else in_pipe
        assert ["\x1b[" in line for line in lines] == [wants, wants], words


@pytest.mark.parametrize(
    ("words", "choice"),
    [
        ((), "auto"),
        (("--color", "always", "plan"), "always"),
        (("plan", "--color=never", "."), "never"),
        (("--color", "never", "plan", "--color", "always"), "always"),
        (("plan", "--color"), "auto"),
        (("plan", "--color", "sometimes"), "auto"),
        (("plan", "--color=always", "--color", "sometimes"), "always"),
        (("plan", "--", "--color", "always"), "auto"),
        (("plan", "--colors", "always"), "auto"),
    ],
)
def test_the_last_color_before_the_end_of_the_options_counts(words: tuple[str, ...], choice: str) -> None:
    assert chosen(words) == choice


def shown(words: tuple[str, ...], environ: Mapping[str, str], *, columns: int = 0, at: Path = ROOT) -> str:
    """What the program writes to a terminal of so many columns, or, with 0, into a pipe."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    env = {**kept, "TERM": "xterm", **environ, "PYTHONPATH": str(ROOT), "PWD": str(at)}
    call = [sys.executable, "-m", "gomigrate", *words]
    if not columns:
        return subprocess.run(call, env=env, cwd=at, capture_output=True, text=True, check=False).stdout
    import fcntl
    import termios

    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(call, env=env, cwd=at, stdout=theirs, stderr=subprocess.DEVNULL):
        os.close(theirs)
        text = b""
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # what Linux says once the other side is closed
                break
            if not part:
                break
            text += part
    os.close(ours)
    return text.decode().replace("\r\n", "\n")


WORDS = ("explain", "GM401")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(
    ("words", "environ", "columns", "is_colored"),
    [
        (WORDS, {}, 80, True),
        (WORDS, {}, 0, False),
        (WORDS, {"NO_COLOR": "1"}, 80, False),
        (WORDS, {"TERM": "dumb"}, 80, False),
        (WORDS, {"FORCE_COLOR": "1"}, 0, True),
        ((*WORDS, "--color", "never"), {}, 80, False),
        ((*WORDS, "--color=always"), {"NO_COLOR": "1"}, 0, True),
        (("--color", "always", *WORDS), {}, 0, True),
        (("--color", "always", *WORDS, "--color", "never"), {}, 80, False),
    ],
)
def test_the_program_colors_what_it_should(
    words: tuple[str, ...], environ: Mapping[str, str], columns: int, is_colored: bool
) -> None:
    assert ("\x1b[" in shown(words, environ, columns=columns)) is is_colored


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
def test_a_page_is_as_wide_as_the_terminal_or_as_columns_says_and_unwrapped_in_a_pipe() -> None:
    def widest(environ: Mapping[str, str], columns: int) -> int:
        return max(map(len, shown(("--color", "never", *WORDS), environ, columns=columns).splitlines()))

    narrow, wide, told, piped = widest({}, 80), widest({}, 200), widest({"COLUMNS": "120"}, 80), widest({}, 0)
    assert 60 < narrow <= 80 < told <= 120 < wide <= 200 < piped
    assert widest({"COLUMNS": "60"}, 0) == piped
