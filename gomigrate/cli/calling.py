"""How the command was called, as a value that makes other commands for the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.core import ParameterSource

from gomigrate.report.words.call import CARRIED, Invocation

if TYPE_CHECKING:
    import click

_MATTER = frozenset(option for options in CARRIED.values() for option in options)


def call_of(ctx: click.Context) -> Invocation:
    """The folder, and those options that were given on the command line and matter to other commands."""
    given = [_words(ctx, param) for param in ctx.command.params if param.opts[0] in _MATTER]
    return Invocation(_folder(ctx), tuple(words for found in given for words in found))


def _words(ctx: click.Context, param: click.Parameter) -> list[tuple[str, ...]]:
    """The option as it was given, once for each time."""
    if ctx.get_parameter_source(str(param.name)) is not ParameterSource.COMMANDLINE:
        return []
    option, value = param.opts[0], ctx.params[str(param.name)]
    if isinstance(value, tuple):
        return [(option, str(one)) for one in value]
    return [(option,) if value is True else (option, str(value))]


def _folder(ctx: click.Context) -> str:
    if "directory" in ctx.params:
        return str(ctx.params["directory"] or ".")
    # Of clone and sum, which have a folder among other words; of batch, which may have several.
    folders = [word for word in ctx.params.get("words") or () if word.startswith((".", "/"))]
    return next(iter((*folders, *(ctx.params.get("roots") or ()))), ".")
