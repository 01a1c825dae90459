"""`gomigrate apply`."""

from __future__ import annotations

import click

from gomigrate.cli.main import DECISION
from gomigrate.cli.options import (
    color,
    directory_argument,
    make_world,
    plan_options,
    policy,
    project_directory,
    review_format_option,
    width,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work
from gomigrate.model.errors import UsageProblem


@click.command(epilog="Example: gomigrate apply --branch modules && gomigrate verify --against modules")
@directory_argument
@plan_options
@click.option("--branch", default="", metavar="NAME", help="The branch to create; it starts at HEAD.")
@click.option("--force", is_flag=True, help="Replace the branch if it exists.")
@click.option("--in-place", is_flag=True, help="Write into the folder itself, for trees without git.")
@review_format_option
@click.pass_context
def apply(
    ctx: click.Context,
    directory: str,
    import_path: str,
    hold: tuple[str, ...],
    go_line: str,
    vendor: str,
    locks: str,
    patched: str,
    restore: bool,
    lift: str,
    unsafe_fixes: bool,
    branch: str,
    force: bool,
    in_place: bool,
    form: str,
) -> None:
    """Write the plan for the project in DIR (default: here) as commits on a new branch.

    Your checkout, index, stash and hooks stay as they are. Nothing is written while a pin is unresolved.
    """
    from gomigrate.pipeline import apply_in_place, apply_to_branch, blocking, check_branch, needs_decision, prepare

    if bool(branch) == in_place:
        raise UsageProblem("give --branch NAME, or --in-place for a tree without git")
    if in_place and form == "markdown":
        raise UsageProblem("--format markdown is the body of a pull request: it needs --branch")
    folder = project_directory(directory)
    if branch:
        check_branch(folder, branch, force=force)
    wanted = policy(hold, go_line, vendor, locks, patched, restore, lift, unsafe_fixes)
    with at_work("Planning"):
        prepared = prepare(make_world(folder), folder, wanted, import_path=import_path)
    if form == "text" or blocking(prepared.plan):
        from gomigrate.report.text import plan_text

        show(plan_text(prepared.plan, width(), color(), is_being_applied=True), err=form != "text")
    if in_place:
        done = apply_in_place(prepared)
        said = {"in_place": folder, "written": len(done.written), "removed": len(done.removed)}
        text = f"written into {folder}"
    else:
        result = apply_to_branch(prepared, branch, force=force)
        said = {"branch": result.name, "commits": list(result.commits)}
        text = f"branch {result.name}: {len(result.commits)} commits on {prepared.inventory.project.commit[:12]}"
        text += f"\nNext: gomigrate verify --against {result.name}"
    if form == "json":
        from gomigrate.report.json import plan_json

        say_json({**plan_json(prepared.plan), "applied": said})
    elif form == "markdown":
        from gomigrate.report.review import review_markdown

        say(review_markdown(prepared.plan, branch=branch))
    else:
        say(text)
    if needs_decision(prepared.plan):
        ctx.exit(DECISION)
