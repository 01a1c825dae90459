"""`gomigrate scan`."""

from __future__ import annotations

import click

from gomigrate.cli.main import DECISION
from gomigrate.cli.options import (
    color,
    directory_argument,
    format_option,
    import_path_option,
    make_world,
    project_directory,
    width,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option


@click.command(epilog="Example: gomigrate scan --format json | jq '.locks[].pins[] | select(.source != \"\")'")
@directory_argument
@import_path_option
@click.option(
    "--provenance", is_flag=True, help="Name the versions of vendored trees that no lock describes; asks GOPROXY."
)
@format_option
@progress_option
@click.pass_context
def scan(ctx: click.Context, directory: str, import_path: str, form: str, *, provenance: bool) -> None:
    """Show what there is in the project that DIR (default: here) belongs to, without deciding anything.

    Writes nothing but a cache of its own, and reads no network unless --provenance asks for it. Exit status 1 if
    something is wrong that would stop a plan.
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

        show(inventory_text(inventory, width(), color()))
        if provenance:
            say(provenance_text(named))
    if any(f.severity is Severity.ERROR for f in inventory.findings):
        ctx.exit(DECISION)
