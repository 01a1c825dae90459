"""The command line: groups the commands, and turns errors into one line and an exit status."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

import click

from gomigrate import __version__
from gomigrate.cli.breakingoff import INTERRUPTED, break_off_on, leave
from gomigrate.cli.output import say, show
from gomigrate.cli.terminal import color, color_option
from gomigrate.model.errors import GomigrateError, Suggested, UsageProblem, WorldProblem
from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.report.words.call import Invocation

DONE, DECISION, USAGE, SURROUNDINGS, BUG = 0, 1, 2, 3, 70

AGAIN = "run the same command again; nothing is left half done"

GROUPS = {
    "Migrate": {
        "scan": "Show the project: lock files, vendor folders, packages, and what is missing.",
        "plan": "Show what apply would do, with every reason. Writes nothing.",
        "clone": "Clone repositories that no proxy has, for plan to read their commits.",
        "apply": "Write the plan as commits on a new branch.",
        "verify": "Check that a migrated branch builds the same code and can be merged.",
        "batch": "Run plan, apply and verify for all projects below a folder.",
    },
    "After the migration": {
        "next": "List what the migration left (holds, copies, forks), and remove each in a step.",
        "graph": "Show which module requires which, and why a module is in the build.",
    },
    "Trouble": {
        "doctor": "Check Go's settings, proxies, tools and caches against the project's modules.",
        "sum": "Find why go.sum does not match, or what the output of a failed go command means.",
        "explain": "Explain the code of a finding, such as GM401.",
        "completion": "Print the completion script for bash, zsh or fish.",
    },
}
"""The commands in the order of use, each with what it does."""

COMMANDS = {name: told for group in GROUPS.values() for name, told in group.items()}


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
        """As click does it; for an unknown name the error has the nearest known ones."""
        if ctx.resilient_parsing or not args or args[0] in COMMANDS or args[0].startswith("-"):
            return super().resolve_command(ctx, args)
        raise _no_command(*args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The tables of commands, without importing them."""
        for name, commands in GROUPS.items():
            with formatter.section(name):
                formatter.write_dl(list(commands.items()))


def _no_command(name: str, *others: str) -> UsageProblem:
    """The problem, with what may be meant: a command further on in the line, an option, or a name that is near."""
    import shlex
    from difflib import get_close_matches

    problem = f"gomigrate has no command {name!r}"
    if command := next((word for word in others if word in COMMANDS), ""):
        rest = [word for word in (name, *others) if word not in (command, "help")]
        more = ["--help"] * (name == "help")
        return UsageProblem(problem, remedy=shlex.join(("gomigrate", command, *rest, *more)))
    if name in ("help", "version"):
        return UsageProblem(problem, remedy=f"gomigrate --{name}")
    if os.path.isdir(name):  # noqa: PTH112 -- a page of help has no use for pathlib
        return UsageProblem(
            f"{problem}; there is a folder of this name", remedy=shlex.join(("gomigrate", "plan", name))
        )
    near = get_close_matches(name.lower(), COMMANDS, n=3)
    told = f"; close: {', '.join(near)}" if near else ""
    return UsageProblem(f"{problem}{told}", remedy="gomigrate --help", instead=(name, near[0]) if near else None)


@click.group(
    cls=Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    invoke_without_command=True,
    epilog="Without a command, gomigrate looks at the current folder and names the next command.",
)
@click.version_option(__version__, prog_name="gomigrate", help="Print the version.")
@color_option
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Migrate a Go project from GOPATH to modules, and prove that the build is the same."""
    if ctx.invoked_subcommand is None:
        from gomigrate.cli.commands.guide import guide

        guide()


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Map what stops us to a line on stderr and an exit status; nothing else does."""
    try:
        yield
    except click.ClickException as error:
        fail(*_in_one_line(error))
    except click.Abort:
        fail("interrupted", INTERRUPTED, AGAIN)
    except GomigrateError as error:
        fail(str(error), _status(error), _corrected(error.instead) or error.remedy or _own_help())
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


