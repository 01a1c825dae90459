"""Edits of a text as spans, applied from the last to the first so that offsets stay true."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

_AROUND = 200
"""So many characters of a line are shown on both sides of a change: a hostile file is one line."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The characters from `start` to before `end` become `new`."""

    start: int
    end: int
    new: str

    def overlaps(self, other: Edit) -> bool:
        """Whether both change a character, or insert at one place."""
        if self.start == self.end and other.start == other.end:
            return self.start == other.start
        return self.start < other.end and other.start < self.end


class Covered:
    """Which places of a text are taken by spans, so that the next span is compared with all of them at once."""

    def __init__(self, length: int) -> None:
        # The characters in a span, the gaps between two characters of one span, and the places of empty spans.
        self._characters, self._gaps, self._points = (bytearray(length + 2) for _ in range(3))

    def add(self, start: int, end: int) -> None:
        """Take a span."""
        if start == end:
            self._points[start] = 1
        else:
            self._characters[start:end] = b"\1" * (end - start)
            self._gaps[start + 1 : end] = b"\1" * (end - start - 1)

    def meets(self, start: int, end: int) -> bool:
        """Whether a span shares a character with a taken one, or one of the two is empty and lies within the other."""
        if start == end:
            return bool(self._gaps[start])
        return self._characters.find(1, start, end) >= 0 or self._points.find(1, start + 1, end) >= 0

    def take(self, edits: Collection[Edit]) -> bool:
        """Take the spans of edits, or none of them where one overlaps a taken span as `Edit.overlaps` has it."""
        for edit in edits:
            if self.meets(edit.start, edit.end) or (edit.start == edit.end and self._points[edit.start]):
                return False
        for edit in edits:
            self.add(edit.start, edit.end)
        return True


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits done. They must not overlap (AssertionError: a mistake of ours)."""
    done = len(text)
    parts = []
    for edit in sorted(set(edits), reverse=True):
        assert edit.start <= edit.end <= done, f"overlapping edits: {edit}"
        parts += [text[edit.end : done], edit.new]
        done = edit.start
    return text[:done] + "".join(reversed(parts))


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        lines = text.split("\n")
        self._starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))

    def number(self, offset: int) -> int:
        """The line of an offset, counted from 1."""
        return bisect_right(self._starts, offset)

    def start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._starts[self.number(offset) - 1]

    def of(self, number: int) -> int:
        """Where the line of a number, counted from 1, begins."""
        return self._starts[number - 1]

    def end(self, offset: int) -> int:
        """Where the next line begins, or the text ends."""
        number = self.number(offset)
        return self._starts[number] if number < len(self._starts) else len(self._text)


def merged(edits: Iterable[Edit]) -> list[Edit]:
    """The edits with overlapping deletions made one; what a deletion contains is deleted with it, and an insertion
    before it stays."""
    done: list[Edit] = []
    for edit in sorted(set(edits), key=lambda e: (e.start, e.start != e.end, -e.end, e.new)):
        last = done[-1] if done else None
        if last is not None and (edit.start < last.end or edit.overlaps(last)):
            if edit.end > last.end and not edit.new and not last.new:
                done[-1] = Edit(last.start, edit.end, "")
            continue
        done.append(edit)
    return done


def changed_lines(text: str, lines: Lines, edits: Iterable[Edit]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that edits remove and add; of very long ones the part around an edit."""
    old: list[str] = []
    new: list[str] = []
    for together in _by_lines(lines, edits):
        part, start = part_around(text, lines, together[0].start, together[-1].end)
        moved = [Edit(edit.start - start, edit.end - start, edit.new) for edit in together]
        before, after = part.splitlines(), apply_edits(part, moved).splitlines()
        first, last = _same(before, after)
        old += before[first : len(before) - last]
        new += after[first : len(after) - last]
    return tuple(old), tuple(new)


def part_around(text: str, lines: Lines, start: int, end: int) -> tuple[str, int]:
    """The lines of a span, and where they begin; of very long ones the part around the span."""
    first, last = max(lines.start(start), start - _AROUND), min(lines.end(end), end + _AROUND)
    return text[first:last], first


def _by_lines(lines: Lines, edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """The edits in their order, those together that lie in lines that touch."""
    together: list[Edit] = []
    for edit in edits:
        if together and lines.start(edit.start) > lines.end(together[-1].end):
            yield together
            together = []
        together.append(edit)
    if together:
        yield together


def _same(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts have in common at their beginning and at their end."""
    most = min(len(before), len(after))
    first = next((n for n in range(most) if before[n] != after[n]), most)
    last = next((n for n in range(most - first) if before[-1 - n] != after[-1 - n]), most - first)
    return first, last


def decoded(data: bytes) -> str:
    """The text of a file, so that `encoded` gives every byte back."""
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of a text from `decoded`."""
    return text.encode("utf-8", "surrogateescape")
