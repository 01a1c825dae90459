"""`gomigrate verify`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from gomigrate.cli.calling import call_of
from gomigrate.cli.checks import CHECK_FORMATS, folder_of, show_checks
from gomigrate.cli.main import DECISION, DONE, SURROUNDINGS
from gomigrate.cli.options import (
    check_open,
    check_output,
    directory_argument,
    make_world,
    open_option,
    project_directory,
    report_option,
    review_check_format_option,
    seconds,
)
from gomigrate.cli.output import say, say_json, show
from gomigrate.cli.progress import at_work, progress_option
from gomigrate.cli.terminal import amounts, color, width
from gomigrate.model.errors import Suggested, UsageProblem

if TYPE_CHECKING:
    from gomigrate.model.verdict import Verdict
    from gomigrate.report.page import Amount
    from gomigrate.report.words.call import Invocation

_TAG = re.compile(r"[\w.]+")
_PLATFORM = re.compile(r"[a-z0-9]+/[a-z0-9]+")


def _checked(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    for value in values:
        if not _PLATFORM.fullmatch(value):
            raise click.BadParameter(f"{value!r} is not of the form GOOS/GOARCH, such as linux/amd64")
    return tuple(dict.fromkeys(values))


def _tags(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Each value split into its tags."""
    sets = [tuple(sorted({tag.strip() for tag in value.split(",")})) for value in values]
    wrong = next((tag for tags in sets for tag in tags if not _TAG.fullmatch(tag)), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is no build tag: letters, digits, _ and . make one")
    return tuple(dict.fromkeys(sets))


def _go(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """The release that is meant: "go1.10" is 1.10.8."""
    from gomigrate.world.go.toolchains import exact_version

    version = exact_version(value.removeprefix("go"))
    if value and not version:
        raise click.BadParameter(f"{value!r} is no release of Go that is known, such as 1.10 or 1.10.8")
    return version


def _refuse_contradictions(ctx: click.Context) -> None:
    """Raises UsageProblem where one option asks for what another leaves out."""
    given = ctx.params
    if given["no_build"] and given["platform_build"]:
        raise UsageProblem("--no-build and --platform-build contradict each other", remedy="leave one of them out")
    if not given["tests"] and ctx.get_parameter_source("tests_timeout") is not ParameterSource.DEFAULT:
        raise UsageProblem(
            "--tests-timeout is for the tests that --tests runs", remedy=Suggested(("--tests",), is_more=True)
        )
    if given["no_build"] and given["before_go"]:
        raise UsageProblem("--no-build and --before-go contradict each other", remedy="leave one of them out")


@click.command(epilog="Example, as a gate in CI after the merge: gomigrate verify --gate")
@directory_argument
@click.option(
    "--against", metavar="REF", default="", help="The branch to verify (default: HEAD or the migrated branch)."
)
@click.option(
    "--base", metavar="REV", default="", help="The commit to compare with (default: the one that apply started at)."
)
@click.option(
    "--platform",
    "platforms",
    metavar="GOOS/GOARCH",
    multiple=True,
    callback=_checked,
    help="Also compare on this platform (default: this one and those of the plan). Repeatable.",
)
@click.option(
    "--tags",
    metavar="TAG,...",
    multiple=True,
    callback=_tags,
    help="Also compile with these build tags (default: those that the project uses). Repeatable.",
)
@click.option("--no-build", is_flag=True, help="Compare files only and compile nothing; this proves less.")
@click.option("--platform-build", is_flag=True, help="Compile for every platform (default: for this one).")
@click.option(
    "--gate",
    "is_gate",
    is_flag=True,
    help="After the merge, check that go.mod, go.sum and copies are as recorded; other code may change.",
)
@click.option(
    "--tidy/--no-tidy",
    default=False,
    help="Also run go mod tidy -diff, which may need the network (default: --no-tidy).",
)
@click.option(
    "--tests",
    is_flag=True,
    help="Also run the project's tests, before and after. Without this, nothing of the repository is run.",
)
@click.option(
    "--tests-timeout",
    metavar="DURATION",
    default="10m",
    callback=seconds,
    help="Time for the tests of each side (default: 10m).",
)
@click.option(
    "--before-go",
    metavar="VERSION",
    default="",
    callback=_go,
    help="Also compile the commit before with this Go, such as 1.10, where the one here no longer can; downloads it.",
)
@click.option(
    "--go-versions",
    is_flag=True,
    help="Compile the branch with each Go of the project's CI, Go 1.11 and that of go.mod; downloads them.",
)
@amounts(verbose="Show every finding in full, with notes.", quiet="Show only the verdict and what to do.")
@review_check_format_option
@report_option
@open_option
@progress_option
@click.pass_context
def verify(
    ctx: click.Context,
    directory: str,
    against: str,
    base: str,
    platforms: tuple[str, ...],
    tags: tuple[tuple[str, ...], ...],
    no_build: bool,
    platform_build: bool,
    is_gate: bool,
    tidy: bool,
    tests: bool,
    tests_timeout: float,
    before_go: str,
    go_versions: bool,
    form: str,
    report: str,
    opens: bool,
    amount: Amount,
) -> None:
    """Check that a migrated branch can be merged: the same code, it builds, and the build files work with it.

    The go command compiles every package of both sides, and the results are compared; nothing is linked or run. Exit
    status 0 if the branch is ready to merge, 1 if something is left to do or differs, 3 if verify could not check.
    """
    from gomigrate.verify.comparison import Checks, Compiles

    check_open(report, opens=opens)
    check_output("--report", report, "report.html")
    root = project_directory(directory)
    _refuse_contradictions(ctx)
    checks = Checks(
        compiles=Compiles.NOTHING if no_build else Compiles.ALL if platform_build else Compiles.HOST,
        tidy=tidy,
        tests=tests_timeout if tests else 0,
        before_go=before_go,
        go_versions=go_versions,
    )
    if is_gate:
        if platforms or tags or checks != Checks():
            raise UsageProblem("--gate compares no builds", remedy="leave out all options but --against and --base")
        verdict = _gate(root, against or "HEAD", base)
    else:
        from gomigrate.verify.branch.record import recorded_ref
        from gomigrate.verify.verify import verify as compare

        ref = against or recorded_ref(root)
        world = make_world(root)
        with at_work("Comparing both builds", world.traffic) as watch:
            verdict = compare(
                world, root, ref, base=base or None, platforms=platforms, tags=tags, checks=checks, watch=watch
            )
    if report:
        from gomigrate.cli.webreport import write_verdict

        write_verdict(report, root, verdict, opens=opens)
    _say(root, verdict, form, amount, call_of(ctx))
    ctx.exit(exit_status(verdict))


def _say(root: str, verdict: Verdict, form: str, amount: Amount, call: Invocation) -> None:
    if form == "json":
        from gomigrate.report.json import verdict_json

        say_json(verdict_json(verdict))
    elif form == "markdown":
        from gomigrate.cli.webreport import verdict_markdown

        say(verdict_markdown(root, verdict))
    elif form in CHECK_FORMATS:
        from gomigrate.report.checks.items import verdict_report

        show_checks(
            form, verdict_report(verdict, exit_status(verdict), folder=folder_of(root), notes=amount == "verbose")
        )
    else:
        from gomigrate.cli.nextcommand import after_verdict
        from gomigrate.report.page import Amount
        from gomigrate.report.verdict import verdict_text

        show(verdict_text(verdict, width(), color(), amount, call))
        if lines := after_verdict(verdict, root, call, is_verbose=amount is Amount.VERBOSE):
            say("\n".join(("", *lines)))


def _gate(root: str, ref: str, base: str) -> Verdict:
    from gomigrate.verify.gate.gate import gate

    with at_work("Holding the dependencies against the record"):
        return gate(make_world(root), root, ref, base=base or None)


def exit_status(verdict: Verdict) -> int:
    """Done for a branch that is ready to merge, or as recorded; the surroundings where nothing could be compared; else
    a decision is needed."""
    from gomigrate.model.verdict import VerdictState

    return {VerdictState.READY: DONE, VerdictState.UNKNOWN: SURROUNDINGS}.get(verdict.state, DECISION)