def _corrected(instead: tuple[str, str] | None) -> str:
    """The command as it was called, with a wrong word replaced by another; "" where the command does not contain that
    word."""
    wrong, right = instead or ("", "")
    called = sys.argv[1:]
    # As a word, or as --option=word.
    corrected = [
        right if word == wrong else f"{head}={right}" if head.startswith("--") and tail == wrong else word
        for word in called
        for head, _, tail in (word.partition("="),)
    ]
    if not wrong or corrected == called:
        return ""
    import shlex

    return shlex.join(("gomigrate", *corrected))


def _own_help() -> str:
    """The --help of the command that was called."""
    command = next((word for word in sys.argv[1:] if word in COMMANDS), "")
    return " ".join(filter(None, ("gomigrate", command, "--help")))


def _in_one_line(error: click.ClickException) -> tuple[str, int, str]:
    """What click found wrong with the command line, its status, and the --help that tells it right."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    words = " ".join(error.format_message().split()).rstrip(".")
    near = _near(error) if isinstance(error, click.NoSuchOption) else []
    if isinstance(error, click.NoSuchOption):
        close = f"; close: {', '.join(near)}" if near else ""
        words = f"{context.command_path if context else 'gomigrate'} has no option {error.option_name}{close}"
    elif isinstance(error, click.BadParameter) and (error.param or error.param_hint):
        hint = error.param_hint or (error.param.get_error_hint(context) if error.param else "")
        name = "".join(hint if isinstance(hint, str) else " ".join(hint)).replace("'", "").rpartition(" / ")[2]
        words = f"{name}: {' '.join(error.message.split()).rstrip('.')}" if error.message else words
    remedy = f"{context.command_path} --help" if context else _own_help()
    if isinstance(error, click.NoSuchOption) and near:
        remedy = _corrected((error.option_name, near[0])) or remedy
    return words if words[:2].isupper() else words[:1].lower() + words[1:], error.exit_code, remedy


def _near(error: click.NoSuchOption) -> list[str]:
    """The options that may have been meant, the nearest first: what click finds near shares little more than its
    dashes."""
    from difflib import get_close_matches

    return get_close_matches(error.option_name, error.possibilities or (), cutoff=0.75)


def _helping(remedy: Suggested) -> str:
    """The command that helps, with the folder and the options that were given."""
    if not remedy.is_more:
        return _called().helping(remedy)
    from gomigrate.cli.nextcommand import again

    return again(next((word for word in sys.argv[1:] if word in COMMANDS), ""), *remedy.words)


def _called() -> Invocation:
    """How the command was called, as far as its words make sense."""
    from gomigrate.cli.calling import call_of
    from gomigrate.report.words.call import HERE

    called = sys.argv[1:]
    at = next((at for at, word in enumerate(called) if word in COMMANDS), -1)
    root = click.Context(cli, info_name="gomigrate", resilient_parsing=True)
    command = cli.get_command(root, called[at]) if at >= 0 else None
    if command is None:
        return HERE
    return call_of(command.make_context(command.name, called[at + 1 :], parent=root, resilient_parsing=True))


def fail(message: str, status: int, remedy: str | Suggested) -> None:
    """Say on stderr, without secrets, what is wrong, in one line, and what to do next, in another, and leave."""
    from gomigrate.world.base.redact import redact

    helping = remedy if isinstance(remedy, str) else _helping(remedy)
    for label, words, style in (("error", message, "red"), ("help", helping, "cyan")):
        head = click.style(f"{label}:", fg=style, bold=True) if color(err=True) else f"{label}:"
        show(f"{head} {visible(redact(' '.join(words.split())))}", err=True)
    sys.exit(status)


def run() -> None:
    """The program: parse, call, map errors. A bug shows its traceback and where to report it."""
    # A scan makes a million values that live to its end, and next to nothing that goes in circles: to look for circles
    # takes a tenth of the time and frees nothing. A batch, which may run for hours, turns it on again.
    gc.disable()
    break_off_on(signal.SIGINT)
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

            from gomigrate.world.base.process import leave_at_the_end
            from gomigrate.world.base.redact import redact

            leave_at_the_end()
            say(redact(traceback.format_exc()), err=True)
            fail("this is a bug in gomigrate; nothing was written", BUG, "report the lines above")
        sys.exit(status if isinstance(status, int) else DONE)
