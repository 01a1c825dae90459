"""From the bytes of a lock file to text and lines, whatever an editor or a merge left in it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from gomigrate.model.legacy.lockflaws import FileFlaw

# The largest lock files known hold some thousand entries, well below a megabyte.
SIZE_LIMIT = 4 * 1024 * 1024

_LINE_END = re.compile(r"\r\n|\n|\r")
# Form feed and escape sequences do occur in text; the other control characters do not.
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: |$)", re.MULTILINE)


class UnreadableFileError(Exception):
    """The file is not in its format, for its `flaw`. `line` counts from 1, 0 where no line is to blame; `facts` are the
    `format` that it should have, or the `limit` in KiB that it exceeds."""

    def __init__(self, flaw: FileFlaw, line: int = 0, **facts: str | int) -> None:
        super().__init__(flaw)
        self.flaw = flaw
        self.line = line
        self.facts = facts


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a file without its end, and its number counted from 1."""

    text: str
    number: int


def decode(data: bytes) -> str:
    """The text of a lock file: UTF-8, or UTF-16 where a byte order mark says so; the mark itself is dropped.

    Bytes that are no UTF-8 become U+FFFD, as Go's own JSON decoder has it, so that a stray accent in a comment
    does not cost the file. Raises UnreadableFileError for what is no text at all and for files beyond SIZE_LIMIT.
    """
    if len(data) > SIZE_LIMIT:
        raise UnreadableFileError(FileFlaw.TOO_LARGE, limit=SIZE_LIMIT >> 10)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = data.decode("utf-16", errors="replace")
    else:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="replace")
    binary = _BINARY.search(text)
    if binary:
        raise UnreadableFileError(FileFlaw.BINARY, line_of(text, binary.start()))
    return text


def peek(data: bytes) -> str:
    """The text as far as it is needed to tell one format from another; "" if it is no text."""
    try:
        return decode(data)
    except UnreadableFileError:
        return ""


def decode_whole(data: bytes) -> str:
    """As `decode`, for formats that only make sense as a whole: a merge conflict raises UnreadableFileError too."""
    text = decode(data)
    conflict = _CONFLICT.search(text)
    if conflict:
        raise UnreadableFileError(FileFlaw.CONFLICT, line_of(text, conflict.start()))
    return text


def line_of(text: str, offset: int) -> int:
    """The number of the line that the offset lies in, counted from 1."""
    return text.count("\n", 0, offset) + 1


def numbered_lines(text: str) -> tuple[TextLine, ...]:
    """All lines, ended as Unix, Windows or the old Macintosh did; nothing else ends a line."""
    return tuple(TextLine(line, number) for number, line in enumerate(_LINE_END.split(text), start=1))


def without_conflicts(lines: tuple[TextLine, ...]) -> tuple[tuple[TextLine, ...], tuple[int, ...]]:
    """The lines outside unresolved merge conflicts, and the numbers of the lines where a conflict begins.

    Neither side of a conflict is used: the file does not say which one was built.
    """
    kept: list[TextLine] = []
    starts: list[int] = []
    is_inside = False
    for line in lines:
        marker = line.text[:7] if line.text[7:8] in ("", " ") else ""
        if marker == "<" * 7:
            is_inside = True
            starts.append(line.number)
        elif marker == ">" * 7:
            if not is_inside:
                starts.append(line.number)
            is_inside = False
        elif not is_inside:
            kept.append(line)
    return tuple(kept), tuple(starts)
