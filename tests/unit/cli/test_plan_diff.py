"""`gomigrate plan --diff`: the diff alone on stdout, what it comes to on stderr."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import git, gitconfig, make_repo, write

__all__ = ["call", "gitconfig"]

MAKEFILE = "# \x1b]0;title\x07 and \u202e\nbuild:\n\tdep ensure\n\tgo build ./...\n"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    place = tmp_path / "gp/src/example.com/app"
    files = {"main.go": "package main\n\nfunc main() {}\n", "Makefile": MAKEFILE, "Gopkg.lock": ""}
    make_repo(place, {**files, "setup.cmd": ":: set up\ndep ensure\n"})
    return place


def test_stdout_is_a_patch_that_applies_and_stderr_counts(call: Call, app: Path, tmp_path: Path) -> None:
    told = call("plan", "--diff", at=app)
    assert told.status == 0
    assert told.out.startswith("diff --git a/Makefile b/Makefile\n")
    assert "-\tdep ensure\n" in told.out
    patch = tmp_path / "patch"
    patch.write_text(told.out)
    git(app, "apply", "--check", str(patch))
    assert "Build files: 1 go command stays as it is, " in told.err
    assert call("plan", "--diff", "--quiet", at=app) == type(told)(0, told.out, "")


def test_json_has_the_same_as_values_and_each_line_with_its_place(call: Call, app: Path) -> None:
    value = json.loads(call("plan", "--format", "json", at=app).out)
    lines = [line for edit in value["edits"] for hunk in edit["hunks"] for line in hunk["lines"]]
    shown = call("plan", "--diff", at=app).out.split("\n")
    assert [line for line in shown if re.match(r"[ +-](?![+-]{2} )", line)] == lines
    fates = {line["place"]: line["fate"] for line in value["build_lines"]}
    assert fates["Makefile:3"] == "mended"
    assert fates["Makefile:4"] == "stays"


def test_the_pages_show_it_too(call: Call, app: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    body = call("plan", "--format", "markdown", "--report", str(page), at=app).out
    assert "\n```diff\ndiff --git a/Makefile b/Makefile\n" in body
    assert '<span class="del">-\tdep ensure\n</span>' in page.read_text()
    for text in (body, page.read_text()):
        assert "\x1b" not in text
        assert "\u202e" not in text


def test_on_a_terminal_nothing_steers_it_and_colours_are_those_of_git(
    call: Call, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    plain = call("plan", "--diff", at=app).out
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\\u001b]0;title\\u0007 and \\u202e" in plain
    assert "\x1b]" not in plain
    assert re.search("\x1b\\[31m-.dep ensure\x1b\\[0m", plain)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in call("plan", "--diff", at=app).out


@pytest.mark.parametrize("words", [["--format", "json"], ["--format", "markdown"], ["-v"], ["--explain-goflags"]])
def test_it_goes_with_no_other_shape(call: Call, app: Path, words: list[str]) -> None:
    assert call("plan", "--diff", *words, at=app).status == 2


def test_a_plan_that_needs_a_decision_shows_its_edits_and_says_so(call: Call, app: Path) -> None:
    lock = '[[projects]]\n  name = "example.org/gone"\n  packages = ["."]\n  revision = "' + "1" * 40 + '"\n'
    write(app, {"Gopkg.lock": lock, "main.go": 'package main\n\nimport _ "example.org/gone"\n\nfunc main() {}\n'})
    git(app, "commit", "-qam", "more")
    told = call("plan", "--diff", at=app)
    assert told.status == 1
    assert told.out.startswith("diff --git")
    assert "1 decision needed before apply" in told.err


def test_a_log_of_a_job_takes_no_line_for_a_command(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = "import sys; from gomigrate.cli.output import say_bytes; say_bytes(b' ::add-mask::x\\n \\xff\\n')"
    for runner, piped in (("", b" ::add-mask::x\n \xff\n"), ("GITHUB_ACTIONS", b" \\u003a:add-mask::x\n \xff\n")):
        monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
        if runner:
            monkeypatch.setenv(runner, "true")
        assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == piped
        with (tmp_path / "file").open("wb") as file:
            subprocess.run([sys.executable, "-c", program], stdout=file, check=True)
        assert (tmp_path / "file").read_bytes() == b" ::add-mask::x\n \xff\n"


def test_open_needs_a_page_and_without_a_screen_its_address_is_told(
    call: Call, app: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    for words in (("--open",), ("--report", str(tmp_path / "body.md"), "--open")):
        assert call("plan", *words, at=app).status == 2
    page = tmp_path / "a page.html"
    assert f"report: {page.as_uri()}" in call("plan", "--report", str(page), "--open", at=app).err
    assert page.is_file()
