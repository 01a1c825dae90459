"""Which GOFLAGS each go command in the build files runs with, and which of several places that set it wins.

The go command reads GOFLAGS from its environment, else from the file that `go env -w` writes; flags on the command line
come after it and win (Go reference: "go help environment", GOFLAGS).
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import FlagsRow
from gomigrate.scripts.environment.calls import CallEnvironments
from gomigrate.scripts.environment.given import MOST_HIDDEN, NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.values import Assigned

_EXPORTERS = frozenset(("export", "declare", "typeset", "set", "setx", "env"))


def flag_rows(documents: Sequence[Document], others: Sequence[tuple[str, str]] = ()) -> tuple[FlagsRow, ...]:
    """A row for each go command of the files and each value that it may have there, in their order; `others` are files
    (path, text) that these may read, such as .env. Nothing where no file sets GOFLAGS."""
    texts = (*(document.text for document in documents), *(text for _, text in others))
    if not any(NAME in text for text in texts):
        return ()
    found = CallEnvironments(NAME, documents, dict(others)).found
    if not any(stack for _, _, places in found for _, stack in places):
        return ()
    rows: dict[tuple[object, ...], FlagsRow] = {}
    for document, call, places in found:
        for through, stack in places:
            row = _row(document, call, through, stack)
            rows.setdefault((row.file, call.words[0].start, row.value, row.origin, through), row)
    return tuple(rows.values())


def first_words(call: Call) -> str:
    """What a call of the go command is known by: go build."""
    return " ".join(("go", *call.arguments[:1]))


def flag_settings(document: Document) -> Iterator[Assigned]:
    """The places of a file that put GOFLAGS into the environment of commands: a shell's or make's own variable, which
    is not exported, is none."""
    for place in document.values_of(NAME):
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


def _row(document: Document, call: Call, through: str, stack: Stack) -> FlagsRow:
    winner = stack[-1] if stack else None
    own = {word.partition("=")[0].lstrip("-"): word for word in call.arguments[1:] if word.startswith("-")}
    value = "" if winner is None or winner.is_gone else winner.value
    entries = split_flags(value)
    return FlagsRow(
        file=document.path,
        line=document.line(call.words[0].start),
        command=first_words(call),
        value=value,
        origin=winner.where if winner else "go env",
        hides=tuple(one.where for one in stack[:-1][-MOST_HIDDEN:] if not one.is_gone),
        overridden=tuple(own[name] for e in entries if (name := e.partition("=")[0].lstrip("-")) in own),
        through=through,
    )
