"""`gomigrate completion`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.output import say
from gomigrate.cli.terminal import color_option

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

PROGRAM, VARIABLE = "gomigrate", "_GOMIGRATE_COMPLETE"


@click.command(epilog="Example: gomigrate completion bash > ~/.local/share/bash-completion/completions/gomigrate")
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish"]))
@color_option
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that makes SHELL, which is bash, zsh or fish, complete commands, options and their values.

    For one session of bash or zsh: eval "$(gomigrate completion bash)"; of fish: gomigrate completion fish | source.
    """
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    say(found(ctx.find_root().command, {}, PROGRAM, VARIABLE).source())


def folders(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shell's own completion of folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def codes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of findings, with their titles."""
    from click.shell_completion import CompletionItem

    from gomigrate.report.words.findings import ROWS

    return [CompletionItem(code, help=row.title) for code, row in ROWS.items() if code.startswith(incomplete.upper())]
