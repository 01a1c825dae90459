"""`gomigrate sum`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gomigrate.cli.calling import call_of, folder_and_names
from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import format_option, make_world, project_directory
from gomigrate.cli.output import show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import UsageProblem, WorldProblem
from gomigrate.model.text.visible import json_text

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.sums import SumReport
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation

_MAX_LOG = 64 << 20


@click.command(name="sum", epilog="Example: go build ./... 2>&1 | gomigrate sum --log -")
@click.argument("words", nargs=-1, metavar="[DIR] [MODULE[@VERSION]...]")
@click.option("--log", default="", metavar="FILE", help="Explain the output of a failed go command; - is stdin.")
@click.option("--offline", is_flag=True, help="Ask no server; compare go.sum, the module cache and vendor only.")
@amounts(verbose="Show the hash that each source has of each module.", quiet="Show only errors and warnings.")
@format_option
@progress_option
@click.pass_context
def sum(  # noqa: A001 -- the command's name
    ctx: click.Context, words: tuple[str, ...], log: str, offline: bool, form: str, amount: Amount
) -> None:
    """Find why go.sum does not match: which source has other bytes of a module, in which files, and what to do.

    DIR begins with . or / and is the project's folder (default: here). Reads and asks only.

    Exit status 1 if there are findings.
    """
    from gomigrate.diagnose.sums.sumcheck import check_sums
    from gomigrate.report.page import Amount

    directory, names = folder_and_names(words)
    wanted = _modules(names)
    root = project_directory(directory)
    text = _read_log(log) if log else None
    name = "stdin" if log == "-" else log
    world = make_world(root)
    quiet = amount is Amount.QUIET
    with at_work("Asking who has which bytes", world.traffic, is_wanted=not quiet):
        report = check_sums(world, root, wanted, log=text, log_name=name, is_offline=offline)
    show(_said(report, form, amount, call_of(ctx)), nl=bool(report.findings or not quiet or form == "json"))
    ctx.exit(DECISION if report.findings else DONE)


def _modules(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """The modules by path and version."""
    from gomigrate.model.go.modpath import check_path

    wanted = []
    for name in names:
        path, _, version = name.partition("@")
        if problem := check_path(path):
            raise UsageProblem(f"{name}: not a module: {problem}")
        wanted.append((path, version))
    return wanted


def _read_log(log: str) -> str:
    """The text of the log. Raises UsageProblem where there is none, WorldProblem where it cannot be read."""
    try:
        data = sys.stdin.buffer.read(_MAX_LOG) if log == "-" else _beginning(log)
    except FileNotFoundError:
        raise UsageProblem(f"--log {log}: no such file") from None
    except IsADirectoryError:
        raise UsageProblem(f"--log {log}: a folder, not a file") from None
    except OSError as error:
        raise WorldProblem(f"--log {log}: {error.strerror}") from None
    from gomigrate.diagnose.logs.text import decode_log

    return decode_log(data)


def _beginning(log: str) -> bytes:
    from pathlib import Path

    with Path(log).open("rb") as file:
        return file.read(_MAX_LOG)


def _said(report: SumReport, form: str, amount: Amount, call: Invocation) -> str:
    from gomigrate.report.sums import sum_json, sum_text

    if form == "json":
        return json_text(sum_json(report), indent=2)
    verbose, quiet = amount == "verbose", amount == "quiet"
    return sum_text(report, width(), color(), verbose=verbose, quiet=quiet, call=call)
