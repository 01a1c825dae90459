"""`gomigrate batch --layout`: the modules that one repository becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import color, make_world, project_directory, width
from gomigrate.cli.output import say_json, show
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.monorepo.divide import Divided


AUTO = "auto"
"""The layout that gomigrate.toml names, else the one that keeps every pin."""


def divided_root(roots: Sequence[str], given: Mapping[str, Any]) -> Divided:
    """The one repository that is named, divided. Raises UsageProblem where the options do not name one."""
    from gomigrate.model.fleets.partition import Layout
    from gomigrate.monorepo.divide import divide

    if len(roots) != 1 or given["list_file"] or given["include"] or given["exclude"]:
        raise UsageProblem("--layout divides one repository: name one ROOT, without --from, --include and --exclude")
    folder = project_directory(roots[0])
    layout = None if given["layout"] == AUTO else Layout(given["layout"])
    return divide(make_world(folder), folder, layout=layout, import_path=given["import_path"])


def show_partition(roots: Sequence[str], given: Mapping[str, Any], form: str) -> int:
    """Show the modules and all that there is to know of them; the exit status, which is 1 where a finding is an error.

    Raises UsageProblem where the options do not name one repository, or ask for more than to show it.
    """
    from gomigrate.model.findings import Severity
    from gomigrate.report.fleets.partition import partition_json, partition_text

    if given["resume"] or given["failed"]:
        raise UsageProblem("--list shows what a new run would do: --resume and --failed go on with an old one")
    divided = divided_root(roots, given)
    partition = divided.partition
    if form == "json":
        say_json(partition_json(partition))
    else:
        show(partition_text(partition, width(), color=color()))
    return DECISION if any(item.severity is Severity.ERROR for item in partition.findings) else DONE
