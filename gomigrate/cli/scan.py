"""`gomigrate scan`."""

from __future__ import annotations

import json

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


@click.command(epilog="Example: gomigrate scan --format json | jq '.locks[].pins[] | select(.source != \"\")'")
@directory_argument
@import_path_option
@format_option
@click.pass_context
def scan(ctx: click.Context, directory: str, import_path: str, form: str) -> None:
    """Show what there is in the project that DIR (default: here) belongs to, without deciding anything.

    Reads no network and writes nothing. Exit status 1 if something is wrong that would stop a plan.
    """
    from gomigrate.model.findings import Severity
    from gomigrate.pipeline import scan as look

    folder = project_directory(directory)
    inventory = look(make_world(folder), folder, import_path=import_path)
    if form == "json":
        from gomigrate.report.inventory import inventory_json

        click.echo(json.dumps(inventory_json(inventory), indent=2, ensure_ascii=False))
    else:
        from gomigrate.report.inventory import inventory_text

        click.echo(inventory_text(inventory, width(), color()))
    if any(f.severity is Severity.ERROR for f in inventory.findings):
        ctx.exit(DECISION)
