"""--json stands for --format json, wherever there is a --format."""

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
