"""`gomigrate batch`."""

from __future__ import annotations

import gc
from typing import Any

import click

from gomigrate.cli.options import format_option, plan_options, seconds


@click.command(epilog="Example: gomigrate batch --list ~/go/src/corp.example.com, then the same with --jobs 4")
@click.argument("roots", metavar="[ROOT]...", nargs=-1)
@click.option("--from", "list_file", metavar="FILE", help="Also the folders that the file names, one a line.")
@click.option("--include", multiple=True, metavar="GLOB", help="Only units with such a path, or below one.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="No units with such a path, nor below one.")
@click.option("--list", "only_list", is_flag=True, help="Show the units, their order, and why each is one.")
@click.option(
    "--layout",
    type=click.Choice(["auto", "one", "units", "work"]),
    help="Divide the repository ROOT: one module at its top, one for each unit, or these and a go.work.",
)
@click.option("--dry-run", is_flag=True, help="Plan only: no branch is written.")
@click.option(
    "--branch",
    default="modules",
    metavar="NAME",
    show_default=True,
    help="The branch in each repository; with {unit} or {name} in it one for each unit.",
)
@click.option("--step-branches", is_flag=True, help="Also a branch NAME-1, NAME-2, ... for each commit.")
@click.option("--force", is_flag=True, help="Replace branches that exist.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N", help="How many units at once (default: half the CPUs)."
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster instead, by its scheduler's address.")
@click.option(
    "--unit-timeout", metavar="DURATION", default="1h", callback=seconds, help="Time for one unit (default: 1h)."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Begin no more than N units this time.")
@click.option("--run-dir", metavar="DIR", help="Where the run is kept (default: a new folder in ~/.local/state).")
@click.option("--resume", is_flag=True, help="Go on with the run in --run-dir, or the latest one.")
@click.option("--failed", is_flag=True, help="Like --resume, and do again what failed or was blocked.")
@click.option(
    "--open-with", metavar="COMMAND", help="Call this for each verified branch; nothing is pushed without it."
)
@plan_options
@format_option
@click.pass_context
def batch(ctx: click.Context, /, roots: tuple[str, ...], hold: tuple[str, ...], form: str, **given: Any) -> None:
    """Take all the units below the ROOTs through plan, apply and verify, each in a process of its own.

    A unit that fails, hangs or is killed does not stop the others. Whatever ends the batch, --resume goes on with it.
    """
    from gomigrate.cli.batchrun import BatchCall

    gc.enable()
    ctx.exit(BatchCall(roots, hold, form, given).run())
