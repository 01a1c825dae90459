"""--json stands for --format json wherever there is a --format; --color, -v and -q are everywhere."""

from __future__ import annotations

import click
import pytest

from gomigrate.cli.main import COMMANDS, cli

CONTEXT = click.Context(cli)
FORMATTED = [
    name
    for name in COMMANDS
    if any("--format" in param.opts for param in (cli.get_command(CONTEXT, name) or cli).params)
]


@pytest.mark.parametrize("name", FORMATTED)
@pytest.mark.parametrize(
    ("words", "form"),
    [((), "text"), (("--json",), "json"), (("--format", "json"), "json"), (("--json", "--format", "text"), "text")],
)
def test_the_last_word_counts(name: str, words: tuple[str, ...], form: str) -> None:
    command = cli.get_command(CONTEXT, name)
    assert command is not None
    needed = ["GM401"] if name == "explain" else []
    assert command.make_context(name, [*needed, *words], resilient_parsing=False).params["form"] == form


def test_most_commands_have_it() -> None:
    assert {"plan", "apply", "verify", "doctor", "sum", "scan", "graph", "batch"} <= set(FORMATTED)


def options_of(name: str) -> list[click.Option]:
    command = cli.get_command(CONTEXT, name)
    assert command is not None
    return [param for param in command.params if isinstance(param, click.Option)]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_the_options_of_a_page(name: str) -> None:
    opts = {opt for option in options_of(name) for opt in option.opts}
    wanted = {"--color"} if name == "completion" else {"--color", "-v", "--verbose", "-q", "--quiet"}
    assert wanted <= opts


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_an_option_is_short(name: str) -> None:
    """Two lines of the help on a terminal of 100 columns, one sentence or two, each with a full stop."""
    for option in options_of(name):
        told = option.help or ""
        assert told.endswith("."), option.opts
        assert len(told) <= 120, (option.opts, len(told))


def test_every_command_stands_in_one_group_of_the_help() -> None:
    lines = click.Context(cli, info_name="gomigrate").get_help().splitlines()
    for name in COMMANDS:
        assert sum(line.startswith(f"  {name} ") for line in lines) == 1, name
    assert [line for line in lines if line.endswith(":")] == [
        "Options:",
        "Migrate:",
        "After the migration:",
        "Trouble:",
    ]
