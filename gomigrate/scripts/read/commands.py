"""Commands behind their wrappers: sudo, env, travis_retry."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.scripts.shell.model import Command, Statement, Word

_WRAPPERS = frozenset(
    ("sudo", "env", "exec", "command", "time", "nice", "travis_retry", "travis_wait", "retry", "gotestcover")
)
_ARGUMENT = re.compile(r"[A-Za-z_]\w*=.*|-[A-Za-z]+|\d+", re.DOTALL)
GO_NAMES = frozenset(("go", "$GO", "$GOCMD", "$GO_CMD", "$GO_BIN", "$GO_EXECUTABLE", "$GOEXE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command without its wrappers: `words` from the program on. `program` is its name without its folder, or a
    variable as $NAME, `arguments` the values of the words after it."""

    statement: Statement
    command: Command
    words: tuple[Word, ...]
    program: str
    arguments: tuple[str, ...]

    @property
    def is_pipelined(self) -> bool:
        """Whether the command is one part of a pipeline."""
        return bool(self.statement.operators & {"|", "|&"})

    @property
    def may_change_status(self) -> bool:
        """Whether nothing asks how the command ended: it is no condition and has no alternative."""
        return not (self.statement.is_condition or "||" in self.statement.operators)

    @property
    def is_written_together(self) -> bool:
        """Whether nothing but blanks stands between the words: no redirection, no continuation."""
        text, places = self.statement.region.text, self.statement.region.offsets
        spans = ((bisect_left(places, a.end), bisect_left(places, b.start)) for a, b in pairwise(self.words))
        return all(not text[start:end].strip(" \t") for start, end in spans)


def calls_in(statements: Iterable[Statement]) -> Iterator[Call]:
    """Every command of the statements that runs a program; values of variables are none."""
    for statement in statements:
        for command in statement.commands if not statement.is_value else ():
            i = 0
            while i < len(command.words) and command.words[i].value.rpartition("/")[2] in _WRAPPERS:
                i += 1
                while i < len(command.words) and _ARGUMENT.fullmatch(command.words[i].value):
                    i += 1
            if i < len(command.words):
                yield Call(
                    statement=statement,
                    command=command,
                    words=command.words[i:],
                    program=command.words[i].value.rpartition("/")[2],
                    arguments=tuple(word.value for word in command.words[i + 1 :]),
                )


def flags_and_rest(words: tuple[Word, ...], with_value: frozenset[str]) -> tuple[list[tuple[Word, ...]], list[Word]]:
    """The flags of a go command, those of `with_value` with their value where that is a word of its own; and what comes
    after them. Go's flags end at the first word that is none."""
    flags: list[tuple[Word, ...]] = []
    i = 0
    while i < len(words) and words[i].value.startswith("-") and words[i].value != "-":
        if words[i].value == "--":
            return flags, list(words[i + 1 :])
        takes = words[i].value.lstrip("-") in with_value
        flags.append(words[i : i + 2] if takes else words[i : i + 1])
        i += 2 if takes else 1
    return flags, list(words[i:])
