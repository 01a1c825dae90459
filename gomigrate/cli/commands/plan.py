"""`gomigrate plan`."""

from __future__ import annotations

from typing import Any

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
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work
from gomigrate.model.errors import UsageProblem


@click.command(epilog="Example: gomigrate plan --format json | jq '.ledger[] | select(.state != \"kept\")'")
@directory_argument
@plan_options
@review_format_option
@click.option("-v", "--verbose", is_flag=True, help="All there is: the whole go.mod, every finding, what was tried.")
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
    folder = project_directory(directory)
    wanted = policy(**decided)
    with at_work("Planning"):
        prepared = prepare(make_world(folder), folder, wanted, import_path=import_path)
    if report:
        from gomigrate.cli.webreport import write_plan

        write_plan(report, prepared)
    if form == "json":
        from gomigrate.report.json import plan_json

        say_json(plan_json(prepared.plan))
    elif form == "markdown":
        from gomigrate.report.prose.review import review_markdown

        say(review_markdown(prepared.plan))
    else:
        from gomigrate.report.text import Amount, plan_text

        amount = Amount.VERBOSE if verbose else Amount.QUIET if quiet else Amount.NORMAL
        show(plan_text(prepared.plan, width(), color(), amount))
        if explain_goflags:
            from gomigrate.report.flagtable import flags_text

            show(flags_text(prepared.plan.goflags, width(), color=color()))
    if needs_decision(prepared.plan):
        ctx.exit(DECISION)
