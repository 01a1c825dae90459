"""Why a file, or a piece of shell in it, is left alone."""

from __future__ import annotations

from enum import StrEnum


class Unclear(StrEnum):
    """What is not understood. The words for each are in `gomigrate.report.words.scripts.rules`."""

    CLOSED = "closed"  # a sign that closes nothing
    OPEN = "open"  # a block, quote, bracket or substitution that is not closed
    ENDLESS = "endless"  # a here-document without its last line
    MISSING = "missing"  # no command, pattern, name or target where one has to be
    STRANGE = "strange"  # a sign or an instruction that is not known at its place
    DEEP = "deep"
    LARGE = "large"
    ESCAPE = "escape"  # a Dockerfile's escape character is another one
    PREFIX = "prefix"  # a Makefile's recipes do not begin with a tab
    BYTES = "bytes"  # a byte order mark or bare carriage returns
    SYNTAX = "syntax"
    KIND = "kind"  # no rule reads files of its kind
    MAKES = "makes"  # another file that changes is made from it


class NotUnderstoodError(Exception):
    """A shell text that this reader is not sure about. `offset` is where, in the region; `what` the sign or word."""

    def __init__(self, offset: int, why: Unclear, what: str = "") -> None:
        super().__init__(why)
        self.offset, self.why, self.what = offset, why, what


class UnreadableError(Exception):
    """A file that is not what its name says. `line` is the first line that shows it, 0 if none does; `what` the sign,
    the word, or the message of a parser."""

    def __init__(self, line: int, why: Unclear, what: str = "") -> None:
        super().__init__(why)
        self.line, self.why, self.what = line, why, what
