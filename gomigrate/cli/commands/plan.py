"""`gomigrate plan`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.calling import call_of
from gomigrate.cli.checks import CHECK_FORMATS, folder_of, show_checks
from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import (
    check_open,
    check_output,
    directory_argument,
    make_world,
    open_option,
    plan_options,
    policy,
    project_directory,
    refresh_option,
    report_option,
    review_check_format_option,
)
from gomigrate.cli.output import say, say_bytes, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.model.plan import Plan
    from gomigrate.model.policy import Policy
    from gomigrate.model.savedplan import SavedPlan
    from gomigrate.pipeline import Prepared
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation
    from gomigrate.world.world import World


@click.command(epilog="Example: gomigrate plan --format json | jq '.ledger[] | select(.state != \"kept\")'")
@directory_argument
@plan_options
@review_check_format_option
@click.option(
    "--diff",
    "is_diff",
    is_flag=True,
    help="Print the edits alone, as a diff; counts go to stderr.",
)
@click.option("--explain-goflags", is_flag=True, help="Also show the GOFLAGS of each go command in build files.")
@click.option("--out", default="", metavar="FILE", help="Also save the plan to FILE, for gomigrate apply --plan FILE.")
@click.option("--fresh", is_flag=True, help="Plan again, even if nothing changed since the last plan.")
@refresh_option
@amounts(
    verbose="Show all: the whole go.mod, every pin, every note, and who was asked.",
    quiet="Show only the verdict, decisions, copies and warnings.",
)
@report_option
@open_option
@progress_option
@click.pass_context
def plan(
    ctx: click.Context,
    /,
    directory: str,
    import_path: str,
    form: str,
    is_diff: bool,
    explain_goflags: bool,
    out: str,
    fresh: bool,
    refresh: bool,
    report: str,
    opens: bool,
    amount: Amount,
    **decided: Any,
) -> None:
    """Show what apply would do to the project in DIR (default: here), with every reason. Writes nothing.

    Exit status 1 if a decision is needed first, such as for a locked commit that no source has.
    """
    from gomigrate.cli.reviewed import edits_of, say_remembered, say_spare
    from gomigrate.pipeline import needs_decision
    from gomigrate.report.page import Amount

    if is_diff and (form != "text" or amount is Amount.VERBOSE or explain_goflags):
        raise UsageProblem("--diff prints only the diff", remedy="leave out --format, -v and --explain-goflags")
    check_open(report, opens=opens)
    check_output("--report", report, "report.html")
    check_output("--out", out, "gomigrate.plan")
    folder = project_directory(directory)
    wanted, quiet = policy(**decided), amount is Amount.QUIET
    world = make_world(folder, asks_anew=refresh)
    before = None if fresh or refresh or report or out else _as_before(world, folder, wanted, import_path, quiet=quiet)
    prepared = before or _planned(world, folder, wanted, import_path, out, report, quiet=quiet, opens=opens)
    if is_diff:
        _show_diff(prepared, call_of(ctx), quiet=quiet)
    elif form == "json":
        say_json(_json(prepared))
    elif form == "markdown":
        from gomigrate.report.prose.review import review_markdown

        say(review_markdown(prepared.plan, edits=edits_of(prepared)))
    elif form in CHECK_FORMATS:
        _show_checks(prepared.plan, form, notes=amount is Amount.VERBOSE)
    else:
        from gomigrate.cli.nextcommand import apply_command
        from gomigrate.report.text import plan_text

        call = call_of(ctx)
        command = apply_command(call, prepared.start, out)
        show(plan_text(prepared.plan, width(), color(), amount, next_command=command, call=call))
        if explain_goflags:
            from gomigrate.report.flagtable import flags_text

            show(flags_text(prepared.plan.goflags, width(), color=color()))
    if not quiet:
        say_remembered(world, prepared.plan)
        say_spare(world, prepared.plan)
    if needs_decision(prepared.plan):
        ctx.exit(DECISION)


def _planned(
    world: World, folder: str, wanted: Policy, import_path: str, out: str, report: str, *, quiet: bool, opens: bool
) -> Prepared:
    """A plan that is made now, kept for the next command, and written into the files that were named."""
    from gomigrate.cli.reviewed import keep
    from gomigrate.pipeline import prepare

    with at_work("Planning", world.traffic, is_wanted=not quiet):
        prepared = prepare(world, folder, wanted, import_path=import_path)
        keep(world, prepared, wanted, import_path, out)
    if report:
        from gomigrate.cli.webreport import write_plan

        write_plan(report, prepared, opens=opens)
    return prepared


def _as_before(world: World, folder: str, wanted: Policy, import_path: str, *, quiet: bool) -> SavedPlan | None:
    """The plan of the last hour, if none of its inputs changed. A module that was not available may be available by
    now, unless a refusal that still counts says otherwise."""
    from gomigrate.cli.reviewed import HOUR, as_today, last_plan, may_change

    saved = last_plan(world, folder, wanted, import_path, seconds=HOUR)
    if saved is None or may_change(world, saved.plan):
        return None
    if not quiet:
        say("Nothing changed since this plan was made (--fresh plans again).", err=True)
    return as_today(saved)


def _json(prepared: Prepared | SavedPlan) -> dict[str, Any]:
    """The plan, with what becomes of each line of build files, and the edits where there is git to tell them."""
    from gomigrate.cli.reviewed import edits_of
    from gomigrate.report.buildlines import build_lines
    from gomigrate.report.edits import edits_json, lines_json
    from gomigrate.report.json import plan_json

    edits = {"edits": edits_json(edits_of(prepared))} if prepared.start.commit else {}
    return {**plan_json(prepared.plan), "build_lines": lines_json(build_lines(prepared.plan)), **edits}


def _show_checks(plan: Plan, form: str, *, notes: bool) -> None:
    """The findings, for the pages of a code host. What has no place is shown at the first lock file."""
    from gomigrate.pipeline import needs_decision
    from gomigrate.report.checks.items import GO_MOD, CheckReport, items_of

    report = CheckReport(
        command="plan",
        items=items_of(plan.findings, notes=notes),
        status=DECISION if needs_decision(plan) else DONE,
        folder=folder_of(plan.source.root),
        anchor=next(iter(plan.source.locks), GO_MOD),
    )
    show_checks(form, report)


def _show_diff(prepared: Prepared | SavedPlan, call: Invocation, *, quiet: bool) -> None:
    """The diff to stdout, for an eye or for git apply; to stderr, unless that is not wanted, what it comes to."""
    from gomigrate.cli.reviewed import edits_of
    from gomigrate.report.edits import patch, shown_diff
    from gomigrate.report.text import edits_text

    edits = edits_of(prepared)
    if sys.stdout.isatty():
        show(shown_diff(edits, color=color()), nl=bool(edits))
    else:
        say_bytes(patch(edits))
    if not quiet:
        show(edits_text(prepared.plan, width(), color=False, call=call), err=True)
