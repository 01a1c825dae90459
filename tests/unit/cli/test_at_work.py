"""The line that says what is waited for: on a terminal alone, and only where it takes a while."""

from __future__ import annotations

import io
import sys
import threading

import pytest

from gomigrate.cli import progress


class Terminal(io.StringIO):
    """What stderr is where somebody looks on; `written` is set by the first word."""

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
    monkeypatch.setattr(progress, "_PATIENCE", after)
    stderr = Terminal(is_terminal=is_terminal)
    monkeypatch.setattr(sys, "stderr", stderr)
    return stderr


def test_what_takes_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch)
    with progress.at_work("asking"):
        assert terminal.written.wait(20)


def test_what_is_done_at_once_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = look_on(monkeypatch, after=3600.0)
    with progress.at_work("asking"):
        pass
    assert "asking" not in terminal.getvalue()


@pytest.mark.parametrize(("is_terminal", "is_wanted"), [(False, True), (True, False)])
def test_nobody_is_told_who_does_not_look_on(
    is_terminal: bool, is_wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = look_on(monkeypatch, is_terminal=is_terminal)
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
