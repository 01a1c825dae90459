"""Which GOFLAGS each go command in the build files runs with, and which of several places that set it wins.

The go command reads GOFLAGS from its environment, else from the file that `go env -w` writes; flags on the command line
come after it and win (Go reference: "go help environment", GOFLAGS).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.habits import FlagsRow
from gomigrate.scripts.calls import go_calls
from gomigrate.scripts.rules.assigned import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.calls import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.rules.assigned import Assigned

NAME = "GOFLAGS"
_EXPORTERS = frozenset(("export", "declare", "typeset", "set", "setx", "env"))


def flag_rows(documents: Sequence[Document]) -> tuple[FlagsRow, ...]:
    """A row for each go command of the files, in their order. Nothing where no file sets GOFLAGS."""
    if not any(True for document in documents for _ in flag_settings(document)):
        return ()
    return tuple(row for document in documents for row in _rows(document))


def flag_settings(document: Document) -> Iterator[Assigned]:
    """The places of a file that put GOFLAGS into the environment of commands: a shell's or make's own variable, which
    is not exported, is none."""
    for place in assigned(document, NAME):
        if place.setting is not None:
            if place.setting.is_exported:
                yield place
        elif place.command is not None or (place.alone is not None and place.alone.name in _EXPORTERS):
            yield place


def split_flags(value: str) -> tuple[str, ...]:
    """The entries of a value, as the go command splits it: at blanks, quotation marks around an entry taken off."""
    try:
        return tuple(shlex.split(value))
    except ValueError:
        return tuple(value.split())


def _rows(document: Document) -> Iterator[FlagsRow]:
    settings = list(flag_settings(document))
    for call in go_calls(document):
        at = call.words[0].start
        seen = sorted((place for place in settings if _reaches(place, call, at)), key=lambda place: _rank(place, at))
        winner = seen[-1] if seen else None
        own = {word.partition("=")[0].lstrip("-"): word for word in call.arguments[1:] if word.startswith("-")}
        entries = split_flags(winner.value) if winner else ()
        yield FlagsRow(
            file=document.path,
            line=document.line(at),
            command=" ".join(("go", *call.arguments[:1])),
            value=winner.value if winner else "",
            origin=_where(document, winner) if winner else "go env",
            hides=tuple(_where(document, place) for place in seen[:-1]),
            overridden=tuple(own[name] for e in entries if (name := e.partition("=")[0].lstrip("-")) in own),
        )


def _reaches(place: Assigned, call: Call, at: int) -> bool:
    """Whether a command runs with what a place sets."""
    if place.setting is not None:
        start, end = place.setting.scope
        return start <= at < end
    if place.command is not None:
        return place.command is call.command
    placed = place.placed
    return placed is not None and placed.region is call.placed.region and place.start < at


def _rank(place: Assigned, at: int) -> tuple[int, int, int]:
    """The highest wins: the command's own, then the shell's, then the narrowest setting, of two alike the last."""
    if place.setting is None:
        return 2 if place.command is not None else 1, 0, place.start
    start, end = place.setting.scope
    return 0, start - end, place.start


def _where(document: Document, place: Assigned) -> str:
    level = place.setting.level if place.setting else "command" if place.command is not None else "shell"
    return f"{document.path}:{document.line(place.start)} ({level})"
