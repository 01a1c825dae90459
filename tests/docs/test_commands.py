"""Every command in the docs: run in a made world where its page names one, else checked against the program.

The names of the tests say which: `test_page_is_run` runs, `test_options_exist` only parses.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import click
import pytest

from gomigrate.cli.main import COMMANDS, cli
from tests.docs.console import PAGES, ROOT, calls, steps, world_of
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import build_world

PROGRAMS = ("gomigrate", "git")
OF_A_SHELL = re.compile(r"[|&;<>$`*?(){}\\\n]")
RUN = [page for page in PAGES if world_of(page)]
PARSED = [(page, number, words) for page in PAGES for number, words in calls(page)]
PLACEHOLDER = re.compile(r"\[?[A-Z]+(=?[A-Z]|\.\.\.|\])*\]?(@[A-Z]+)?")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.go
@pytest.mark.parametrize("page", RUN, ids=name)
def test_page_is_run(page: Path, tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(ROOT / world_of(page), tmp_path / "world", cache=shared_gocache)
    env = {**world.env, "COLUMNS": "80"}
    assert steps(page)
    for step in steps(page):
        program, *words = shlex.split(step.command)
        assert program in PROGRAMS, step
        assert not OF_A_SHELL.search(step.command), step
        if program == "gomigrate":
            answer = gomigrate(words, world.project, env)
            status, out, said = answer.status, answer.out, answer.said
        else:
            ran = subprocess.run([program, *words], cwd=world.project, env=env, capture_output=True, text=True)
            status, out, said = ran.returncode, ran.stdout, ran.stdout + ran.stderr
        assert status == step.status, f"{name(page)}:{step.line}: {said}"
        complain(page, step.line, step.shown, out)


def complain(page: Path, line: int, shown: tuple[str, ...], out: str) -> None:
    """Fails where the output is not what the page shows; `...` stands for any number of lines."""
    lines = [text.rstrip() for text in shown]
    pattern = "".join(r"(?:.*\n)*" if text.strip() == "..." else re.escape(text) + r"\n" for text in lines)
    told = "".join(f"{text.rstrip()}\n" for text in out.splitlines())
    assert re.fullmatch(rf"{pattern}\s*", told), f"{name(page)}:{line} shows something else than:\n{told}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_options_exist(page: Path) -> None:
    for number, words in calls(page):
        check(words, f"{name(page)}:{number}")


def check(words: list[str], where: str) -> None:
    """Parses the call as the program would, without running it. What stands for a value ("NAME", "DIR") is one."""
    if not words or PLACEHOLDER.fullmatch(words[0]) or words[0] in {"--help", "--version", "alone"}:
        return
    context = click.Context(cli, info_name="gomigrate")
    assert words[0] in COMMANDS, f"{where}: there is no gomigrate {words[0]}"
    command = cli.get_command(context, words[0])
    assert command is not None
    rest = [word for word in words[1:] if word != "..." and not word.startswith(("[", "{"))]
    if "--help" in rest:
        return
    try:
        command.make_context(words[0], [*rest], parent=context)
    except click.UsageError as error:
        stands_for_a_value = any(PLACEHOLDER.fullmatch(word) for word in rest)
        if isinstance(error, click.MissingParameter) or "requires" in str(error):
            return  # a span that names a command or an option without its value
        if not (isinstance(error, click.BadParameter) and stands_for_a_value):
            raise AssertionError(f"{where}: gomigrate {' '.join(words)}: {error}") from error


@pytest.mark.parametrize(
    "words",
    [["skan"], ["plan", "--nope"], ["plan", "a", "b", "c"], ["plan", "--vendor", "burn"], ["completion", "tcsh"]],
)
def test_check_finds_what_does_not_exist(words: list[str]) -> None:
    with pytest.raises(AssertionError):
        check(words, "here")


def test_examples_of_the_help_exist() -> None:
    context = click.Context(cli, info_name="gomigrate")
    for command in COMMANDS:
        found = cli.get_command(context, command)
        assert found is not None
        called = re.search(r"gomigrate ([^|>&]+)", (found.epilog or "").partition("Example")[2])
        assert called, command
        words = called[1].split()
        assert words[0] == command
        check(words, command)


def test_every_page_with_dollar_lines_but_the_readme_is_run_or_known() -> None:
    known = {"docs/graph.md", "docs/reference/failed-builds.md"}  # the second is made by the program
    assert {name(page) for page in PAGES if steps(page)} - {name(page) for page in RUN} <= known
