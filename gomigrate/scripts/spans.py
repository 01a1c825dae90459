"""Edits of a text as spans, applied from the last to the first so that offsets stay true."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


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

    def meets_edit(self, edit: Edit) -> bool:
        """As `Edit.overlaps` for one of the taken spans."""
        return self.meets(edit.start, edit.end) or (edit.start == edit.end and bool(self._points[edit.start]))


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
        self._starts = [0]
        self._starts += [i + 1 for i, char in enumerate(text) if char == "\n"]

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


def decoded(data: bytes) -> str:
    """The text of a file, so that `encoded` gives every byte back."""
    return data.decode("utf-8", "surrogateescape")


def encoded(text: str) -> bytes:
    """The bytes of a text from `decoded`."""
    return text.encode("utf-8", "surrogateescape")
