"""Where a variable gets its value, in whatever syntax."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gomigrate.scripts.read.pieces import ScriptSetting
    from gomigrate.scripts.shell.model import Command, Statement, Word

_EXPORTERS = frozenset(("export", "readonly", "declare", "typeset", "local", "set", "setx"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A value that a variable gets. `command` is the command that it is set for alone, None where it holds from here
    on; `prefix` the span of the whole assignment in front of that command or of another assignment. `alone` is the
    command where it does nothing else. `setting` is there where no shell sets it."""

    name: str
    value: str
    raw: str
    start: int
    end: int
    command: Command | None = None
    statement: Statement | None = None
    alone: Command | None = None
    prefix: tuple[int, int] | None = None
    setting: ScriptSetting | None = None
    is_yaml: bool = False
    is_quoted: bool = True


def values_in(
    text: str, settings: Iterable[ScriptSetting], statements: Iterable[Statement], *, is_yaml: bool
) -> Iterator[Assigned]:
    """Every place of a file that sets a variable, from what was read of it."""
    for setting in settings:
        yield Assigned(
            name=setting.name,
            value=setting.value,
            raw=text[setting.start : setting.end],
            start=setting.start,
            end=setting.end,
            setting=setting,
            is_yaml=is_yaml,
            is_quoted=setting.is_quoted or text[setting.start - 1 : setting.start] == "=",
        )
    for statement in statements:
        for command in statement.commands:
            yield from _in_command(text, statement, command)


def _in_command(text: str, statement: Statement, command: Command) -> Iterator[Assigned]:
    is_alone = not command.words and len(command.assignments) == 1 and not statement.is_value
    for assignment, later in zip_longest(command.assignments, command.assignments[1:]):
        start, end = _inside_quotes(assignment.value)
        after = command.words[0].start if command.words else assignment.end
        yield Assigned(
            name=assignment.name,
            value=assignment.value.value,
            raw=assignment.value.raw,
            start=start,
            end=end,
            command=command if command.words else None,
            statement=statement,
            alone=command if is_alone else None,
            prefix=(assignment.start, min(later.start, after) if later else after) if command.words or later else None,
        )
    if command.name in _EXPORTERS or command.name == "env":
        yield from _exported(text, statement, command)


def _exported(text: str, statement: Statement, command: Command) -> Iterator[Assigned]:
    """The words NAME=value after export, set or env."""
    for number, word in enumerate(command.words[1:], start=1):
        name, sign, value = word.value.partition("=")
        if not sign or not name.isidentifier():
            if command.name == "env" and not word.value.startswith("-"):
                return
            continue
        cut = word.raw.find("=") + 1
        start, end = word.start + cut, word.end
        if end - start > 1 and text[start] in "\"'" and text[end - 1] == text[start]:
            start, end = start + 1, end - 1
        elif word.raw[:1] in "\"'":
            end -= 1
        more = command.words[number + 1] if number + 1 < len(command.words) else None
        yield Assigned(
            name=name,
            value=value,
            raw=text[start:end],
            start=start,
            end=end,
            command=command if command.name == "env" else None,
            statement=statement,
            alone=command if len(command.words) == 2 and command.name != "env" and not command.assignments else None,
            prefix=(word.start, more.start) if more else None,
        )


def _inside_quotes(word: Word) -> tuple[int, int]:
    raw = word.raw
    if len(raw) > 1 and raw[0] == raw[-1] and raw[0] in "\"'":
        return word.start + 1, word.end - 1
    return word.start, word.end
