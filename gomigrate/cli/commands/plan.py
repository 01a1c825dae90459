"""`gomigrate plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.main import DECISION
from gomigrate.cli.options import (
    color,
    directory_argument,
    make_world,
    plan_options,
    policy,
    project_directory,
    quiet_option,
    report_option,
    review_format_option,
    width,
)
from gomigrate.cli.output import say, say_bytes, say_json, show
from gomigrate.cli.progress import at_work
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.pipeline import Prepared


@click.command(epilog="Example: gomigrate plan --format json | jq '.ledger[] | select(.state != \"kept\")'")
@directory_argument
@plan_options
@review_format_option
@click.option("-v", "--verbose", is_flag=True, help="All there is: the whole go.mod, every finding, what was tried.")
@click.option(
    "--diff", "is_diff", is_flag=True, help="Print the edits alone, as a diff; what they come to goes to stderr."
)
@click.option("--explain-goflags", is_flag=True, help="Show which GOFLAGS each go command in build files runs with.")
@quiet_option
@report_option
@click.pass_context
def plan(
    ctx: click.Context,
    /,
    directory: str,
    import_path: str,
    form: str,
    verbose: bool,
    is_diff: bool,
    explain_goflags: bool,
    quiet: bool,
    report: str,
    **decided: Any,
) -> None:
    """Show what apply would do to the project in DIR (default: here), with every reason; writes nothing.

    Exit status 1 if something needs a decision first, such as a pin that no source has.
    """
    from gomigrate.pipeline import needs_decision, prepare

    if verbose and quiet:
        raise UsageProblem("--verbose and --quiet contradict each other")
    if is_diff and (form != "text" or verbose or explain_goflags):
        raise UsageProblem("--diff prints the diff alone: give it no --format, -v or --explain-goflags")
    folder = project_directory(directory)
    wanted = policy(**decided)
    with at_work("Planning"):
        prepared = prepare(make_world(folder), folder, wanted, import_path=import_path)
    if report:
        from gomigrate.cli.webreport import write_plan

        write_plan(report, prepared)
    if is_diff:
        _show_diff(prepared, quiet=quiet)
    elif form == "json":
        from gomigrate.report.buildlines import build_lines
        from gomigrate.report.edits import edits_json, lines_json
        from gomigrate.report.json import plan_json

        edits = {"edits": edits_json(prepared.edits)} if prepared.inventory.project.commit else {}
        say_json({**plan_json(prepared.plan), "build_lines": lines_json(build_lines(prepared.plan)), **edits})
    elif form == "markdown":
        from gomigrate.report.prose.review import review_markdown

        say(review_markdown(prepared.plan, edits=prepared.edits if prepared.inventory.project.commit else ()))
    else:
        from gomigrate.report.text import Amount, plan_text

        amount = Amount.VERBOSE if verbose else Amount.QUIET if quiet else Amount.NORMAL
        show(plan_text(prepared.plan, width(), color(), amount))
        if explain_goflags:
            from gomigrate.report.flagtable import flags_text

            show(flags_text(prepared.plan.goflags, width(), color=color()))
    if needs_decision(prepared.plan):
        ctx.exit(DECISION)


def _show_diff(prepared: Prepared, *, quiet: bool) -> None:
    """The diff to stdout, for an eye or for git apply; to stderr, unless that is not wanted, what it comes to."""
    from gomigrate.report.edits import patch, shown_diff
    from gomigrate.report.text import edits_text

    if sys.stdout.isatty():
        show(shown_diff(prepared.edits, color=color()), nl=bool(prepared.edits))
    else:
        say_bytes(patch(prepared.edits))
    if not quiet:
        show(edits_text(prepared.plan, width(), color=False), err=True)
