"""How much of a Go file the go command reads for its header, byte for byte as go/build's reader does it.

It matters in files with faults: what lies behind the header is never seen, unless the header itself is broken.
"""

from __future__ import annotations

import re

_SPACE = re.compile(rb"(?>(?:[ \f\t\r\n;]+|//[^\n]*\n?|/\*.*?\*/)*)", re.DOTALL)
_IDENTIFIER = re.compile(rb"[A-Za-z0-9_\x80-\xff]+")
_STRING = re.compile(rb'`[^`]*`|"(?:[^"\\\n]|\\.)*"', re.DOTALL)


class NulByteError(ValueError):
    """A NUL byte where the go command reads: it then leaves the file out of the package."""

    def __init__(self) -> None:
        super().__init__("unexpected NUL in input")


class _BadHeaderError(Exception):
    """The reader cannot make sense of the bytes; `read` of them had been taken by then."""

    def __init__(self, read: int) -> None:
        super().__init__(read)
        self.read = read


def header_of(content: bytes) -> bytes:
    """The header of a Go file without byte order mark: all up to the first text behind the imports.

    Of a broken header the whole file, as what is wrong with it is then for the parser to say. Raises NulByteError.
    """
    try:
        end = _end_of_imports(content)
        read = min(end + 1, len(content))
    except _BadHeaderError as bad:
        end, read = len(content), bad.read
    if b"\0" in content[:read]:
        raise NulByteError
    return content[:end]


def comments_of(content: bytes) -> bytes:
    """The leading comments of a C or assembly file. Raises ValueError where the go command would stop reading; it then
    takes the file without looking for constraints."""
    try:
        end = _skip_space(content, 0)
    except _BadHeaderError as bad:
        if b"\0" in content[: bad.read]:
            raise NulByteError from None
        raise ValueError("syntax error") from None
    if b"\0" in content[: end + 1]:
        raise NulByteError
    return content[:end]


def _end_of_imports(content: bytes) -> int:
    at = _identifier(content, _keyword(content, 0, b"package"))
    at = _skip_space(content, at)
    while content.startswith(b"i", at):
        at = _skip_space(content, _keyword(content, at, b"import"))
        if content.startswith(b"(", at):
            at = _skip_space(content, at + 1)
            while not content.startswith(b")", at):
                at = _skip_space(content, _import(content, at))
            at += 1
        else:
            at = _import(content, at)
        at = _skip_space(content, at)
    return at


def _skip_space(content: bytes, at: int) -> int:
    found = _SPACE.match(content, at)
    end = found.end() if found else at
    if content.startswith(b"/*", end):
        raise _BadHeaderError(len(content))
    if content.startswith(b"/", end):
        raise _BadHeaderError(end + 2)
    return end


def _keyword(content: bytes, at: int, word: bytes) -> int:
    at = _skip_space(content, at)
    for byte in word:
        if content[at : at + 1] != bytes((byte,)):
            raise _BadHeaderError(at + 1)
        at += 1
    if _IDENTIFIER.match(content, at):
        raise _BadHeaderError(at + 1)
    return at


def _identifier(content: bytes, at: int) -> int:
    at = _skip_space(content, at)
    found = _IDENTIFIER.match(content, at)
    if not found:
        raise _BadHeaderError(at + 1)
    return found.end()


def _import(content: bytes, at: int) -> int:
    """Past one import spec: a name or a dot, perhaps, and a string."""
    if content.startswith(b".", at):
        at += 1
    elif _IDENTIFIER.match(content, at):
        at = _identifier(content, at)
    at = _skip_space(content, at)
    found = _STRING.match(content, at)
    if found:
        return found.end()
    raise _BadHeaderError(_string_fault(content, at))


_STRING_START = re.compile(rb'`[^`]*|"(?:[^"\\\n]|\\.)*[\\\n]?', re.DOTALL)


def _string_fault(content: bytes, at: int) -> int:
    """How far the reader gets into what should have been a string."""
    found = _STRING_START.match(content, at)
    return found.end() if found else at + 1
