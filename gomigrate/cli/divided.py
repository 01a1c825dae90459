"""`gomigrate batch --list --layout`: the modules that one repository becomes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import color, make_world, project_directory, width
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def show_partition(roots: Sequence[str], given: Mapping[str, Any], form: str) -> int:
    """Show the modules and all that there is to know of them; the exit status, which is 1 where a finding is an error.

    Raises UsageProblem where the options do not name one repository, or ask for more than to show it.
    """
    from gomigrate.model.findings import Severity
    from gomigrate.model.partition import Layout
    from gomigrate.monorepo import divide
    from gomigrate.report.partition import partition_json, partition_text

    if not given["only_list"] or given["resume"] or given["failed"]:
        raise UsageProblem("--layout goes with --list: the modules of one repository are shown, not yet made")
    if len(roots) != 1 or given["list_file"] or given["include"] or given["exclude"]:
        raise UsageProblem("--layout divides one repository: name one ROOT, without --from, --include and --exclude")
    folder = project_directory(roots[0])
    divided = divide(make_world(folder), folder, layout=Layout(given["layout"]), import_path=given["import_path"])
    partition = divided.partition
    if form == "json":
        click.echo(json.dumps(partition_json(partition), indent=2, ensure_ascii=False))
    else:
        click.echo(partition_text(partition, width(), color=color()))
    return DECISION if any(item.severity is Severity.ERROR for item in partition.findings) else DONE
