"""Commands behind their wrappers: sudo, env, travis_retry; and calls of the go command among them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.read.document import Document, Placed
    from gomigrate.scripts.shell.model import Command, Word

_WRAPPERS = frozenset(
    ("sudo", "env", "exec", "command", "time", "nice", "travis_retry", "travis_wait", "retry", "gotestcover")
)
_ARGUMENT = re.compile(r"[A-Za-z_]\w*=.*|-[A-Za-z]+|\d+", re.DOTALL)
GO_NAMES = frozenset(("go", "$GO", "$GOCMD", "$GO_CMD", "$GO_BIN", "$GO_EXECUTABLE", "$GOEXE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command without its wrappers: `words` from the program on."""

    placed: Placed
    command: Command
    words: tuple[Word, ...]

    @property
    def program(self) -> str:
        """The program's name without its folder, or a variable as $NAME."""
        return self.words[0].value.rpartition("/")[2]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The values of the words after the program."""
        return tuple(word.value for word in self.words[1:])

    @property
    def is_pipelined(self) -> bool:
        """Whether the command is one part of a pipeline."""
        return bool(self.placed.statement.operators & {"|", "|&"})

    @property
    def may_change_status(self) -> bool:
        """Whether nothing asks how the command ended: it is no condition and has no alternative."""
        statement = self.placed.statement
        return not (statement.is_condition or "||" in statement.operators)

    def is_written_together(self, text: str) -> bool:
        """Whether nothing but blanks stands between the words: no redirection, no continuation."""
        return all(text[a.end : b.start].strip(" \t") == "" for a, b in zip(self.words, self.words[1:], strict=False))


def calls(document: Document) -> Iterator[Call]:
    """Every command of a document that runs a program; values of variables are none."""
    for placed in document.placed:
        if placed.statement.is_value:
            continue
        for command in placed.statement.commands:
            i = 0
            while i < len(command.words) and command.words[i].value.rpartition("/")[2] in _WRAPPERS:
                i += 1
                while i < len(command.words) and _ARGUMENT.fullmatch(command.words[i].value):
                    i += 1
            if i < len(command.words):
                yield Call(placed=placed, command=command, words=command.words[i:])


def go_calls(document: Document) -> Iterator[Call]:
    """The calls of the go command."""
    return (call for call in calls(document) if call.program in GO_NAMES and len(call.words) > 1)


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
