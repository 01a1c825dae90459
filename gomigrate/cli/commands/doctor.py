"""`gomigrate doctor`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gomigrate.cli.calling import call_of
from gomigrate.cli.checks import CHECK_FORMATS, folder_of, show_checks
from gomigrate.cli.main import DECISION, DONE
from gomigrate.cli.options import check_format_option, directory_argument, make_world, project_directory
from gomigrate.cli.output import show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import UsageProblem
from gomigrate.model.text.visible import json_text

if TYPE_CHECKING:
    from gomigrate.model.diagnosis.doctor import Examination
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation


@click.command(epilog="Example: gomigrate doctor --plan-proxy https://mirror.example.com")
@directory_argument
@click.option("--offline", is_flag=True, help="Ask no server; checks that need one are listed as skipped.")
@click.option("--plan-proxy", "planned", default="", metavar="URL", help="Compare this proxy with the one in use.")
@click.option("--fix", is_flag=True, help="Print the go env commands that would fix what was found.")
@click.option("--write", is_flag=True, help="With --fix, run the commands.")
@amounts(verbose="Show every module, request and answer.", quiet="Show only errors and warnings.")
@check_format_option
@progress_option
@click.pass_context
def doctor(
    ctx: click.Context,
    directory: str,
    offline: bool,
    planned: str,
    fix: bool,
    write: bool,
    form: str,
    amount: Amount,
) -> None:
    """Check Go's settings, proxies, checksum database, tools and caches against this project's own modules.

    Reads and asks only, unless --fix --write is given. Exit status 1 if there are errors.
    """
    from gomigrate.cli.nextcommand import again
    from gomigrate.diagnose.doctor.examine import apply_fixes, examine
    from gomigrate.model.findings import Severity
    from gomigrate.report.page import Amount

    if write and not fix:
        raise UsageProblem("--write runs the commands of --fix", remedy=again("doctor", "--fix"))
    if offline and planned:
        raise UsageProblem("--plan-proxy asks servers, --offline forbids that", remedy="leave one of them out")
    root = project_directory(directory)
    world = make_world(root)
    with at_work("Asking go, proxies and databases", world.traffic, is_wanted=amount is not Amount.QUIET):
        examination = examine(world, root, is_offline=offline, planned=planned)
    if write:
        examination = apply_fixes(world, examination)
    is_bad = any(finding.severity is Severity.ERROR for finding in examination.findings)
    status = DECISION if is_bad else DONE
    if form in CHECK_FORMATS:
        from gomigrate.report.checks.items import CheckReport, items_of

        items = items_of(examination.findings, notes=amount is Amount.VERBOSE)
        show_checks(form, CheckReport(command="doctor", items=items, status=status, folder=folder_of(root)))
    else:
        show(_said(examination, form, amount, call_of(ctx), fix=fix))
    ctx.exit(status)


def _said(examination: Examination, form: str, amount: Amount, call: Invocation, *, fix: bool) -> str:
    from gomigrate.report.doctor import doctor_json, doctor_text, fixes_script

    if form == "json":
        return json_text(doctor_json(examination), indent=2)
    if fix and not examination.applied:
        return fixes_script(examination)
    verbose, quiet = amount == "verbose", amount == "quiet"
    return doctor_text(examination, width(), color(), verbose=verbose, quiet=quiet, call=call)
