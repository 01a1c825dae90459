"""`gomigrate scan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.calling import call_of
from gomigrate.cli.main import DECISION
from gomigrate.cli.nextcommand import after_scan
from gomigrate.cli.options import directory_argument, format_option, import_path_option, make_world, project_directory
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option

if TYPE_CHECKING:
    from gomigrate.report.page import Amount
from gomigrate.cli.terminal import amounts, color, width


@click.command(epilog="Example: gomigrate scan --format json | jq '.locks[].pins[] | select(.source != \"\")'")
@directory_argument
@import_path_option
@click.option(
    "--provenance", is_flag=True, help="Also find the versions of vendored packages that no lock names; asks GOPROXY."
)
@amounts(verbose="Show all rows of each list, and notes.", quiet="Show only errors and warnings.")
@format_option
@progress_option
@click.pass_context
def scan(ctx: click.Context, directory: str, import_path: str, form: str, amount: Amount, *, provenance: bool) -> None:
    """Show what the project in DIR (default: here) consists of: lock files, vendor folders, packages.

    Writes only a cache, and asks no server unless --provenance is given. Exit status 1 if an error would stop a plan.
    """
    from gomigrate.model.findings import Severity
    from gomigrate.pipeline import name_vendored
    from gomigrate.pipeline import scan as look

    folder = project_directory(directory)
    world = make_world(folder)
    with at_work("Looking at the project"):
        inventory = look(world, folder, import_path=import_path)
        named = name_vendored(world, inventory) if provenance else ()
    if form == "json":
        from gomigrate.report.inventory import inventory_json
        from gomigrate.report.provenance import provenance_json

        found = {**inventory_json(inventory), "provenance": provenance_json(named)}
        say_json(found)
    else:
        from gomigrate.report.inventory import inventory_text
        from gomigrate.report.provenance import provenance_text

        call = call_of(ctx)
        command = after_scan(call, inventory)
        show(inventory_text(inventory, width(), color(), amount, next_command=command, call=call))
        if provenance:
            say(provenance_text(named))
    if any(f.severity is Severity.ERROR for f in inventory.findings):
        ctx.exit(DECISION)
