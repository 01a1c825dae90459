"""Options that several commands share, and what they make."""

from __future__ import annotations

import os
import posixpath
import shutil
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    from gomigrate.plan.policy import Policy
    from gomigrate.world.world import World

Command = Callable[..., Any]

directory_argument = click.argument("directory", metavar="[DIR]", default=".", type=str)
import_path_option = click.option("--import-path", default="", metavar="PATH", help="The project's import path.")
format_option = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="How the result is printed."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Only what needs attention.")


def plan_options(command: Command) -> Command:
    """What decides the plan."""
    for option in reversed(
        (
            import_path_option,
            click.option(
                "--hold",
                multiple=True,
                metavar="all|none|PATH",
                help="Which locked versions to hold by replace where another module asks for more (default: all).",
            ),
            click.option("--go", "go_line", default="", metavar="VERSION", help="The go line (default: 1.18)."),
            click.option(
                "--vendor",
                type=click.Choice(["remove", "keep", "regenerate"]),
                default="remove",
                help="What becomes of vendor folders.",
            ),
            click.option(
                "--locks", type=click.Choice(["remove", "keep"]), default="remove", help="What becomes of lock files."
            ),
        )
    ):
        command = option(command)
    return command


def policy(hold: tuple[str, ...], go_line: str, vendor: str, locks: str) -> Policy:
    """The policy that the options ask for; UsageProblem where they contradict each other."""
    from gomigrate.modfile.directives import is_go_version
    from gomigrate.plan.policy import Policy

    if go_line and not is_go_version(go_line):
        raise UsageProblem(f"--go {go_line}: not a Go version such as 1.18")
    if len(hold) > 1 and {"all", "none"} & set(hold):
        raise UsageProblem("--hold: all and none stand alone")
    held: str | tuple[str, ...] = hold[0] if hold in {("all",), ("none",)} else hold or "all"
    return Policy(hold=held, go=go_line, vendor=vendor, locks=locks)


def project_directory(directory: str) -> str:
    """DIR as an absolute path, spelled as the user's shell sees it: a GOPATH may be reached by symbolic links."""
    logical = os.environ.get("PWD", "")
    here = logical if logical and _same(logical, ".") else os.getcwd()
    path = posixpath.normpath(posixpath.join(here, directory))
    if not os.path.isdir(path):
        raise UsageProblem(f"{directory}: no such folder")
    return path


def _same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def make_world(directory: str) -> World:
    """The world as this process sees it."""
    from gomigrate.world.world import World

    return World.from_environment(os.environ, directory)


def width() -> int:
    """Columns to write for: the terminal's, 80 in a pipe."""
    return shutil.get_terminal_size((80, 24)).columns if sys.stdout.isatty() else 80


def color() -> bool:
    """Whether stdout takes colours: a terminal, and NO_COLOR not set (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
