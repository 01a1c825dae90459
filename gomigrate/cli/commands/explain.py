"""`gomigrate explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.commands.completion import codes
from gomigrate.cli.options import format_option
from gomigrate.cli.output import say_json, show

if TYPE_CHECKING:
    from gomigrate.report.page import Amount
from gomigrate.cli.terminal import amounts, color, width


@click.command(epilog="Example: gomigrate explain GM303")
@click.argument("code", metavar="[CODE]", default="", shell_complete=codes)
@amounts(verbose="Without CODE, explain each code.", quiet="Show the title only; without CODE, the codes only.")
@format_option
def explain(code: str, form: str, amount: Amount) -> None:
    """Explain a finding's code and say what to do; without CODE, list all codes."""
    from gomigrate.report.explain import codes_json, codes_text, explain_text

    if form == "json":
        say_json(codes_json(code))
    else:
        show(explain_text(code, width(), color(), amount) if code else codes_text(width(), color(), amount))
