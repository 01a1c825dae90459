"""`gomigrate explain`."""

from __future__ import annotations

import click

from gomigrate.cli.commands.completion import codes
from gomigrate.cli.options import color, format_option, width
from gomigrate.cli.output import say_json, show


@click.command(epilog="Example: gomigrate explain GM303")
@click.argument("code", metavar="[CODE]", default="", shell_complete=codes)
@format_option
def explain(code: str, form: str) -> None:
    """Say what a finding's code means and what can be done; without CODE, list all codes."""
    from gomigrate.report.explain import codes_json, codes_text, explain_text

    if form == "json":
        say_json(codes_json(code))
    else:
        show(explain_text(code, width(), color()) if code else codes_text(width(), color()))
