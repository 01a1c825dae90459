"""Go string literals: what strconv.Unquote gives back."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))",
    re.ASCII,
)
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_PREFIX = re.compile(r'`[^`]*`|"(?:[^"\\\n]|\\.)*"')


def unquote(literal: str) -> str | None:
    """The text of a double-quoted or back-quoted literal, None if it is not a good one (Go, strconv.Unquote)."""
    if not _PREFIX.fullmatch(literal):
        return None
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    return _unescape(body) if "\\" in body else body


def quoted_prefix(text: str, at: int = 0) -> str | None:
    """The literal that begins at a place of the text, None without a good one (Go, strconv.QuotedPrefix)."""
    found = _PREFIX.match(text, at)
    return found.group() if found and unquote(found.group()) is not None else None


def _unescape(body: str) -> str | None:
    out = bytearray()
    at = 0
    while at < len(body):
        if body[at] != "\\":
            out += body[at].encode("utf-8", "surrogateescape")
            at += 1
            continue
        found = _ESCAPE.match(body, at)
        value = _value(*found.groups()) if found else None
        if found is None or value is None:
            return None
        out += value
        at = found.end()
    return out.decode("utf-8", "replace")


def _value(
    simple: str | None, hexadecimal: str | None, octal: str | None, short: str | None, long: str | None
) -> bytes | None:
    """The bytes of one escape; None for a number that is no byte or no character."""
    if simple:
        return _SIMPLE[simple].encode()
    if hexadecimal or octal:
        number = int(hexadecimal, 16) if hexadecimal else int(octal or "", 8)
        return bytes((number,)) if number < 256 else None
    number = int(short or long or "", 16)
    if number > 0x10FFFF or 0xD800 <= number < 0xE000:
        return None
    return chr(number).encode()
