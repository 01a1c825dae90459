"""`gomigrate next`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.options import (
    color,
    directory_argument,
    format_option,
    make_world,
    project_directory,
    quiet_option,
    width,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.world.world import World


@click.command(epilog="Example: gomigrate next && gomigrate next --apply go:1.21 --branch go-1.21")
@directory_argument
@click.option(
    "--on", "ref", metavar="REF", default="", help="The commit to look at (default: HEAD, or the branch with a record)."
)
@click.option("--apply", "name", metavar="STEP", default="", help="Make this step, as a commit on a new branch.")
@click.option("--branch", default="", metavar="NAME", help="The branch to create for --apply; it starts at REF.")
@click.option("--force", is_flag=True, help="Replace the branch if it exists.")
@click.option("--no-build", is_flag=True, help="Compile nothing: what builds is not known then.")
@click.option("-v", "--verbose", is_flag=True, help="All there is: every module and file that a step changes.")
@quiet_option
@format_option
@progress_option
@click.pass_context
def next(  # noqa: A001 -- commands are named as they are called
    ctx: click.Context,
    directory: str,
    ref: str,
    name: str,
    branch: str,
    force: bool,
    no_build: bool,
    verbose: bool,
    quiet: bool,
    form: str,
) -> None:
    """After the migration: the holds, kept copies, forks, excluded versions and old go lines that are left.

    For each the smallest step that takes it away and what that changes, in an order in which each can be made after
    those before it. Each is compiled in a private copy, and nothing of the repository is run.
    """
    if verbose and quiet:
        raise UsageProblem("--verbose and --quiet contradict each other")
    if bool(name) != bool(branch) or (force and not name):
        raise UsageProblem("--apply STEP makes the step on a new branch: give --branch NAME with it")
    folder = project_directory(directory)
    world = make_world(folder)
    if name:
        _apply(world, folder, ref, name, branch, form, force=force, builds=not no_build)
        return
    from gomigrate.report.steps.roadmap import roadmap_json, roadmap_text
    from gomigrate.report.text import Amount
    from gomigrate.roadmap.make import make_roadmap

    with at_work("Trying the steps", world.traffic, is_wanted=not quiet):
        roadmap = make_roadmap(world, folder, ref, builds=not no_build)
    if form == "json":
        say_json(roadmap_json(roadmap))
    else:
        amount = Amount.VERBOSE if verbose else Amount.QUIET if quiet else Amount.NORMAL
        show(roadmap_text(roadmap, width(), color(), amount))


def _apply(
    world: World, folder: str, ref: str, name: str, branch: str, form: str, *, force: bool, builds: bool
) -> None:
    """Make the step, and say what was done."""
    from gomigrate.pipeline import check_branch
    from gomigrate.report.steps.roadmap import step_json, step_text
    from gomigrate.roadmap.make import make_step
    from gomigrate.roadmap.taking import take_step

    check_branch(folder, branch, force=force)
    with at_work("Trying the step"):
        one = make_step(world, folder, ref, name, builds=builds)
    if form == "text":
        show(step_text(one.judged.step, width(), color()))
    result = take_step(one, branch, world.go, force=force)
    if form == "json":
        author = {"author": result.author, "author_is_made_up": result.is_fallback_author}
        applied = {"branch": result.name, "commits": list(result.commits), **author}
        say_json({"step": step_json(one.judged.step), "applied": applied})
    else:
        say(f"branch {result.name}: {len(result.commits)} commit on {one.project.commit[:12]}")
        if result.is_fallback_author:
            say(f"The commit names {result.author}: git knows no author here (git config user.name and user.email)")
        say(f"Next: gomigrate verify --against {result.name}")
