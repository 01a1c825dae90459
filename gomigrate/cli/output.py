"""What goes to the terminal: everything that a command prints leaves through here."""

from __future__ import annotations

from typing import Any

import click

from gomigrate.model.visible import json_text, visible


def say(text: str, *, err: bool = False) -> None:
    """Print lines in which nothing of a stranger's steers the terminal."""
    click.echo(visible(text, lines=True), err=err)


def say_json(value: Any) -> None:
    """Print a value as JSON."""
    click.echo(json_text(value, indent=2))


def show(page: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a page with our own colours, whose words `report.page` has made fit already."""
    click.echo(page, err=err, nl=nl)
