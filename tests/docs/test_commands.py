"""Every command in the docs: run in a made world where its page names one, else checked against the program.

The names of the tests say which: `test_page_is_run` runs, `test_options_exist` only parses.
"""

from __future__ import annotations

import re
import shlex
import subprocess
from itertools import groupby, takewhile
from pathlib import Path

import click
import pytest

from gomigrate.cli.main import COMMANDS, cli
from tests.docs.console import FINDINGS, PAGES, ROOT, Step, calls, is_run, printed, steps, why_not_run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world
from tests.unit.diagnose.logs.loglines import known_logs


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


PROGRAMS = ("gomigrate", "git", "go")
SETTING = re.compile(r"[A-Z0-9]+=")
OF_A_SHELL = re.compile(r"[|&;<>$`*?(){}\\\n]")
RUN = [page for page in PAGES if is_run(page)]
TASKS = [
    page
    for page in PAGES
    if page.parent.name in {"how-to", "errors"} or name(page) in {"README.md", "docs/tutorial.md"}
]
PARSED = [(page, number, words) for page in PAGES for number, words in calls(page)]
PLACEHOLDER = re.compile(r"\[?[A-Z]+(=?[A-Z]|\.\.\.|\])*\]?(@[A-Z]+)?")


@pytest.mark.go
@pytest.mark.parametrize("page", RUN, ids=name)
def test_page_is_run(page: Path, tmp_path: Path, shared_gocache: Path) -> None:
    assert steps(page)
    for number, (world_name, group) in enumerate(groupby(steps(page), key=lambda step: step.world)):
        assert world_name, f"{name(page)} names its world after the first command"
        world = build_world(ROOT / world_name, tmp_path / f"world{number}", cache=shared_gocache)
        for step in group:
            run_step(page, step, world)


def run_step(page: Path, step: Step, world: World) -> None:
    """Runs a step, with the variables before its program. What it shows is compared with stdout, of go with all."""
    assert not OF_A_SHELL.search(step.command), step
    words = shlex.split(step.command)
    settings = dict(word.split("=", 1) for word in takewhile(SETTING.match, words))
    program, *rest = words[len(settings) :]
    assert program in PROGRAMS, step
    env = {**world.env, "COLUMNS": "80", **settings}
    if program == "gomigrate":
        answer = gomigrate(rest, world.project, env)
        status, out, said = answer.status, answer.out, answer.said
    else:
        env["PWD"] = str(world.project)
        ran = subprocess.run([program, *rest], cwd=world.project, env=env, capture_output=True, text=True)
        said = ran.stdout + ran.stderr
        status, out = ran.returncode, said if program == "go" else ran.stdout
    assert status == step.status, f"{name(page)}:{step.line}: {said}"
    complain(page, step.line, step.shown, out)


def complain(page: Path, line: int, shown: tuple[str, ...], out: str) -> None:
    """Fails where the output is not what the page shows: `...` is any number of lines, `…` is a part of one."""
    lines = [text.rstrip().expandtabs(4) for text in shown]
    pattern = "".join(
        r"(?:.*\n)*" if text.strip() == "..." else re.escape(text).replace("…", ".*") + r"\n" for text in lines
    )
    told = "".join(f"{text.rstrip().expandtabs(4)}\n" for text in out.splitlines())
    assert re.fullmatch(rf"{pattern}\s*", told), f"{name(page)}:{line} shows something else than:\n{told}"


@pytest.mark.parametrize("page", TASKS, ids=name)
def test_page_of_a_task_is_run_or_says_why_not(page: Path) -> None:
    assert is_run(page) != bool(why_not_run(page)), "one of <!-- run in: WORLD --> and <!-- not run: REASON -->"


@pytest.mark.parametrize("page", [page for page in PAGES if printed(page)], ids=name)
def test_go_command_printed_what_a_page_says_that_it_prints(page: Path) -> None:
    logs = {log.name.partition(": ")[2]: log.text for log in known_logs()}
    for log, block in printed(page):
        assert block in logs[log], f"{name(page)}: {log}"


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_options_exist(page: Path) -> None:
    for number, words in calls(page):
        check(words, f"{name(page)}:{number}")


def test_options_exist_in_pages_of_findings() -> None:
    for page in FINDINGS:
        test_options_exist(page)


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
