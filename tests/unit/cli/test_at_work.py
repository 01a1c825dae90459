"""What is said of what is waited for: a line that moves on a terminal, lines in a log, where it takes a while."""

from __future__ import annotations

import io
import re
import sys
import threading
from typing import TYPE_CHECKING

import click
import pytest

from gomigrate.cli import progress
from gomigrate.cli.progress import progress_option
from gomigrate.world.base.traffic import Traffic

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Terminal(io.StringIO):
    """A stderr that is a terminal; `written` is set by the first word."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal
        self.written = threading.Event()

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> int:
        if "asking" in text:
            self.written.set()
        return super().write(text)


def look_on(monkeypatch: pytest.MonkeyPatch, *, is_terminal: bool = True, after: float = 0.0) -> Terminal:
    """Called in the test itself: what a fixture puts into sys.stderr, the capturing of output replaces."""
    monkeypatch.setenv("TERM", "xterm")
    for patience in ("_PATIENCE", "_BETWEEN_LINES"):
        monkeypatch.setattr(progress, patience, after)
    stderr = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    return stderr


@pytest.fixture
def given() -> Iterator[Callable[[str], None]]:
    """Gives --progress to the command that the test is in the middle of."""
    command = click.command(progress_option(lambda: None))
    with click.Context(command) as context:
        yield lambda value: command.params[0].process_value(context, value)


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_takes_long_is_told(is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = look_on(monkeypatch, is_terminal=is_terminal, after=0.01)
    with progress.at_work("asking"):
        assert stderr.written.wait(20)


def test_a_log_gets_whole_lines_and_nothing_that_steers_a_terminal(
    given: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    given("plain")
    stderr = look_on(monkeypatch, after=0.01)
    with progress.at_work("asking"):
        assert stderr.written.wait(20)
    lines = stderr.getvalue().splitlines()
    assert lines
    assert all(line.isprintable() and line.startswith("asking (") for line in lines)


def test_it_is_told_who_is_waited_for_how_much_came_and_what_was_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    traffic = Traffic()
    stderr = look_on(monkeypatch, is_terminal=False, after=0.01)
    with traffic.asking("fast.test"):
        traffic.receive("fast.test", 3 << 20)
    for _ in range(1200):
        traffic.remember()
    traffic.want(5)
    traffic.bring(1 << 20)
    with traffic.asking("slow.test"), progress.at_work("asking", traffic):
        assert stderr.written.wait(20)
    said = stderr.getvalue().splitlines()[0].partition(": ")[2]
    counted = "1 of 2 requests answered; waiting for slow.test (1); 1 of 5 modules downloaded; 4 MB"
    assert said == f"{counted}; 1,200 answers remembered"


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_the_line_that_moves_is_one_line(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = look_on(monkeypatch)
    monkeypatch.setenv("COLUMNS", str(width))
    with progress.at_work("asking " + 20 * "word "):
        assert stderr.written.wait(20)
    frames = re.findall(r"asking[^\x1b\r\n]*", stderr.getvalue())
    assert "\n" not in stderr.getvalue().partition("\x1b[?25h")[0].rstrip("\n")  # where the cursor comes back
    assert {len(frame) < width for frame in frames} == {True}


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_is_done_at_once_is_not_told(is_terminal: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = look_on(monkeypatch, is_terminal=is_terminal, after=3600.0)
    with progress.at_work("asking"):
        pass
    assert "asking" not in stderr.getvalue()


@pytest.mark.parametrize(("value", "is_wanted"), [("none", True), ("auto", False), ("plain", False)])
def test_nobody_is_told_who_does_not_want_it(
    value: str, is_wanted: bool, given: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(value)
    terminal = look_on(monkeypatch)
    with progress.at_work("asking", is_wanted=is_wanted):
        assert not terminal.written.wait(0.2)
    assert terminal.getvalue() == ""


def test_failure_passes_through_and_the_cursor_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)

    def fail() -> None:
        with progress.at_work("asking"):
            terminal.written.wait(20)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        fail()
    assert terminal.getvalue().rpartition("\x1b[?25")[2].startswith("h")
