"""What a plan does to files that the project has, as a person reviews it: a unified diff for each."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Lines that change, with some around them: the first one's number before and after (0: none is there), and the
    lines, each with its mark (" ", "-", "+", or the "\\" of a missing line end) and without its line end."""

    before: int
    after: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEdit:
    """One file's change: its path below the project, whether the plan makes it, and git's diff of it, whose names are
    those in the repository. Bytes that are no UTF-8 are surrogate escapes."""

    path: str
    is_new: bool
    diff: str

    @property
    def hunks(self) -> tuple[Hunk, ...]:
        """The parts that change; none of a file that git takes for binary."""
        return tuple(self._hunks())

    def _hunks(self) -> Iterator[Hunk]:
        starts: tuple[int, int] | None = None
        lines: list[str] = []
        for line in self.diff.split("\n")[:-1]:
            if found := _HUNK.match(line):
                if starts:
                    yield Hunk(before=starts[0], after=starts[1], lines=tuple(lines))
                starts, lines = (int(found[1]), int(found[2])), []
            elif starts:
                lines.append(line)
        if starts:
            yield Hunk(before=starts[0], after=starts[1], lines=tuple(lines))
