"""How the command was called, as a value that makes other commands for the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.core import ParameterSource

from gomigrate.model.errors import UsageProblem

if TYPE_CHECKING:
    import click

    from gomigrate.report.words.call import Invocation


def call_of(ctx: click.Context) -> Invocation:
    """The folder, and those options that were given on the command line and matter to other commands."""
    from gomigrate.report.words.call import CARRIED, Invocation

    matter = {option for options in CARRIED.values() for option in options}
    given = [_words(ctx, param) for param in ctx.command.params if param.opts[0] in matter]
    return Invocation(_folder(ctx), tuple(words for found in given for words in found))


def folder_and_names(words: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The folder ("." where there is none) and the other words of clone and sum: no path of a module begins with a dot
    or a slash. Raises UsageProblem for two folders, and for one that is spelled like a module."""
    from pathlib import Path

    folders = [word for word in words if word.startswith((".", "/"))]
    names = tuple(word for word in words if word not in folders)
    if len(folders) > 1:
        raise UsageProblem(f"{folders[1]}: one folder is enough")
    for name in names:
        if "." not in name.partition("/")[0] and Path(name).is_dir():
            raise UsageProblem(f"{name}: a folder begins with . or / here", instead=(name, f"./{name}"))
    return folders[0] if folders else ".", names


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
