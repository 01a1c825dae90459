"""The command that comes next, as one can copy it: with the options and the folder that were given."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.cli.options import given_plan_options
from gomigrate.model.errors import ProjectProblem

if TYPE_CHECKING:
    import click

    from gomigrate.model.savedplan import BranchPoint

_BRANCH = "modules"


def words(*command: str, directory: str) -> str:
    """The words of a gomigrate command, as a shell reads them; the folder, unless it is the current one."""
    folder = () if directory == "." else ("--", directory) if directory.startswith("-") else (directory,)
    return shlex.join(("gomigrate", *command, *folder))


def apply_command(ctx: click.Context, start: BranchPoint, directory: str, out: str) -> str:
    """The apply that writes the plan of this command: from the file `out`, if it was saved there."""
    if not start.commit:
        return words("apply", "--in-place", *given_plan_options(ctx), directory=directory)
    options = ("--plan", out) if out else given_plan_options(ctx)
    return words("apply", "--branch", _free_branch(start.root), *options, directory=directory)


def _free_branch(root: str) -> str:
    """The first name of a row that no branch has, and that git can make."""
    from gomigrate.pipeline import check_branch

    for name in (_BRANCH, *(f"{_BRANCH}-{number}" for number in range(2, 100))):
        try:
            check_branch(root, name)
        except ProjectProblem:
            continue
        return name
    return f"{_BRANCH}-100"
