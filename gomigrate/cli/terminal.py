"""What a command's pages are written for: how wide, in color or not, and how much they tell."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import click

from gomigrate.model.errors import UsageProblem

Command = Callable[..., Any]

_OPTION, _CHOICES = "--color", ("auto", "always", "never")
_NO = ("0", "false")

color_option = click.option(
    _OPTION,
    type=click.Choice(_CHOICES),
    expose_value=False,
    help="Color the output (default: auto, which is on a terminal).",
)


def amounts(verbose: str, quiet: str) -> Callable[[Command], Command]:
    """The options --color, -v and -q, with what the last two mean for the command. It gets them as `amount`, which is
    quiet, normal or verbose."""

    def wrap(command: Command) -> Command:
        @functools.wraps(command)
        def called(*args: object, is_verbose: bool, is_quiet: bool, **given: object) -> object:
            from gomigrate.report.page import Amount

            if is_verbose and is_quiet:
                raise UsageProblem("-v and -q contradict each other", remedy="leave one of them out")
            amount = Amount.VERBOSE if is_verbose else Amount.QUIET if is_quiet else Amount.NORMAL
            return command(*args, amount=amount, **given)

        option = click.option("-v", "--verbose", "is_verbose", is_flag=True, help=verbose)
        return option(click.option("-q", "--quiet", "is_quiet", is_flag=True, help=quiet)(color_option(called)))

    return wrap


def width() -> int:
    """Columns to write for: the terminal's, or what COLUMNS says of it. In a pipe and in a file no line is wrapped."""
    import shutil

    from gomigrate.report.page import UNWRAPPED

    return shutil.get_terminal_size((80, 24)).columns if _is_terminal(err=False) else UNWRAPPED


def color(*, err: bool = False) -> bool:
    """Whether stdout, or stderr, gets colors."""
    return wants_color(chosen(sys.argv[1:]), os.environ, is_terminal=_is_terminal(err=err))


def chosen(words: Sequence[str]) -> str:
    """What --color says, wherever it stands. Of the words, as what is wrong with others has to be shown as well."""
    choice = "auto"
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        if word == "--":
            break
        option, _, value = word.partition("=")
        value = value or after
        if option == _OPTION and value in _CHOICES:
            choice = value
    return choice


def wants_color(choice: str, environ: Mapping[str, str], *, is_terminal: bool) -> bool:
    """Whether there are to be colors: what the option says goes first, then NO_COLOR (https://no-color.org), then
    FORCE_COLOR (https://force-color.org, with 0 and false as Node.js reads them) and CLICOLOR_FORCE, then CLICOLOR
    (https://bixense.com/clicolors), then what the terminal is. A variable that is empty says nothing."""
    said = {name: environ.get(name, "") for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "TERM")}
    if choice != "auto" or said["NO_COLOR"]:
        return choice == "always"
    if said["FORCE_COLOR"]:
        return said["FORCE_COLOR"].lower() not in _NO
    if said["CLICOLOR_FORCE"] not in ("", "0"):
        return True
    return is_terminal and said["CLICOLOR"] != "0" and said["TERM"] != "dumb"


def _is_terminal(*, err: bool) -> bool:
    stream = sys.stderr if err else sys.stdout
    return stream is not None and stream.isatty()
