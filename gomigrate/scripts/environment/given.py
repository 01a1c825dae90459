"""A variable's value at a place: who gave it, and who gave what that one hides."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

NAME = "GOFLAGS"
MOST_HIDDEN = 20
"""So many places that lose are told of each call, those that come next to winning."""
MOST_STATES = 8
"""So many values that a variable may have at a place are followed."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value and the place that gives it: "FILE:LINE (level)". `is_gone`: the place takes the variable away."""

    value: str
    where: str
    is_gone: bool = False


Stack = tuple[Given, ...]
"""What gives the variable a value in the environment, what wins last; () where nothing does."""


@dataclass(frozen=True, slots=True)
class ShellState:
    """A variable in a shell: in its environment (`stack`), as a variable of the shell alone (`plain`), to be exported
    when it is set (`is_marked`, or all variables are)."""

    stack: Stack = ()
    plain: Given | None = None
    is_marked: bool = False
    is_all: bool = False

    @property
    def value(self) -> str | None:
        """What the shell expands the variable to, None where that is not known."""
        is_there = self.stack and not self.stack[-1].is_gone
        last = self.plain if self.plain and not is_there else self.stack[-1] if self.stack else None
        return None if last is None else last.value

    @property
    def is_exported(self) -> bool:
        """Whether what is assigned reaches commands."""
        return self.is_marked or self.is_all or bool(self.stack and not self.stack[-1].is_gone)

    def given(self, one: Given) -> ShellState:
        """In the environment from here on."""
        return replace(self, stack=on_top(self.stack, one), plain=None)

    def assigned(self, one: Given) -> ShellState:
        """NAME=value alone."""
        return self.given(one) if self.is_exported else replace(self, plain=one)

    def exported(self) -> ShellState:
        """`export NAME`."""
        marked = replace(self, is_marked=True)
        return marked.given(self.plain) if self.plain else marked

    def kept_back(self, place: str) -> ShellState:
        """`export -n NAME`: still a variable of the shell."""
        if not self.stack or self.stack[-1].is_gone:
            return replace(self, is_marked=False)
        gone = on_top(self.stack, Given("", place, is_gone=True))
        return replace(self, stack=gone, plain=self.stack[-1], is_marked=False)

    def unset(self, place: str) -> ShellState:
        """`unset NAME`: where no file gave it, the one who calls may have."""
        return replace(self, stack=on_top(self.stack, Given("", place, is_gone=True)), plain=None, is_marked=False)


def on_top(stack: Stack, one: Given) -> Stack:
    """The stack with one more that wins."""
    return (*stack[-MOST_HIDDEN:], one)


def first_states(states: Iterable[ShellState]) -> tuple[ShellState, ...]:
    """The states, of those with the same value from the same place the first; at most so many, as a long file may have
    a value after each test."""
    found = {(state.stack[-1:], state.plain, state.is_marked, state.is_all): state for state in reversed((*states,))}
    return tuple(found.values())[::-1][-MOST_STATES:]
