"""`gomigrate apply`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.nextcommand import words
from gomigrate.cli.options import (
    color,
    directory_argument,
    given_plan_options,
    make_world,
    plan_options,
    policy,
    project_directory,
    refresh_option,
    review_format_option,
    width,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.reviewed import last_plan, plan_of_file
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.model.policy import Policy
    from gomigrate.model.savedplan import SavedPlan
    from gomigrate.pipeline import Prepared
    from gomigrate.world.disk.undo import PutBack
    from gomigrate.world.world import World

_SHOWN = 5


@click.command(epilog="Example: gomigrate apply --branch modules && gomigrate verify --against modules")
@directory_argument
@plan_options
@click.option("--branch", default="", metavar="NAME", help="The branch to create; it starts at HEAD.")
@click.option("--force", is_flag=True, help="Replace the branch if it exists.")
@click.option("--plan", "plan_file", default="", metavar="FILE", help="Write what gomigrate plan --out saved.")
@click.option("--fresh", is_flag=True, help="Plan anew, also where the last plan still holds.")
@refresh_option
@click.option("--in-place", is_flag=True, help="Write into the folder itself, for trees without git.")
@click.option("--undo", is_flag=True, help="Bring back what the last apply --in-place changed in DIR.")
@review_format_option
@progress_option
@click.pass_context
def apply(
    ctx: click.Context,
    /,
    directory: str,
    import_path: str,
    branch: str,
    force: bool,
    plan_file: str,
    fresh: bool,
    refresh: bool,
    in_place: bool,
    undo: bool,
    form: str,
    **decided: Any,
) -> None:
    """Write the plan for the project in DIR (default: here) as commits on a new branch.

    Your checkout, index, stash and hooks stay as they are. Nothing is written while a pin is unresolved. What gomigrate
    plan showed last is written as it was shown, if it was made of the same commit, files, options and settings.
    """
    from gomigrate.pipeline import blocking, check_branch, needs_decision

    folder = project_directory(directory)
    if undo:
        if branch or in_place or force or plan_file or fresh or form == "markdown":
            raise UsageProblem(
                "--undo takes back what --in-place wrote: give nothing with it but DIR and --format json"
            )
        ctx.exit(_undo(make_world(folder), form))
    _refuse_contradictions(branch, plan_file, form, in_place=in_place)
    if branch:
        check_branch(folder, branch, force=force)
    wanted, world = policy(**decided), make_world(folder, asks_anew=refresh)
    if in_place:
        _recover(world)
    reviewed: SavedPlan | None = None
    if plan_file:
        reviewed = plan_of_file(world, folder, plan_file, wanted if given_plan_options(ctx) else None, import_path)
    elif branch and not (fresh or refresh):
        reviewed = _shown(world, folder, wanted, import_path)
    prepared = reviewed or _planned(world, folder, wanted, import_path)
    if form == "text" or blocking(prepared.plan):
        from gomigrate.report.text import plan_text

        show(plan_text(prepared.plan, width(), color()), err=form != "text")
    said, text = _write(prepared, folder, branch, directory, force=force)
    if form == "json":
        from gomigrate.report.json import plan_json

        say_json({**plan_json(prepared.plan), "applied": said})
    elif form == "markdown":
        from gomigrate.report.prose.review import review_markdown

        say(review_markdown(prepared.plan, branch=branch))
    else:
        say(text)
    if needs_decision(prepared.plan):
        ctx.exit(DECISION)


def _refuse_contradictions(branch: str, plan_file: str, form: str, *, in_place: bool) -> None:
    if bool(branch) == in_place:
        raise UsageProblem("give --branch NAME, or --in-place for a tree without git")
    if in_place and plan_file:
        raise UsageProblem("--plan names a plan for a commit: it needs --branch")
    if in_place and form == "markdown":
        raise UsageProblem("--format markdown is the body of a pull request: it needs --branch")


def _shown(world: World, folder: str, wanted: Policy, import_path: str) -> SavedPlan | None:
    """The plan that was shown last, if it still holds and can be applied."""
    from gomigrate.pipeline import blocking

    saved = last_plan(world, folder, wanted, import_path)
    if saved is None or blocking(saved.plan):
        return None
    say("Writing the plan that was shown last; --fresh plans anew.", err=True)
    return saved


def _planned(world: World, folder: str, wanted: Policy, import_path: str) -> Prepared:
    from gomigrate.pipeline import prepare

    with at_work("Planning", world.traffic):
        return prepare(world, folder, wanted, import_path=import_path)


def _write(
    prepared: Prepared | SavedPlan, folder: str, branch: str, directory: str, *, force: bool
) -> tuple[dict[str, Any], str]:
    """Write the plan to the branch, or into the folder where there is none: what was done, as JSON and in words."""
    from gomigrate.pipeline import Prepared, apply_in_place, apply_to_branch

    if isinstance(prepared, Prepared) and not branch:
        done = apply_in_place(prepared)
        said = {"in_place": folder, "written": len(done.written), "removed": len(done.removed), "undo": done.undo}
        return said, f"written into {folder}; gomigrate apply --undo brings back what was there before"
    result = apply_to_branch(prepared, branch, force=force)
    text = f"branch {result.name}: {len(result.commits)} commits on {prepared.start.commit[:12]}"
    if result.is_fallback_author:
        text += f"\nThe commits name {result.author}: git knows no author here (git config user.name and user.email)"
    text += f"\nNext: {words('verify', '--against', result.name, directory=directory)}"
    author = {"author": result.author, "author_is_made_up": result.is_fallback_author}
    return {"branch": result.name, "commits": list(result.commits), **author}, text


def _recover(world: World) -> None:
    """Put back what a run that was killed had changed, before anything is planned, and say so."""
    from gomigrate.pipeline import recover_in_place

    back = recover_in_place(world, world.cwd)
    if back.restored or back.left:
        say("An apply --in-place was broken off here; what it had changed is put back first.", err=True)
        say(_text(back), err=True)


def _undo(world: World, form: str) -> int:
    """Take back the last run, and say so; the exit status."""
    from gomigrate.pipeline import undo_in_place

    with at_work("Putting back"):
        back = undo_in_place(world, world.cwd)
    if form == "json":
        said = {"restored": list(back.restored), "left": list(back.left), "kept": back.kept}
        say_json({"undone": said})
    else:
        say(_text(back))
    return DECISION if back.left else DONE


def _text(back: PutBack) -> str:
    count = len(back.restored)
    text = f"put back: {count} file{'' if count == 1 else 's'}"
    if back.left:
        named = ", ".join(back.left[:_SHOWN])
        more = f" and {len(back.left) - _SHOWN} more" if len(back.left) > _SHOWN else ""
        text += f"\nleft alone, since changed after it: {named}{more}"
    if back.kept:
        text += f"\nwhat these were before is in {back.kept}"
    return text
