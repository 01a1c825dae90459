"""Which GOFLAGS each go command in the build files runs with, and which of several places that set it wins.

The go command reads GOFLAGS from its environment, else from the file that `go env -w` writes; flags on the command line
come after it and win (Go reference: "go help environment", GOFLAGS).
"""

from __future__ import annotations

import shlex
from bisect import bisect_left
from collections import defaultdict
from itertools import chain, islice
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import FlagsRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.values import Assigned

NAME = "GOFLAGS"
MOST_HIDDEN = 20
"""So many places that lose are told of each call, those that come next to winning."""
_EXPORTERS = frozenset(("export", "declare", "typeset", "set", "setx", "env"))


def flag_rows(documents: Sequence[Document]) -> tuple[FlagsRow, ...]:
    """A row for each go command of the files, in their order. Nothing where no file sets GOFLAGS."""
    if not any(True for document in documents for _ in flag_settings(document)):
        return ()
    return tuple(row for document in documents for row in _rows(document))


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


def _rows(document: Document) -> Iterator[FlagsRow]:
    calls = document.go_commands
    reaching = _Reaching(flag_settings(document))
    found = {at: reaching.at(calls[n], at) for at, n in sorted((c.words[0].start, n) for n, c in enumerate(calls))}
    for call in calls:
        at = call.words[0].start
        seen = found[at]
        winner = seen[-1] if seen else None
        own = {word.partition("=")[0].lstrip("-"): word for word in call.arguments[1:] if word.startswith("-")}
        entries = split_flags(winner.value) if winner else ()
        yield FlagsRow(
            file=document.path,
            line=document.line(at),
            command=first_words(call),
            value=winner.value if winner else "",
            origin=_where(document, winner) if winner else "go env",
            hides=tuple(_where(document, place) for place in seen[:-1]),
            overridden=tuple(own[name] for e in entries if (name := e.partition("=")[0].lstrip("-")) in own),
        )


class _Reaching:
    """The settings that reach a call: those before its command, before that those that its shell has exported, before
    these the ones of the file, the widest scope first. Scopes lie within each other or apart."""

    def __init__(self, settings: Iterable[Assigned]) -> None:
        self._of_command: dict[int, list[Assigned]] = defaultdict(list)
        self._of_region: dict[int, list[Assigned]] = defaultdict(list)
        self._scopes: dict[tuple[int, int], list[Assigned]] = defaultdict(list)
        for place in sorted(settings, key=lambda place: place.start):
            if place.setting is not None:
                self._scopes[place.setting.scope].append(place)
            elif place.command is not None:
                self._of_command[place.command.start].append(place)
            elif place.statement is not None:
                self._of_region[place.statement.region.start].append(place)
        self._coming = sorted(self._scopes, key=lambda scope: (-scope[0], scope[1]))
        self._open: list[tuple[int, int]] = []

    def at(self, call: Call, at: int) -> list[Assigned]:
        """The settings, the one that wins last, and at most MOST_HIDDEN before it. Calls come in the order of their
        places."""
        while self._coming and self._coming[-1][0] <= at:
            scope = self._coming.pop()
            self._close(scope[0])
            self._open.append(scope)
        self._close(at)
        exported = self._of_region.get(call.statement.region.start, [])
        seen = chain(
            reversed(self._of_command.get(call.command.start, [])),
            (exported[n] for n in range(bisect_left(exported, at, key=lambda place: place.start) - 1, -1, -1)),
            (place for scope in reversed(self._open) for place in reversed(self._scopes[scope])),
        )
        return list(islice(seen, MOST_HIDDEN + 1))[::-1]

    def _close(self, at: int) -> None:
        while self._open and self._open[-1][1] <= at:
            self._open.pop()


def _where(document: Document, place: Assigned) -> str:
    level = place.setting.level if place.setting else "command" if place.command is not None else "shell"
    return f"{document.path}:{document.line(place.start)} ({level})"
