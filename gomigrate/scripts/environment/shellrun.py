"""A variable along the statements of a shell (POSIX Shell Command Language 2.9, 2.12, 2.14)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.given import Given, ShellState, first_states, on_top
from gomigrate.scripts.shell.model import OPAQUE, BlockKind, Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.shell.model import Command, ShellBlock, Statement, Word

States = tuple[ShellState, ...]
_TESTS = frozenset(("[", "[[", "test", "command", "which", "type", "hash", "grep", "false"))
_ENDS = frozenset(("exit", "return"))
_DECLARES = frozenset(("declare", "typeset", "local", "readonly"))


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line of a file that sets the variable, as a shell reads it."""

    given: Given
    is_exported: bool


class ShellRun:
    """One shell over statements in the order of their places. `where(offset, level)` names a place, `read(name)` gives
    the lines of a file that set the variable, `stands_for(name)` what a variable that begins a command gives it
    (`GO = GOFLAGS=-v go`)."""

    def __init__(
        self,
        name: str,
        states: States,
        where: Callable[[int, str], str],
        read: Callable[[str], Sequence[FileLine]],
        stands_for: Callable[[str], Given | None],
    ) -> None:
        self.name, self.where, self._read, self._stands_for = name, where, read, stands_for
        self.states = states
        self.at: dict[int, States] = {}
        """The states before each command, by where it begins."""
        self._open: list[_OpenBlock] = []

    def over(self, statements: Iterable[Statement]) -> States:
        """The states at the end."""
        for statement in statements:
            self._enter(statement.blocks)
            before = self.states
            pipes = {id(c) for part in statement.pipelines if len(part) > 1 for c in part}
            may = False
            for number, command in enumerate(statement.commands):
                joint = statement.joints[number - 1].text if number else ""
                may = may or joint == "||" or (joint == "&&" and statement.commands[number - 1].name in _TESTS)
                self.at[command.start] = self.states or before
                if id(command) not in pipes:
                    changed = tuple(self._after(state, statement, command) for state in self.states)
                    self.states = changed
                    if command.name in _ENDS and not may:
                        self.states = ()
            if may:
                self.states = first_states((*before, *self.states))
        self._enter(())
        return self.states

    def _enter(self, blocks: tuple[ShellBlock, ...]) -> None:
        """Leave the blocks that are not around what comes, and enter the others."""
        same = 0
        while same < min(len(self._open), len(blocks)) and self._open[same].block == blocks[same]:
            same += 1
        goes_on = same < min(len(self._open), len(blocks)) and self._open[same].block.number == blocks[same].number
        while len(self._open) > same + goes_on:
            self._leave()
        if goes_on:
            one = self._open[same]
            self._open[same] = one.next(blocks[same], self.states)
            self.states = self._open[same].before
            same += 1
        for block in blocks[same:]:
            self._open.append(_OpenBlock(block, self.states))

    def _leave(self) -> None:
        one = self._open.pop()
        if one.block.kind is BlockKind.SUBSHELL:
            self.states = one.before
        elif one.block.kind is BlockKind.ELSE:
            self.states = first_states((*one.outs, *self.states))
        elif one.block.kind is not BlockKind.GROUP:
            self.states = first_states((*one.before, *one.outs, *self.states))

    def _after(self, state: ShellState, statement: Statement, command: Command) -> ShellState:
        """The state after a command."""
        level = "shell"
        if not command.words:
            for one in command.assignments:
                if one.name == self.name:
                    is_more = self._adds(statement, one.start)
                    value = self._said(one.value, state)
                    value = (state.value or f"${self.name}") + value if is_more else value
                    state = state.assigned(Given(value, self.where(one.start, level)))
            return state
        words, name = command.words[1:], command.name.lower()
        if name in (".", "source") and words:
            for line in self._read(words[0].value):
                state = state.given(line.given) if line.is_exported else state.assigned(line.given)
            return state
        flags = [word.value for word in words if word.value[:1] in "-+" and word.value]
        place = self.where(command.start, level)
        if name == "set" and statement.region.dialect is not Dialect.WINDOWS:
            return _allexport(state, [word.value for word in words])
        if name == "set":
            return self._set_by_cmd(state, words)
        if name in ("unset", "unexport") and any(w.value == self.name for w in words) and "-f" not in flags:
            return state.unset(place)
        exports = name == "export" or (name in _DECLARES and any("x" in flag for flag in flags))
        if not exports and not (name in _DECLARES and state.is_exported):
            return state
        for word in words:
            state = self._exported(state, word, flags, place)
        return state

    def _adds(self, statement: Statement, at: int) -> bool:
        index = at - statement.region.start
        text, offsets = statement.region.text, statement.region.offsets
        if not (0 <= index < len(text) and offsets[index] == at):
            return False
        return text.startswith(f"{self.name}+=", index)

    def _exported(self, state: ShellState, word: Word, flags: Sequence[str], place: str) -> ShellState:
        key, sign, value = word.value.partition("=")
        if key != self.name:
            return state
        if "-n" in flags or "+x" in flags:
            return state.kept_back(place)
        if not sign:
            return state.exported()
        given = Given(self._said(word, state, value), self.where(word.start, "shell"))
        return replace(state.given(given), is_marked=True)

    def _set_by_cmd(self, state: ShellState, words: Sequence[Word]) -> ShellState:
        """`set NAME=VALUE` of cmd.exe: the rest of the line is the value, and an empty one unsets the variable."""
        key, sign, _ = words[0].value.partition("=") if words else ("", "", "")
        if key.strip('"').upper() != self.name or not sign:
            return state
        value = " ".join(word.value for word in words).partition("=")[2].strip('"')
        place = self.where(words[0].start, "shell")
        return state.given(Given(value, place)) if value else state.unset(place)

    def _said(self, word: Word, state: ShellState, value: str | None = None) -> str:
        """The value of a word: as it is written where only a run knows it, with the variable's own value filled in."""
        text = word.value if value is None else value
        if OPAQUE in text:
            return word.raw.strip('"') if value is None else word.raw.partition("=")[2].strip('"')
        return text if word.raw.startswith("'") else filled(text, self.name, state.value)

    def stacks(self, states: States, command: Command, words: Iterable[Word]) -> list[Stack]:
        """The environment of what a command runs in the end, for each of the states before it: with the assignments in
        front of it and with what the programs in front (`words`: env, sudo, docker run) do to it."""
        front = list(words)
        return [self._in_front(state, command, front) for state in states]

    def _in_front(self, state: ShellState, command: Command, front: Sequence[Word]) -> Stack:
        stack = state.stack
        for one in command.assignments:
            if one.name == self.name and command.words:
                stack = on_top(stack, Given(self._said(one.value, state), self.where(one.start, "command")))
        runner, number = "", 0
        while number < len(front):
            word = front[number]
            value, program = word.value, word.value.rpartition("/")[2]
            if value.startswith("$") and (given_by := self._stands_for(value[1:])):
                stack = on_top(stack, given_by)
            following = front[number + 1].value if number + 1 < len(front) else ""
            if program in ("env", "sudo", "docker", "podman", "nerdctl", "docker-compose", "su", "ssh"):
                runner = program
                if program in ("sudo", "su", "ssh") or following in ("run", "exec"):
                    keeps = program == "sudo" and any(w.value.startswith(("-E", "--preserve-env")) for w in front)
                    stack = stack if keeps or not stack else self._gone(stack, word, program)
            elif value in ("-i", "-", "--ignore-environment") and runner == "env":
                stack = self._gone(stack, word, "env -i")
            elif runner == "env" and (value == f"--unset={self.name}" or (value == "-u" and following == self.name)):
                stack = self._gone(stack, word, "env -u")
            elif value.startswith((f"{self.name}=", f"-e{self.name}=", f"--env={self.name}=")) and runner:
                given = filled(value.partition(f"{self.name}=")[2], self.name, state.value)
                stack = on_top(stack, Given(given, self.where(word.start, "command")))
            elif value in (self.name, f"--env={self.name}") and runner not in ("", "env", "sudo") and state.stack:
                stack = on_top(stack, state.stack[-1])  # docker run -e NAME hands its own on
            number += 1
        return stack

    def _gone(self, stack: Stack, word: Word, level: str) -> Stack:
        return on_top(stack, Given("", self.where(word.start, level), is_gone=True))


class _OpenBlock:
    """A block that is being read: the states before it, and those at the end of each branch that is over."""

    def __init__(self, block: ShellBlock, before: States, outs: States = ()) -> None:
        self.block, self.before, self.outs = block, before, outs

    def next(self, block: ShellBlock, states: States) -> _OpenBlock:
        """The same in its next branch; of a test, what it did holds for all branches."""
        if self.block.kind is BlockKind.GROUP:
            return _OpenBlock(block, states)
        return _OpenBlock(block, self.before, first_states((*self.outs, *states)))


def _allexport(state: ShellState, words: Sequence[str]) -> ShellState:
    if "-a" in words or ("allexport" in words and "-o" in words):
        return replace(state, is_all=True)
    if "+a" in words or ("allexport" in words and "+o" in words):
        return replace(state, is_all=False)
    return state


def filled(text: str, name: str, value: str | None) -> str:
    """A text with the variable's own value in place of it, where that is known."""
    return text if value is None else re.sub(rf"\$(?:{name}\b|[({{]{name}[)}}])", lambda _: value, text)
