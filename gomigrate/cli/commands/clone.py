"""`gomigrate clone`."""

from __future__ import annotations

import click

from gomigrate.cli.main import DECISION, SURROUNDINGS
from gomigrate.cli.options import format_option, import_path_option, make_world, project_directory
from gomigrate.cli.output import say, say_json
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.model.diagnosis.remedies import Brought
from gomigrate.model.errors import UsageProblem, WorldProblem


@click.command(epilog="Example: gomigrate clone && gomigrate plan")
@click.argument("words", nargs=-1, metavar="[DIR] [PATH...]")
@import_path_option
@format_option
@progress_option
@click.pass_context
def clone(ctx: click.Context, words: tuple[str, ...], import_path: str, form: str) -> None:
    """Bring the repositories of copied and unresolved pins here, for plan to read their locked commits.

    DIR begins with . or / and is the project's folder (default: here); PATH is a pin, as plan names it. They are bare
    clones in gomigrate's own folder, brought by git with your credentials: nothing is checked out or run, and no
    legacy build sees them. Exit status 3 if one could not be had, 1 if a server lacks a locked commit.
    """
    from gomigrate.model.policy import Policy
    from gomigrate.pipeline import prepare
    from gomigrate.report.words.cloning import cloned_json, cloned_text
    from gomigrate.resolve.fetching import bring, wanted_by

    directory, paths = _split(words)
    folder = project_directory(directory)
    world = make_world(folder)
    if world.clones is None:
        raise WorldProblem("there is no home folder to keep clones in: name one in XDG_STATE_HOME")
    with at_work("Planning", world.traffic):
        wanted = wanted_by(prepare(world, folder, Policy(), import_path=import_path).plan.ledger, paths)
    with at_work("Cloning", world.traffic):
        found = bring(wanted, world.clones, world.go_env)
    root = str(world.clones.root)
    if form == "json":
        say_json(cloned_json(found, root))
    else:
        say(cloned_text(found, root))
    if any(repository.state is Brought.FAILED for repository in found):
        ctx.exit(SURROUNDINGS)
    if any(repository.lacking for repository in found):
        ctx.exit(DECISION)


def _split(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The folder, and the pins' paths, none of which begins with a dot or a slash."""
    folders = [word for word in words if word.startswith((".", "/"))]
    if len(folders) > 1:
        raise UsageProblem(f"{folders[1]}: one folder is enough")
    return folders[0] if folders else ".", tuple(word for word in words if word not in folders)
