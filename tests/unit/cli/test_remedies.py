"""Every error ends in what to do next, and colors and terminals change nothing about what is said."""

from __future__ import annotations

import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

import gomigrate
from gomigrate.cli import main
from gomigrate.model.codes import finding
from gomigrate.model.errors import GomigrateError, NothingToDo, ProjectProblem, UsageProblem, WorldProblem
from gomigrate.report.explain import explain_text
from gomigrate.report.page import Page, findings_into
from gomigrate.report.words.findings import ROWS, usual_remedy


def kinds(kind: type[GomigrateError] = GomigrateError) -> Iterator[type[GomigrateError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from kinds(below)


def all_kinds() -> list[type[GomigrateError]]:
    for module in pkgutil.walk_packages(gomigrate.__path__, "gomigrate."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    return list(dict.fromkeys(kinds()))


def said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException) -> str:
    def fails(**_: object) -> None:
        raise error

    monkeypatch.setattr(main.cli, "main", fails)
    with pytest.raises(SystemExit):
        main.run()
    return capsys.readouterr().err


def test_every_kind_of_error_ends_in_what_to_do_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["gomigrate", "plan", "x"])
    found = all_kinds()
    assert {UsageProblem, NothingToDo, ProjectProblem, WorldProblem} < set(found)
    for kind in found:
        error = kind.__new__(kind)
        Exception.__init__(error, "it is broken")
        text = said(monkeypatch, capsys, error)
        assert re.fullmatch("error: it is broken\nhelp: gomigrate (plan x|plan --help|doctor x)\n", text), kind


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort(), PermissionError(13, "Permission denied", "/x")])
def test_what_python_raises_ends_in_what_to_do_next(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    assert re.fullmatch("error: .+\nhelp: .+\n", said(monkeypatch, capsys, error))


@pytest.mark.parametrize(
    ("called", "instead", "remedy"),
    [
        (
            ("verify", "--against", "modulse", "my dir"),
            ("modulse", "modules"),
            "gomigrate verify --against modules 'my dir'",
        ),
        (("verify", "--against=modulse"), ("modulse", "modules"), "gomigrate verify --against=modules"),
        (("verify",), None, "gomigrate branches"),
    ],
)
def test_a_word_that_is_nearly_right_is_put_right(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    called: tuple[str, ...],
    instead: tuple[str, str] | None,
    remedy: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["gomigrate", *called])
    error = UsageProblem("no branch", remedy="gomigrate branches", instead=instead)
    assert said(monkeypatch, capsys, error) == f"error: no branch\nhelp: {remedy}\n"


def test_every_finding_says_what_to_do_wherever_it_is_shown() -> None:
    for code, row in ROWS.items():
        told = " ".join(explain_text(code, 80, color=False).split())
        assert usual_remedy(row) in told, code


@pytest.mark.parametrize("code", ["GM303", "GM601"])
def test_colours_add_nothing_and_take_nothing_away(code: str) -> None:
    pages = []
    for color in (False, True):
        page = Page(80, color=color)
        findings_into(page, [finding(code, path="x.test/a")])
        page.table([("held", "x.test/a", "why"), ("raised", "x.test/b", "why")])
        pages.append(str(page))
    plain, colored = pages
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == plain


SLOW = """
import sys, time
from gomigrate.cli.progress import at_work
with at_work("Working hard"):
    if sys.argv[1] == "until told":
        sys.stdin.readline()
    else:
        time.sleep(float(sys.argv[1]))
print("done")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo terminal")
@pytest.mark.parametrize(("how_long", "is_shown"), [("until told", True), ("0", False)])
def test_what_takes_more_than_a_second_is_told_on_a_terminal(how_long: str, is_shown: bool) -> None:
    ours, theirs = os.openpty()
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3]), "TERM": "xterm"}
    words = [sys.executable, "-c", SLOW, how_long]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, env=env, stderr=theirs, stdin=pipe, stdout=pipe, text=True) as child:
        os.close(theirs)
        shown = read_until(ours, b"Working hard")
        out, _ = child.communicate("go on\n", timeout=60)
        assert out == "done\n"
    os.close(ours)
    assert (b"Working hard" in shown) == is_shown


def read_until(terminal: int, words: bytes) -> bytes:
    """What was written to the terminal up to these words, or up to its end."""
    shown = b""
    while words not in shown:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # what Linux says once the other side is closed
            break
        if not part:
            break
        shown += part
    return shown


def test_a_log_gets_no_progress() -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[3])}
    ran = subprocess.run([sys.executable, "-c", SLOW, "1.2"], env=env, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("done\n", "")
