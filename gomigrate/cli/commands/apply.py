"""`gomigrate apply`."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.calling import call_of
from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.nextcommand import again, build_command, check_new_branch, decide_command, free_branch
from gomigrate.cli.options import (
    directory_argument,
    make_world,
    plan_options,
    policy,
    project_directory,
    refresh_option,
    review_format_option,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.reviewed import last_plan, plan_of_file
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import UsageProblem
from gomigrate.report.words.phrases import counted, first_few

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.policy import Policy
    from gomigrate.model.savedplan import SavedPlan
    from gomigrate.pipeline import Prepared
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation
    from gomigrate.world.disk.undo import PutBack
    from gomigrate.world.world import World

_SHOWN = 5


@click.command(epilog="Example: gomigrate apply --branch modules && gomigrate verify --against modules")
@directory_argument
@plan_options
@click.option("--branch", default="", metavar="NAME", help="The branch to create, from HEAD.")
@click.option("--force", is_flag=True, help="Replace the branch if it exists.")
@click.option("--plan", "plan_file", default="", metavar="FILE", help="Write the plan that gomigrate plan --out saved.")
@click.option("--fresh", is_flag=True, help="Plan again, even if nothing changed since the last plan.")
@refresh_option
@click.option("--in-place", is_flag=True, help="Write into the folder itself; for a folder without git.")
@click.option("--undo", is_flag=True, help="Restore what the last apply --in-place changed in DIR.")
@amounts(verbose="Show the whole plan as well.", quiet="Show only the branch and the next command.")
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
    amount: Amount,
    **decided: Any,
) -> None:
    """Write the plan for the project in DIR (default: here) as commits on a new branch.

    Your checkout, index, stash and hooks stay as they are. If nothing changed since gomigrate plan, the plan that it
    showed is written. Nothing is written while a decision is needed (exit status 1).
    """
    from gomigrate.pipeline import blocking, refuse_blocked

    folder, call = project_directory(directory), call_of(ctx)
    if undo:
        if branch or in_place or force or plan_file or fresh or form == "markdown":
            raise UsageProblem(
                "--undo restores what --in-place changed", remedy="leave out all other options but --format json"
            )
        ctx.exit(_undo(make_world(folder), form))
    _refuse_contradictions(folder, branch, plan_file, form, in_place=in_place)
    check_new_branch(folder, branch, force=force)
    wanted, world = policy(**decided), make_world(folder, asks_anew=refresh)
    if in_place:
        _recover(world)
    reviewed: SavedPlan | None = None
    if plan_file:
        reviewed = plan_of_file(world, folder, plan_file, wanted if call.options else None, import_path)
    elif branch and not (fresh or refresh):
        reviewed = _shown(world, folder, wanted, import_path)
    prepared = reviewed or _planned(world, folder, wanted, import_path)
    is_text = form == "text"
    if blocking(prepared.plan) or (is_text and amount == "verbose"):
        _show_plan(prepared.plan, call, amount, err=not is_text)
    refuse_blocked(prepared.plan, decide_command(prepared.plan))
    said, done, command = _write(prepared, world, branch, call, force=force)
    if is_text:
        from gomigrate.report.text import applied_text

        page = partial(applied_text, done=done, next_command=command, is_shown=reviewed is not None, call=call)
        show(page(prepared.plan, width(), color(), amount))
    else:
        _say(prepared, branch, form, said)


def _show_plan(plan: Plan, call: Invocation, amount: Amount, *, err: bool) -> None:
    from gomigrate.report.text import plan_text

    show(plan_text(plan, width(), color(err=err), amount, call=call), err=err)


def _say(prepared: Prepared | SavedPlan, branch: str, form: str, said: dict[str, Any]) -> None:
    """What was written, for programs or for a pull request."""
    if form == "json":
        from gomigrate.report.json import plan_json

        say_json({**plan_json(prepared.plan), "applied": said})
    else:
        from gomigrate.report.prose.review import review_markdown

        say(review_markdown(prepared.plan, branch=branch))


def _refuse_contradictions(folder: str, branch: str, plan_file: str, form: str, *, in_place: bool) -> None:
    if branch and in_place:
        raise UsageProblem("--branch and --in-place contradict each other", remedy="leave one of them out")
    if not branch and not in_place:
        raise UsageProblem("no branch to write to", remedy=again("apply", "--branch", free_branch(folder)))
    if in_place and plan_file:
        raise UsageProblem(
            "--plan names a plan for a commit, which --in-place does not write", remedy="give --branch NAME"
        )
    if in_place and form == "markdown":
        raise UsageProblem(
            "--format markdown is the body of a pull request, which --in-place has not", remedy="give --branch NAME"
        )


def _shown(world: World, folder: str, wanted: Policy, import_path: str) -> SavedPlan | None:
    """The plan that was shown last, if it still holds and can be applied."""
    from gomigrate.pipeline import blocking

    saved = last_plan(world, folder, wanted, import_path)
    if saved is None or blocking(saved.plan):
        return None
    say("Nothing changed since the last plan, so apply writes that one (--fresh plans again).", err=True)
    return saved


def _planned(world: World, folder: str, wanted: Policy, import_path: str) -> Prepared:
    from gomigrate.pipeline import prepare

    with at_work("Planning", world.traffic):
        return prepare(world, folder, wanted, import_path=import_path)


def _write(
    prepared: Prepared | SavedPlan, world: World, branch: str, call: Invocation, *, force: bool
) -> tuple[dict[str, Any], list[str], str]:
    """Write the plan to the branch, or into the folder where there is none: what was done, as JSON and in words, and
    the command that comes next, "" where there is none."""
    from gomigrate.pipeline import Prepared, apply_in_place, apply_to_branch

    if isinstance(prepared, Prepared) and not branch:
        done = apply_in_place(prepared)
        said = {"in_place": world.cwd, "written": len(done.written), "removed": len(done.removed), "undo": done.undo}
        counts = f"{counted(len(done.written), 'file')} written, {len(done.removed):,} deleted in {world.cwd}"
        undo = f"To undo: {call:apply --undo}"
        return said, [counts, undo], build_command(call.directory) if world.go else ""
    result = apply_to_branch(prepared, branch, force=force)
    told = [f"{counted(len(result.commits), 'commit')} on branch {result.name}, from {prepared.start.commit[:12]}"]
    if result.is_fallback_author:
        told.append(f"The commits name {result.author}: git has no author here (git config user.name and user.email)")
    author = {"author": result.author, "author_is_made_up": result.is_fallback_author}
    said = {"branch": result.name, "commits": list(result.commits), **author}
    return said, told, call.command("verify", "--against", result.name)


def _recover(world: World) -> None:
    """Put back what a run that was killed had changed, before anything is planned, and say so."""
    from gomigrate.pipeline import recover_in_place

    back = recover_in_place(world, world.cwd)
    if back.restored or back.left:
        say("An apply --in-place was interrupted here: its changes are undone first.", err=True)
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
    text = f"{counted(count, 'file')} restored"
    if back.left:
        number = len(back.left)
        text += f"\n{counted(number, 'file')} changed since and left alone: {first_few(back.left, _SHOWN)}"
    if back.kept:
        text += f"\nTheir state before the apply is in {back.kept}"
    return text
