"""`gomigrate next`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.calling import call_of
from gomigrate.cli.nextcommand import after_roadmap, check_new_branch
from gomigrate.cli.options import directory_argument, format_option, make_world, project_directory
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation
    from gomigrate.world.world import World


@click.command(epilog="Example: gomigrate next && gomigrate next --apply go:1.21 --branch go-1.21")
@directory_argument
@click.option(
    "--on",
    "ref",
    metavar="REF",
    default="",
    help="The branch or commit to look at (default: HEAD or the migrated branch).",
)
@click.option("--apply", "name", metavar="STEP", default="", help="Make this step, as a commit on a new --branch.")
@click.option("--branch", default="", metavar="NAME", help="The branch that --apply creates; it starts at REF.")
@click.option("--force", is_flag=True, help="Replace the branch if it exists.")
@click.option("--no-build", is_flag=True, help="Compile nothing; whether a step builds is then not known.")
@amounts(verbose="Show every module and file that a step changes.", quiet="Show one line a step.")
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
    form: str,
    amount: Amount,
) -> None:
    """List the holds, copies, forks, excludes and old go lines that the migration left, and how to remove each.

    Each step is compiled in a private copy, in an order in which it can be made after those before it. Nothing of the
    repository is run.
    """
    if bool(name) != bool(branch) or (force and not name):
        more = Suggested(("--branch", "next"), is_more=True) if name and not branch else Suggested(("next",))
        raise UsageProblem("--apply STEP and --branch NAME belong together, and --force to them", remedy=more)
    folder = project_directory(directory)
    world = make_world(folder)
    if name:
        _apply(world, call_of(ctx), ref, name, branch, form, force=force, builds=not no_build)
        return
    from gomigrate.report.page import Amount
    from gomigrate.report.steps.roadmap import roadmap_json, roadmap_text
    from gomigrate.roadmap.make import make_roadmap

    with at_work("Trying the steps", world.traffic, is_wanted=amount is not Amount.QUIET):
        roadmap = make_roadmap(world, folder, ref, builds=not no_build)
    if form == "json":
        say_json(roadmap_json(roadmap))
    else:
        command = after_roadmap(roadmap, folder, call_of(ctx), is_verbose=amount is Amount.VERBOSE)
        show(roadmap_text(roadmap, width(), color(), amount, next_command=command))


def _apply(
    world: World, call: Invocation, ref: str, name: str, branch: str, form: str, *, force: bool, builds: bool
) -> None:
    """Make the step, and say what was done."""
    from gomigrate.report.steps.roadmap import step_json, step_text
    from gomigrate.roadmap.make import make_step
    from gomigrate.roadmap.taking import take_step

    check_new_branch(world.cwd, branch, force=force)
    with at_work("Trying the step"):
        one = make_step(world, world.cwd, ref, name, builds=builds)
    if form == "text":
        show(step_text(one.judged.step, width(), color()))
    result = take_step(one, branch, world.go, force=force)
    if form == "json":
        author = {"author": result.author, "author_is_made_up": result.is_fallback_author}
        applied = {"branch": result.name, "commits": list(result.commits), **author}
        say_json({"step": step_json(one.judged.step), "applied": applied})
    else:
        say(f"\n{counted(len(result.commits), 'commit')} on branch {result.name}, from {one.project.commit[:12]}")
        if result.is_fallback_author:
            say(f"The commit names {result.author}: git has no author here (git config user.name and user.email)")
        say(f"\nNext: {call.command('verify', '--against', result.name)}")
