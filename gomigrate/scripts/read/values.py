"""Where a variable gets its value, in whatever syntax."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from gomigrate.scripts.legacytools import tool_called

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.legacytools import LegacyTool
    from gomigrate.scripts.read.pieces import ScriptSetting
    from gomigrate.scripts.shell.model import Command, Statement, Word

_EXPORTERS = frozenset(("export", "readonly", "declare", "typeset", "local", "set", "setx"))
# The first word of a value, in which $(shell go env GOPATH) is one piece. Bounded, so that a long value is read once.
_FIRST = re.compile(r"\s*(?P<word>(?:\$\([^()]{0,200}\)|\S)+)")
_ASSIGNMENTS = re.compile(r"\s*[A-Za-z_]\w*=\S*(?:\s+[A-Za-z_]\w*=\S*)*\s*")

_GO = re.compile(r"(?:\S*/)?go(?:\.exe)?")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """What the variables of a file stand for, by all the values that they get there. A name in question is written as
    in the value of a word: $NAME."""

    by_name: Mapping[str, Sequence[Assigned]] = field(default_factory=dict)
    _tools: dict[str, LegacyTool | None] = field(default_factory=dict)
    _settings: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Iterable[Assigned]) -> Variables:
        """From all places of a file that set one."""
        found: dict[str, list[Assigned]] = defaultdict(list)
        for value in values:
            found[value.name].append(value)
        return cls(by_name=found)

    def tool(self, word: str) -> LegacyTool | None:
        """The old tool that a variable is, whatever its name says: GODEP=bin/dep is dep. Only where all its values are
        computed the name tells."""
        if word not in self._tools:
            self._tools[word] = self._tool_of(word)
        return self._tools[word]

    def _tool_of(self, word: str) -> LegacyTool | None:
        firsts = (_FIRST.match(value.value) for value in self.by_name.get(word[1:], ()))
        programs = [first["word"] for first in firsts if first]
        known = {tool.name: tool for program in programs if (tool := tool_called(program))}
        if known or any("$" not in program and "`" not in program for program in programs):
            return next(iter(known.values())) if len(known) == 1 else None
        return tool_called(word)

    def is_go(self, word: str) -> bool:
        """Whether a variable is the go command by all its values, whatever its name: GO_EXE ?= /usr/local/go/bin/go."""
        values = self.by_name.get(word[1:], ()) if word.startswith("$") else ()
        return bool(values) and all(_GO.fullmatch(value.value) for value in values)

    def sets(self, word: str) -> bool:
        """Whether a variable holds settings for the command behind it, and nothing else: GOOS=linux GOARCH=amd64."""
        if word not in self._settings:
            values = [value.value for value in self.by_name.get(word[1:], ()) if value.value.strip()]
            self._settings[word] = bool(values) and all(map(_ASSIGNMENTS.fullmatch, values))
        return self._settings[word]


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
            takes = command.words[number - 1].value in ("-u", "-C", "--unset", "--chdir")
            if command.name == "env" and not word.value.startswith("-") and not takes:
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
