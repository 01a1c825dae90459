"""The items of a shell's lists: what stands between two separators, blocks as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.shell.model import ListItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.scripts.shell.model import Command, Joint, Region


class ListItems:
    """The items of lists, by where the parser begins and ends each of their parts. A level is that of substitutions and
    of the blocks in each."""

    def __init__(self, region: Region) -> None:
        self.region = region
        self.found: list[ListItem] = []
        self._open: dict[tuple[int, int], list[int]] = {}
        self._flags: dict[tuple[int, int], tuple[bool, bool]] = {}

    def begin(self, level: tuple[int, int], i: int, *, opens: bool, condition: bool, is_joined: bool) -> None:
        """A part begins at an index: of the item that is open, or of a new one after the end of a line."""
        span = self._open.get(level)
        if span and not is_joined and self._ends_line(span[1], i):
            self.close(level)
            span = None
        if not span:
            self._open[level] = [i, i]
            self._flags[level] = opens, condition

    def _ends_line(self, start: int, end: int) -> bool:
        between = self.region.text[start:end].replace("\\\n", "").replace("\\\r\n", "")
        return "\n" in between and not self.region.is_folded

    def go_on(self, level: tuple[int, int], i: int) -> None:
        """The open item reaches to before an index."""
        if span := self._open.get(level):
            span[1] = i

    def close(self, level: tuple[int, int]) -> None:
        """The open item is complete."""
        span = self._open.pop(level, None)
        if span and span[1] > span[0]:
            opens, condition = self._flags[level]
            offsets = self.region.offsets
            self.found.append(
                ListItem(
                    region=self.region,
                    start=offsets[span[0]],
                    end=offsets[span[1] - 1] + 1,
                    depth=level[1],
                    opens_block=opens,
                    is_condition=condition,
                    is_nested=level[0] > 0,
                )
            )


def pipelines_of(commands: Sequence[Command], joints: Sequence[Joint]) -> tuple[tuple[Command, ...], ...]:
    """Commands of a statement, those together that | joins."""
    parts = [[commands[0]]]
    for joint, command in zip(joints, commands[1:], strict=True):
        if joint.is_pipe:
            parts[-1].append(command)
        else:
            parts.append([command])
    return tuple(map(tuple, parts))
