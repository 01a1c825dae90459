"""A build file as the rules see it, whatever its syntax: what it sets, what it runs, which paths it names."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict, deque
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from gomigrate.scripts.kinds import YAML_KINDS
from gomigrate.scripts.legacytools import tool_called
from gomigrate.scripts.read.commands import GO_NAMES, calls_in, inner_regions, is_variable
from gomigrate.scripts.read.values import Variables, values_in
from gomigrate.scripts.shell.parser import parsed
from gomigrate.scripts.spans import Lines
from gomigrate.scripts.unclear import NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence, Set

    from gomigrate.scripts.kinds import FileKind
    from gomigrate.scripts.legacytools import LegacyTool
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.pieces import FunctionCall, Instruction, Scalar, ScriptSetting
    from gomigrate.scripts.read.values import Assigned
    from gomigrate.scripts.shell.model import ListItem, Region, Statement
    from gomigrate.scripts.spans import Edit
    from gomigrate.scripts.unclear import Unclear

_HEAD = 20
_MOST_DEPTH = 3  # of commands in strings of commands
# So many characters of what stands below a folder src are compared: of an import path that says which repository.
_TOLD_APART = 100
_SOURCE = re.compile(rf"src/(?=([-._~+/0-9A-Za-z]{{0,{_TOLD_APART}}}))")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearPlace:
    """A piece of shell that is not understood: the offset, and why."""

    at: int
    why: Unclear
    what: str


class TreeEdits(Protocol):
    """How a file changes that has a syntax tree: edits of the tree."""

    def edits(
        self, edits: Iterable[Edit], gone: Set[int], without: Callable[[Set[int]], Sequence[Edit]]
    ) -> list[Edit] | None:
        """The edits of the file that do what `edits` mean and take out the commands that begin at the offsets of
        `gone`; None where a person has to. `without` takes a part of a text's commands out."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that was read once, for all rules.

    `statements` are those of all regions, `items` those of their lists. A region that is not understood has none and is
    one of `troubles`. `commands` are the programs that are run. `go_commands` are the calls of the go command among
    them that say more than its name. `values` are the places that set a variable, `variables` the results. `read_only`:
    gomigrate must change nothing in it. `codemods`: how it changes, where it has a syntax tree.
    """

    path: str
    kind: FileKind
    text: str
    lines: Lines
    regions: Sequence[Region]
    statements: Sequence[Statement]
    items: Sequence[ListItem]
    troubles: Sequence[UnclearPlace]
    commands: Sequence[Call]
    go_commands: Sequence[Call]
    values: Sequence[Assigned]
    variables: Variables
    settings: tuple[ScriptSetting, ...] = ()
    scalars: tuple[Scalar, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    calls: tuple[FunctionCall, ...] = ()
    read_only: bool = False
    codemods: TreeEdits | None = None

    @classmethod
    def of(
        cls,
        path: str,
        kind: FileKind,
        text: str,
        *,
        regions: Sequence[Region] = (),
        settings: tuple[ScriptSetting, ...] = (),
        scalars: tuple[Scalar, ...] = (),
        instructions: tuple[Instruction, ...] = (),
        calls: tuple[FunctionCall, ...] = (),
        read_only: bool = False,
        codemods: TreeEdits | None = None,
    ) -> Document:
        """The document of what a reader found in a file."""
        found: list[Statement] = []
        items: list[ListItem] = []
        troubles: list[UnclearPlace] = []
        waiting = deque((region, 0) for region in regions)
        while waiting:
            region, depth = waiting.popleft()
            try:
                inside = parsed(region)
                found += inside[0]
                items += inside[1]
                if codemods is None and depth < _MOST_DEPTH:
                    waiting.extend((inner, depth + 1) for inner in inner_regions(inside[0]))
            except NotUnderstoodError as error:
                at = region.at(min(error.offset, len(region.text)))
                troubles.append(UnclearPlace(at=at, why=error.why, what=error.what))
        values = tuple(values_in(text, settings, found, is_yaml=kind in YAML_KINDS))
        variables = Variables.of(values)
        commands = tuple(calls_in(found, variables))
        return cls(
            path=path,
            kind=kind,
            text=text,
            lines=Lines(text),
            regions=regions,
            statements=found,
            items=items,
            troubles=troubles,
            commands=commands,
            go_commands=tuple(call for call in commands if call.program in GO_NAMES and call.arguments),
            values=values,
            variables=variables,
            settings=settings,
            scalars=scalars,
            instructions=instructions,
            calls=calls,
            read_only=read_only,
            codemods=codemods,
        )

    def values_of(self, name: str) -> Sequence[Assigned]:
        """Every place that sets the variable of this name."""
        return self.variables.by_name.get(name, ())

    @cached_property
    def chooses_program(self) -> bool:
        """Whether a variable is named that says for which platform, or to where, go install builds."""
        return any(name in self.text for name in ("GOOS", "GOARCH", "GOBIN"))

    def tool_run(self, word: str) -> LegacyTool | None:
        """The old tool that a command's first word runs; a variable is what the file sets it to."""
        return self.variables.tool(word) if is_variable(word) else tool_called(word)

    @cached_property
    def _in_order(self) -> tuple[Sequence[Call], Sequence[int]]:
        calls = sorted(self.commands, key=lambda call: call.command.start)
        return calls, [call.command.start for call in calls]

    def commands_between(self, start: int, end: int) -> Sequence[Call]:
        """The programs that are run in a span of the file, in their order there."""
        calls, starts = self._in_order
        return calls[bisect_left(starts, start) : bisect_left(starts, end)]

    @cached_property
    def outermost(self) -> Mapping[int, Sequence[Statement]]:
        """The statements of each region that stand in no other one, by where the region begins."""
        found: dict[int, list[Statement]] = defaultdict(list)
        for statement in self.statements:
            if not statement.is_nested:
                found[statement.region.start].append(statement)
        return found

    @cached_property
    def groups(self) -> Mapping[int, Sequence[Region]]:
        """The regions of each group."""
        found: dict[int, list[Region]] = defaultdict(list)
        for region in self.regions:
            if region.group != -1:
                found[region.group].append(region)
        return found

    @cached_property
    def _sources(self) -> list[str]:
        return sorted({match[1] for match in _SOURCE.finditer(self.text)})

    def names_source(self, path: str) -> bool:
        """Whether "src/" and an import path stand anywhere in the file."""
        wanted = path[:_TOLD_APART]
        at = bisect_left(self._sources, wanted)
        return at < len(self._sources) and self._sources[at].startswith(wanted)

    @cached_property
    def _heads(self) -> Sequence[str]:
        return [line.lstrip()[:_HEAD] for line in self.text.split("\n")]

    def line_head(self, offset: int) -> str:
        """How the line of an offset begins after its blanks, in some characters: enough for the mark of a comment."""
        return self._heads[self.line(offset) - 1]

    def line(self, offset: int) -> int:
        """The number of the line of an offset."""
        return self.lines.number(offset)
