"""A build file as the rules see it, whatever its syntax."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from gomigrate.scripts.shell.model import NotUnderstoodError, Statement
from gomigrate.scripts.shell.parser import statements
from gomigrate.scripts.spans import Covered, Lines

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.scripts.kinds import FileKind
    from gomigrate.scripts.removing import Parts
    from gomigrate.scripts.shell.model import Region


_HEAD = 20
# So many characters of what stands below a folder src are compared: of an import path that says which repository.
_TOLD_APART = 100
_SOURCE = re.compile(rf"src/(?=([-._~+/0-9A-Za-z]{{0,{_TOLD_APART}}}))")


class UnreadableError(Exception):
    """The file is not what its name says: it is left alone. `line` is where that shows, 0 if nowhere."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSetting:
    """A variable that a file sets outside of shell commands: ENV, env: maps, lines of a Makefile.

    `start` and `end` hold the value without quotes, `whole` what goes if the setting goes (None: it cannot). `level`
    says for whom it is set, in the file's own words, and `scope` the span of the file in which it holds.
    """

    name: str
    value: str
    start: int
    end: int
    level: str
    scope: tuple[int, int]
    whole: tuple[int, int] | None = None
    is_quoted: bool = True
    is_exported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A scalar of a YAML file: the keys that lead to it, its value, the span of its text without quotes, and of the
    whole entry (None: it cannot go)."""

    keys: tuple[str, ...]
    value: str
    start: int
    end: int
    whole: tuple[int, int] | None
    style: str = ""
    siblings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """An instruction of a Dockerfile: its name in capitals, its span (the end of its last line included), its flags
    such as --from=x, and the other words. A pattern of an ignore file is one, too."""

    name: str
    start: int
    end: int
    words: tuple[Piece, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A word outside of shell commands, with its span."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a function call that is a plain string: its keyword ("" without one), its text with the span, and
    the span of the whole argument."""

    name: str
    value: str
    start: int
    end: int
    whole: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """A call in a Python or Bazel file, with its plain string arguments."""

    name: str
    start: int
    end: int
    arguments: tuple[Argument, ...]

    def argument(self, name: str) -> Argument | None:
        """The argument of a keyword, None without it."""
        return next((one for one in self.arguments if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A statement and the region that it stands in."""

    statement: Statement
    region: Region


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that was read. `read_only`: nothing in it may be changed by us; `fixed`: nothing in these spans."""

    path: str
    kind: FileKind
    text: str
    regions: tuple[Region, ...] = ()
    settings: tuple[ScriptSetting, ...] = ()
    scalars: tuple[Scalar, ...] = ()
    instructions: tuple[Instruction, ...] = ()
    calls: tuple[FunctionCall, ...] = ()
    fixed: tuple[tuple[int, int], ...] = ()
    read_only: bool = False
    troubles: list[tuple[int, str]] = field(default_factory=list)

    @cached_property
    def lines(self) -> Lines:
        """Where its lines begin."""
        return Lines(self.text)

    @cached_property
    def placed(self) -> Sequence[Placed]:
        """The statements of all regions. A region that is not understood has none and is noted in `troubles`."""
        found: list[Placed] = []
        for region in self.regions:
            try:
                found += [Placed(statement=statement, region=region) for statement in statements(region)]
            except NotUnderstoodError as error:
                at = region.at(min(error.offset, len(region.text)))
                self.troubles.append((at, str(error)))
        return found

    @cached_property
    def fixed_places(self) -> Covered:
        """The spans of `fixed`."""
        places = Covered(len(self.text))
        for start, end in self.fixed:
            places.add(start, end)
        return places

    @cached_property
    def outermost(self) -> Mapping[int, Sequence[Statement]]:
        """The statements of each region that stand in no other one, by the `id` of the region."""
        found: dict[int, list[Statement]] = defaultdict(list)
        for placed in self.placed:
            if not placed.statement.is_nested:
                found[id(placed.region)].append(placed.statement)
        return found

    @cached_property
    def parts(self) -> dict[int, Parts]:
        """What `parts_of` found for each statement, by its `id`."""
        return {}

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
    def _heads(self) -> dict[int, str]:
        return {}

    def line_head(self, offset: int) -> str:
        """How the line of an offset begins after its blanks, in some characters: enough for the mark of a comment.
        Remembered, since a long line is asked for many of its places."""
        start = self.lines.start(offset)
        if start not in self._heads:
            self._heads[start] = self.text[start : self.lines.end(offset)].lstrip()[:_HEAD]
        return self._heads[start]

    def line(self, offset: int) -> int:
        """The number of the line of an offset."""
        return self.lines.number(offset)

    def line_text(self, offset: int) -> str:
        """The line of an offset without its end."""
        return self.text[self.lines.start(offset) : self.lines.end(offset)].rstrip("\r\n")
