"""`gomigrate batch`."""

from __future__ import annotations

import gc
from typing import Any

import click

from gomigrate.cli.options import format_option, open_option, plan_options, seconds
from gomigrate.cli.terminal import amounts


@click.command(epilog="Example: gomigrate batch --list ~/go/src/corp.example.com, then the same with --jobs 4")
@click.argument("roots", metavar="[ROOT]...", nargs=-1)
@click.option("--from", "list_file", metavar="FILE", help="Also take the folders that FILE lists, one a line.")
@click.option(
    "--include",
    multiple=True,
    metavar="GLOB",
    help="Only units whose path, or a folder above, matches GLOB. Repeatable.",
)
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="No units whose path, or a folder above, matches GLOB. Repeatable."
)
@click.option(
    "--list", "only_list", is_flag=True, help="Show the units in their order, and why each is one; run nothing."
)
@click.option(
    "--layout",
    type=click.Choice(["auto", "one", "units", "work"]),
    help="Divide the repository ROOT into one module, one for each unit, or these and a go.work.",
)
@click.option("--dry-run", is_flag=True, help="Plan only; write no branch.")
@click.option(
    "--branch",
    default="modules",
    metavar="NAME",
    help="The branch in each repository (default: modules); {unit} or {name} in it makes one for each unit.",
)
@click.option("--step-branches", is_flag=True, help="Also write a branch NAME-1, NAME-2, ... for each commit.")
@click.option("--force", is_flag=True, help="Replace branches that exist.")
@click.option(
    "-j", "--jobs", type=click.IntRange(1), metavar="N", help="Work on N units at once (default: half the CPUs)."
)
@click.option("--scheduler", metavar="ADDRESS", help="Work on the Dask cluster with this scheduler.")
@click.option(
    "--unit-timeout", metavar="DURATION", default="1h", callback=seconds, help="Time for one unit (default: 1h)."
)
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Begin at most N units.")
@click.option("--run-dir", metavar="DIR", help="Keep the run in DIR (default: a new folder in ~/.local/state).")
@click.option("--resume", is_flag=True, help="Continue the run in --run-dir (default: the latest).")
@click.option("--failed", is_flag=True, help="Like --resume, and repeat units that failed or were blocked.")
@click.option(
    "--open-with", metavar="COMMAND", help="Run COMMAND for each verified branch, such as to open a pull request."
)
@plan_options
@amounts(verbose="Show every unit, blocker and finding.", quiet="Show only units that failed or are blocked.")
@format_option
@open_option
@click.pass_context
def batch(ctx: click.Context, /, roots: tuple[str, ...], hold: tuple[str, ...], form: str, **given: Any) -> None:
    """Run plan, apply and verify for every project below each ROOT, each in a process of its own.

    A unit that fails or hangs does not stop the others. If the batch is stopped, --resume continues.
    """
    from gomigrate.cli.batchrun import BatchCall

    gc.enable()
    ctx.exit(BatchCall(roots, hold, form, given).run())
