"""Options that several commands share, and what they make."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gomigrate.cli.commands.completion import folders
from gomigrate.model.errors import Suggested, UsageProblem

if TYPE_CHECKING:
    from gomigrate.model.policy import Policy
    from gomigrate.world.world import World

Command = Callable[..., Any]

_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s)?")


def formats(*names: str, told: str = "Print the result in this form (default: text).") -> Callable[[Command], Command]:
    """The option --format with these names, the first of them by default, and --json for the one that programs read."""
    form = click.option("--format", "form", type=click.Choice(names), default=names[0], help=told)
    json = click.option("--json", "form", flag_value="json", help="Same as --format json.")
    return lambda command: form(json(command))


_OF_CHECKS = "The form of the result (default: text); github is for workflows, sarif for code scanning"

directory_argument = click.argument("directory", metavar="[DIR]", default=".", type=str, shell_complete=folders)
import_path_option = click.option(
    "--import-path",
    default="",
    metavar="PATH",
    help="The project's import path (default: from GOPATH, locks or the remote).",
)
format_option = formats("text", "json")
review_format_option = formats(
    "text",
    "json",
    "markdown",
    told="Print the result in this form (default: text); markdown is for a pull request.",
)
check_format_option = formats("text", "json", "github", "sarif", told=f"{_OF_CHECKS}.")
review_check_format_option = formats(
    "text", "json", "markdown", "github", "sarif", told=f"{_OF_CHECKS}, markdown for pull requests."
)
report_option = click.option(
    "--report",
    default="",
    metavar="FILE",
    help="Also write the report to FILE: as one HTML page, or as Markdown if FILE ends in .md.",
)
open_option = click.option(
    "--open", "opens", is_flag=True, help="Open the page of the report in the browser; in CI its address is printed."
)
refresh_option = click.option(
    "--refresh", is_flag=True, help="Ask proxies again for what they listed or refused within the last hour."
)


def check_output(option: str, file: str, name: str) -> None:
    """Raises UsageProblem where the file ("": none) cannot be written, as it is a folder or in none; `name` is what it
    may be called in that folder."""
    from pathlib import Path

    place = Path(file)
    if file and place.is_dir():
        raise UsageProblem(f"{option} {file}: a folder, not a file", instead=(file, str(place / name)))
    if file and not place.absolute().parent.is_dir():
        made = shlex.join(("mkdir", "-p", *["--"] * file.startswith("-"), str(place.parent)))
        raise UsageProblem(f"{option} {file}: no such folder", remedy=made)


def check_open(report: str, *, opens: bool) -> None:
    """Raises UsageProblem where --open has no page to open."""
    if opens and (not report or report.endswith(".md")):
        raise UsageProblem(
            "--open opens the page that --report writes", remedy=Suggested(("--report", "report.html"), is_more=True)
        )


def _lift(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """One of the words of --lift."""
    from gomigrate.model.policy import LATEST, LIFTS, Policy

    try:
        if value in LIFTS or Policy(lift=value).lift_day:
            return value
    except ValueError as error:
        raise click.BadParameter(f"{value!r} has no day such as {LATEST}=2019-06-30") from error
    raise click.BadParameter(f"{value!r} is none of {', '.join(LIFTS)} and {LATEST}=DATE")


_PLAN_OPTIONS = (
    import_path_option,
    click.option(
        "--hold",
        multiple=True,
        metavar="all|none|PATH",
        help="Hold these locked versions where another module requires more (default: all).",
    ),
    click.option(
        "--go",
        "go_line",
        default="",
        metavar="VERSION",
        help="The go line of go.mod (default: 1.18).",
    ),
    click.option(
        "--vendor",
        type=click.Choice(["remove", "keep", "regenerate"]),
        default="remove",
        help="Remove vendor folders, keep them, or fill them anew (default: remove).",
    ),
    click.option(
        "--locks",
        type=click.Choice(["remove", "keep"]),
        default="remove",
        help="Remove the legacy lock files, or keep them (default: remove).",
    ),
    click.option(
        "--patched",
        type=click.Choice(["keep", "upstream", "fail"]),
        default="keep",
        help="For dependencies with local changes: keep a copy, use upstream, or fail (default: keep).",
    ),
    click.option(
        "--strict-bytes",
        is_flag=True,
        help="Also keep copies that differ only by marks of tools, such as line endings.",
    ),
    click.option(
        "--accept-merge",
        multiple=True,
        metavar="PATH",
        help="Let one copy of PATH replace copies that differ. Repeatable.",
    ),
    click.option(
        "--unsafe-fixes",
        is_flag=True,
        help="Also change build file lines where the new line is likely right, not certain.",
    ),
    click.option(
        "--ci-go",
        default="",
        metavar="VERSION",
        help="The Go for CI files whose Go cannot build the branch (default: the lowest that can).",
    ),
    click.option("--restore", is_flag=True, help="Restore locked versions that an existing go.mod moved."),
    click.option(
        "--lift",
        default="tag",
        metavar="tag|same|compatible|latest-as-of=DATE",
        callback=_lift,
        help="Replace pseudo-versions by the commit's tag, or by a release with the same files or API (default: tag).",
    ),
)


def plan_options(command: Command) -> Command:
    """What decides the plan."""
    for option in reversed(_PLAN_OPTIONS):
        command = option(command)
    return command


def _no_go(option: str, version: str) -> UsageProblem:
    from gomigrate.modfile.directives import is_go_version

    bare = version.removeprefix("go")
    instead = (version, bare) if is_go_version(bare) else None
    return UsageProblem(f"{option} {version}: not a Go version such as 1.18", instead=instead)


def policy(
    hold: tuple[str, ...],
    go_line: str,
    vendor: str,
    locks: str,
    patched: str = "keep",
    restore: bool = False,  # noqa: FBT002 -- a flag of the command line
    lift: str = "tag",
    unsafe_fixes: bool = False,  # noqa: FBT002 -- likewise
    accept_merge: tuple[str, ...] = (),
    ci_go: str = "",
    strict_bytes: bool = False,  # noqa: FBT002 -- likewise
) -> Policy:
    """The policy that the options ask for; UsageProblem where they contradict each other."""
    from gomigrate.model.policy import Policy
    from gomigrate.modfile.directives import is_go_version

    if go_line and not is_go_version(go_line):
        raise _no_go("--go", go_line)
    if ci_go and not is_go_version(ci_go):
        raise _no_go("--ci-go", ci_go)
    if len(hold) > 1 and {"all", "none"} & set(hold):
        raise UsageProblem("--hold: all and none stand alone")
    held: str | tuple[str, ...] = hold[0] if hold in {("all",), ("none",)} else hold or "all"
    return Policy(
        hold=held,
        go=go_line,
        vendor=vendor,
        locks=locks,
        patched=patched,
        restore=restore,
        lift=lift,
        unsafe_fixes=unsafe_fixes,
        accept_merge=accept_merge,
        ci_go=ci_go,
        strict_bytes=strict_bytes,
    )


def project_directory(directory: str) -> str:
    """DIR as an absolute path. Raises UsageProblem where it is no folder, WorldProblem where it cannot be read."""
    from gomigrate.world.disk.realpath import named_folder

    return named_folder(directory, os.environ)


def make_world(directory: str, *, asks_anew: bool = False) -> World:
    """The world as this process sees it; with `asks_anew` what proxies said of late is not believed."""
    from gomigrate.world.world import World

    return World.from_environment(os.environ, directory, asks_anew=asks_anew)


def seconds(_context: click.Context, _option: click.Parameter, value: str) -> float:
    """A duration as Go writes it: 90s, 10m, 1h30m."""
    found = _DURATION.fullmatch(value)
    total = (
        sum(float(part or 0) * unit for part, unit in zip(found.groups(), (3600, 60, 1), strict=True)) if found else 0
    )
    if not total:
        raise click.BadParameter(f"{value!r} is not a duration such as 90s, 10m or 1h30m")
    return total
