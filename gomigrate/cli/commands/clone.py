"""`gomigrate clone`."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import click

from gomigrate.cli.calling import call_of, folder_and_names
from gomigrate.cli.main import DECISION, SURROUNDINGS
from gomigrate.cli.options import format_option, import_path_option, make_world, project_directory
from gomigrate.cli.output import say, say_json
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts
from gomigrate.model.diagnosis.remedies import Brought
from gomigrate.model.errors import WorldProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.diagnosis.remedies import ClonedRepository
    from gomigrate.report.page import Amount


@click.command(epilog="Example: gomigrate clone && gomigrate plan")
@click.argument("words", nargs=-1, metavar="[DIR] [PATH...]")
@import_path_option
@amounts(
    verbose="Also show the folder of each clone.",
    quiet="Show only clones that failed or lack a commit.",
)
@format_option
@progress_option
@click.pass_context
def clone(ctx: click.Context, words: tuple[str, ...], import_path: str, form: str, amount: Amount) -> None:
    """Clone the repositories of dependencies that stay as copies or are not available, for plan to read.

    DIR begins with . or / and is the project's folder (default: here); PATH is a dependency, as plan names it. git
    makes bare clones in gomigrate's own folder, with your credentials; nothing is checked out or run. Exit status 3
    if a clone fails, 1 if a repository lacks a locked commit.
    """
    from gomigrate.model.policy import Policy
    from gomigrate.pipeline import prepare
    from gomigrate.report.words.planning.cloning import cloned_json
    from gomigrate.resolve.fetching import bring, wanted_by

    directory, paths = folder_and_names(words)
    folder = project_directory(directory)
    world = make_world(folder)
    if world.clones is None:
        raise WorldProblem("no home folder to keep clones in", remedy="name a folder in XDG_STATE_HOME")
    with at_work("Planning", world.traffic):
        wanted = wanted_by(prepare(world, folder, Policy(), import_path=import_path).plan.ledger, paths)
    with at_work("Cloning", world.traffic):
        found = bring(wanted, world.clones, world.go_env)
    root = str(world.clones.root)
    if form == "json":
        say_json(cloned_json(found, root))
    else:
        _show(found, root, amount)
        if any(repository.state is not Brought.FAILED for repository in found):
            say(f"\nNext: {call_of(ctx):plan}")
        elif url := next((repository.url for repository in found if repository.url and not repository.flaw), ""):
            say(f"\nFor git's own answer: {shlex.join(('git', 'ls-remote', url))}")
    if any(repository.state is Brought.FAILED for repository in found):
        ctx.exit(SURROUNDINGS)
    if any(repository.lacking for repository in found):
        ctx.exit(DECISION)


def _show(found: Sequence[ClonedRepository], root: str, amount: Amount) -> None:
    from gomigrate.report.page import Amount
    from gomigrate.report.words.planning.cloning import cloned_text

    bad = [repository for repository in found if repository.state is Brought.FAILED or repository.lacking]
    if amount is not Amount.QUIET or bad:
        say(cloned_text(bad if amount is Amount.QUIET else found, root, names_all=amount is Amount.VERBOSE))
    for repository in found if amount is Amount.VERBOSE else ():
        if repository.folder:
            say(f"{repository.url}: {repository.folder}")
