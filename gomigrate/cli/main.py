"""The command line: groups the commands, and turns errors into one line and an exit status."""

from __future__ import annotations

import gc
import io
import os
import re
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import click

from gomigrate import __version__
from gomigrate.cli.breakingoff import INTERRUPTED, break_off_on_interrupt, leave
from gomigrate.cli.output import say
from gomigrate.model.errors import GomigrateError, UsageProblem, WorldProblem
from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

DONE, DECISION, USAGE, SURROUNDINGS, BUG = 0, 1, 2, 3, 70

_SEPARATED = re.compile(r"[;:] ")
_IS_TOLD = re.compile(
    r"\bgomigrate [a-z]|\bgo (mod|env|tool)\b|(?<!\S)--[a-z]"
    r"|\b(run the|name (a|the|one)|give|choose|make it|try again)\b",
    re.IGNORECASE,
)

AGAIN = "the same command again; nothing is left half done"

COMMANDS = {
    "scan": "What is there: locks, vendor folders, packages and where each comes from.",
    "plan": "Dry run: the ledger, the go.mod, the files that would change; writes nothing.",
    "clone": "Repositories of copied and unresolved pins, brought here for plan to read their commits.",
    "apply": "The plan as commits on a new branch.",
    "verify": "Prove that a branch builds from the same files as before.",
    "next": "After the migration: what is left of it, and the steps that take it away.",
    "batch": "All the repositories below a folder: plan, apply and verify, and a report.",
    "doctor": "Go's settings, proxies, checksum database, tools and caches, against this project's modules.",
    "graph": "Who requires whom: why a module is there, from one to another, what goes in circles.",
    "sum": "Why go.sum does not match: which copy of a module differs, or what a go error log means.",
    "explain": "What a finding's code means and what can be done.",
    "completion": "The script with which bash, zsh or fish complete gomigrate's commands and options.",
}


class Lazy(click.Group):
    """Commands are imported when they are called: `gomigrate --help` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order in which one uses them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, from its module."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"gomigrate.cli.commands.{cmd_name}"), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it; a name that is none is told with the nearest that there is."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, n=1)
            if not near:
                raise
            raise click.UsageError(f"{error.message} Did you mean '{near[0]}'?", ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog="Example: gomigrate plan, in the project's folder: it only reads. Without a command, gomigrate says what it"
    " sees here and which command comes next.",
)
@click.version_option(__version__, prog_name="gomigrate")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Take a legacy Go code base out of GOPATH into Go modules, and prove that the build is the same one."""
    if ctx.invoked_subcommand is None:
        from gomigrate.cli.commands.guide import guide

        guide()


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Map what stops us to a line on stderr and an exit status; nothing else does."""
    try:
        yield
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        say(shown.getvalue().rstrip("\n"), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        fail("interrupted", INTERRUPTED, AGAIN)
    except GomigrateError as error:
        fail(str(error), _status(error), error.remedy or _own_help())
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except KeyboardInterrupt:
        fail("interrupted", INTERRUPTED, AGAIN)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        fail(f"{error.strerror or error}{where}", SURROUNDINGS, WorldProblem.remedy)


def _status(error: GomigrateError) -> int:
    if isinstance(error, UsageProblem):
        return USAGE
    return SURROUNDINGS if isinstance(error, WorldProblem) else DECISION


def _own_help() -> str:
    """The --help of the command that was called."""
    command = next((word for word in sys.argv[1:] if word in COMMANDS), "")
    return " ".join(filter(None, ("gomigrate", command, "--help")))


def fail(message: str, status: int, remedy: str) -> None:
    """Say on stderr, in one line and without secrets, what is wrong and what to do next, and leave."""
    from gomigrate.world.base.redact import redact

    say(f"gomigrate: {visible(redact(with_remedy(message, remedy)))}", err=True)
    sys.exit(status)


def with_remedy(message: str, remedy: str) -> str:
    """The message as it is where it ends in a command, an option or a request; else with what to do next."""
    told = _SEPARATED.split(message, maxsplit=1)[-1]
    return message if _IS_TOLD.search(told) else f"{message.rstrip('.')}; next: {remedy}"


def run() -> None:
    """The program: parse, call, map errors. A bug shows its traceback and where to report it."""
    # A scan makes a million values that live to its end, and next to nothing that goes in circles: to look for circles
    # takes a tenth of the time and frees nothing. A batch, which may run for hours, turns it on again.
    gc.disable()
    break_off_on_interrupt()
    try:
        _run()
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            leave()
        raise


def _run() -> None:
    with one_line_errors():
        try:
            status = cli.main(standalone_mode=False, prog_name="gomigrate")
        except (click.ClickException, click.Abort, GomigrateError, OSError, KeyboardInterrupt):
            raise
        except Exception:
            import traceback

            from gomigrate.world.base.redact import redact

            say(redact(traceback.format_exc()), err=True)
            say("gomigrate: this is a bug in gomigrate; nothing was written. Please report it.", err=True)
            sys.exit(BUG)
        sys.exit(status if isinstance(status, int) else DONE)
