"""A variable of make: what its lines make of it, under what the caller gives (GNU make manual 6.10, "Variables from
the Environment"; 9.5, "Overriding Variables"; 5.7.2, "Communicating Variables to a Sub-make")."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.given import MOST_STATES, Given, on_top

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.environment.makelines import MakeLine

PlacedLine = tuple[str, "MakeLine"]
"""A line, and the Makefile that it stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledWith:
    """What make gets from who calls it: the environment, and a variable of its command line, which wins over the
    Makefile's, as the environment does with `-e`. `through` is the place of the call."""

    environment: Stack = ()
    on_line: Given | None = None
    wins: bool = False
    through: str = ""


@dataclass(frozen=True, slots=True)
class MakeValue:
    """The variable. `stack` gave it its value. It says whether make exports it, as far as a line says, with the place
    that says no (`kept_by`). It is fixed for all lines but those with `override`, or one of these changed it."""

    stack: Stack = ()
    is_export: bool | None = None
    is_all: bool = False
    is_fixed: bool = False
    is_overridden: bool = False
    kept_by: str = ""

    @property
    def is_defined(self) -> bool:
        """Whether it has a value."""
        return bool(self.stack and not self.stack[-1].is_gone)


class MakeVariable:
    """The variable of a Makefile and what it includes: `lines` in the order in which make reads them.
    `where(path, offset, level)` names a place, `expanded(text)` is a text with the variables that are sure."""

    def __init__(
        self,
        name: str,
        lines: Sequence[PlacedLine],
        where: Callable[[str, int, str], str],
        expanded: Callable[[str], str],
    ) -> None:
        self.name, self._where, self._expanded = name, where, expanded
        self._lines = [one for one in lines if not one[1].targets]
        order = {id(line): number for number, (_, line) in enumerate(lines)}
        first = min((order[id(line)] for _, line in self._lines if line.is_override), default=len(lines))
        self._after_override = {id(line) for _, line in lines if order[id(line)] > first}
        self.of_targets = [one for one in lines if one[1].targets]

    def values(self, called: CalledWith) -> tuple[MakeValue, ...]:
        """What it may be when all is read: one for each branch of its conditionals."""
        is_given = bool(called.environment and not called.environment[-1].is_gone)
        stack = called.environment
        if called.on_line:
            stack = on_top(stack, called.on_line)
        first = MakeValue(stack=stack, is_fixed=called.on_line is not None or (called.wins and is_given))
        states: tuple[MakeValue, ...] = (first,)
        for key, group in groupby(self._lines, key=lambda one: (one[0], one[1].block[0]) if one[1].block else ()):
            lines = list(group)
            states = self._branches(states, lines) if key else tuple(self._over(state, lines) for state in states)
            states = tuple(dict.fromkeys(states))[:MOST_STATES]
        return states

    def _branches(self, states: tuple[MakeValue, ...], lines: Sequence[PlacedLine]) -> tuple[MakeValue, ...]:
        has_else = any(line.is_last_branch for _, line in lines)
        of_branch: dict[int, list[PlacedLine]] = {0: []}
        for one in lines:
            of_branch.setdefault(one[1].block[1] if one[1].block else 0, []).append(one)
        outs = [self._over(state, branch) for branch in of_branch.values() for state in states]
        return (*outs, *(() if has_else else states))

    def _over(self, state: MakeValue, lines: Sequence[PlacedLine]) -> MakeValue:
        for path, line in lines:
            state = self.after(state, path, line)
        return state

    def after(self, state: MakeValue, path: str, line: MakeLine) -> MakeValue:
        """The variable after a line."""
        if line.is_export is not None and line.is_all:
            return replace(state, is_all=line.is_export)
        if line.is_export is not None:
            place = "" if line.is_export else self._where(path, line.start, "unexport")
            state = replace(state, is_export=line.is_export, kept_by=place)
            if not line.sign and not state.is_defined:  # that defines it as well, and `?=` after it sets nothing
                state = replace(state, stack=on_top(state.stack, Given("", self._where(path, line.start, line.level))))
        is_fixed = (state.is_fixed or state.is_overridden) and not line.is_override
        if not line.sign or is_fixed or (line.sign == "?=" and state.is_defined):
            return state
        return self._set(replace(state, is_overridden=state.is_overridden or line.is_override), path, line)

    def after_own(
        self, state: MakeValue, path: str, line: MakeLine, called: CalledWith
    ) -> tuple[MakeValue, bool | None]:
        """The variable of a target after a line of that target, and whether that exports it, None where it depends on
        other lines. A value from the command line counts again there, unless `override` changed it before (GNU make:
        record_target_var)."""
        # With -e the environment's value is fixed once a line wants to change it (make: define_variable_in_set).
        is_fixed = called.on_line is not None or (state.is_fixed and any(one.sign for _, one in self._lines))
        if not line.is_override and is_fixed and id(line) not in self._after_override:
            given = called.on_line or called.environment[-1]
            return replace(state, stack=on_top(state.stack, given)), True
        after = self.after(replace(state, is_fixed=False, is_overridden=False), path, line)
        return replace(after, is_fixed=state.is_fixed, is_overridden=state.is_overridden), line.is_export

    def _set(self, state: MakeValue, path: str, line: MakeLine) -> MakeValue:
        before = state.stack[-1].value if state.is_defined else ""
        value = self._expanded(line.value)
        value = re.sub(rf"\$[({{]{self.name}[)}}]", lambda _: before, value)
        if line.sign == "+=" and state.is_defined:
            value = f"{before} {value}"
        if line.sign == "!=":
            value = f"$(shell {line.value})"
        given = Given(value.strip(), self._where(path, line.start, line.level))
        return replace(state, stack=on_top(state.stack, given))

    @staticmethod
    def is_exported(state: MakeValue, called: CalledWith, *, of_target: bool = False) -> bool:
        """Whether commands get it: as the lines say, or since make was given it. That it stands on make's command line
        does not count for a value that a target has of its own."""
        if state.is_export is not None:
            return state.is_export
        on_line = called.on_line is not None and not of_target
        return state.is_all or on_line or bool(called.environment and not called.environment[-1].is_gone)

    def environment(self, state: MakeValue, called: CalledWith) -> Stack:
        """What commands of a recipe have in their environment."""
        if self.is_exported(state, called):
            return state.stack
        if not called.on_line and not (called.environment and not called.environment[-1].is_gone):
            return called.environment
        return on_top(state.stack, Given("", state.kept_by, is_gone=True))
