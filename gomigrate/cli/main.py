"""The command line: groups the commands, and turns errors into one line and an exit status."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import click

from gomigrate import __version__
from gomigrate.model.errors import GomigrateError, ProjectProblem, UsageProblem, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

# A scan makes a million values that live to its end, and next to nothing that goes in circles: the collector's usual
# haste takes a tenth of the time and frees nothing.
_OBJECTS_BETWEEN_COLLECTIONS = 100_000

DONE, DECISION, USAGE, SURROUNDINGS, BUG = 0, 1, 2, 3, 70

COMMANDS = {
    "scan": "What is there: locks, vendor folders, packages and where each comes from.",
    "plan": "Dry run: the ledger, the go.mod, the files that would change; writes nothing.",
    "apply": "The plan as commits on a new branch.",
    "verify": "Prove that a branch builds from the same files as before.",
    "batch": "All the repositories below a folder: plan, apply and verify, and a report.",
    "doctor": "Go's settings, proxies, checksum database, tools and caches, against this project's modules.",
    "graph": "Who requires whom: why a module is there, from one to another, what goes in circles.",
    "sum": "Why go.sum does not match: which copy of a module differs, or what a go error log means.",
    "explain": "What a finding's code means and what can be done.",
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
        command: click.Command = getattr(import_module(f"gomigrate.cli.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `gomigrate plan` in the project's folder: it only reads.",
)
@click.version_option(__version__, prog_name="gomigrate")
def cli() -> None:
    """Take a legacy Go code base out of GOPATH into Go modules, and prove that the build is the same one."""


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Map what stops us to a line on stderr and an exit status; nothing else does."""
    try:
        yield
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        fail("interrupted", 130)
    except ProjectProblem as error:
        fail(str(error), DECISION)
    except UsageProblem as error:
        fail(str(error), USAGE)
    except WorldProblem as error:
        fail(str(error), SURROUNDINGS)
    except GomigrateError as error:
        fail(str(error), DECISION)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)
    except KeyboardInterrupt:
        fail("interrupted", 130)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        fail(f"{error.strerror or error}{where}", SURROUNDINGS)


def fail(message: str, status: int) -> None:
    """Say it on stderr, without secrets, and leave."""
    from gomigrate.world.redact import redact

    click.echo(f"gomigrate: {redact(message)}", err=True)
    sys.exit(status)


def run() -> None:
    """The program: parse, call, map errors. A bug shows its traceback and where to report it."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    with one_line_errors():
        try:
            status = cli.main(standalone_mode=False, prog_name="gomigrate")
        except (click.ClickException, click.Abort, GomigrateError, OSError, KeyboardInterrupt):
            raise
        except Exception:
            import traceback

            from gomigrate.world.redact import redact

            click.echo(redact(traceback.format_exc()), err=True)
            click.echo("gomigrate: this is a bug in gomigrate; nothing was written. Please report it.", err=True)
            sys.exit(BUG)
        sys.exit(status if isinstance(status, int) else DONE)
