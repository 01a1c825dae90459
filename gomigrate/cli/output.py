"""What goes to the terminal: everything that a command prints leaves through here."""

from __future__ import annotations

import os
import re
import stat
import sys
from typing import Any

import click

from gomigrate.model.text.visible import json_text, visible

# A command to the runner of GitHub Actions where a line begins so. What begins with ## is one to that runner, and to
# that of Azure Pipelines, wherever it stands in a line (actions/runner, ActionCommand.TryParse).
_COMMAND = re.compile(r"^([^\S\n]*):(?=:)", re.MULTILINE)
_OLD_COMMAND = re.compile(r"#(?=#(?:\[|vso))", re.IGNORECASE)
_RUNNERS = frozenset(("GITHUB_ACTIONS", "TF_BUILD"))
"""What the services say to jobs that they run."""


def plain_lines(text: str) -> str:
    """The text with nothing that the log of a CI job takes for a command: what a project's tests print, say."""
    return _without_old(_COMMAND.sub(r"\1\\u003a", text))


def _without_old(text: str) -> str:
    return _OLD_COMMAND.sub(r"\\u0023", text)


def say(text: str, *, err: bool = False) -> None:
    """Print lines in which nothing of a stranger's steers the terminal."""
    click.echo(plain_lines(visible(text, lines=True)), err=err)


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(_without_old(json_text(value, indent=2)))


def say_annotations(lines: str) -> None:
    """Print commands to the runner of GitHub Actions, as `report.checks.github` makes them: no others are in them."""
    if lines:
        click.echo(_without_old(lines))


def say_bytes(data: bytes) -> None:
    """Print what another program reads, as it is: never to a terminal. A pipe may be the log of a CI job: there, lines
    that its runner takes for commands are changed."""
    if _RUNNERS & os.environ.keys() and not _is_file():
        data = plain_lines(data.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    click.echo(data, nl=False)


def _is_file() -> bool:
    try:
        return stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return False


def show(page: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a page with our own colors, whose words `report.page` has made fit already."""
    click.echo(plain_lines(page), err=err, nl=nl, color=True)
