"""Strings in go.mod files: bare where that is possible, else quoted as in Go source."""

from __future__ import annotations

import re
import unicodedata

_BRACKETS = frozenset("()[]{},")
_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_ESCAPES = {value: key for key, value in _SIMPLE.items()}
_USUAL = re.compile(r"[A-Za-z0-9_.~+-]+(?>(?:/[A-Za-z0-9_.~+-]+)*)")
_NO_UTF8 = re.compile("[\udc80-\udcff]")
_ESCAPE = re.compile(
    rb'\\(?:(?P<simple>[abfnrtv\\"])|x(?P<hex>[0-9A-Fa-f]{2})|(?P<octal>[0-3][0-7]{2})'
    rb"|u(?P<short>[0-9A-Fa-f]{4})|U(?P<long>[0-9A-Fa-f]{8}))",
)


def is_printable(char: str) -> bool:
    """Whether Go would print the character as it is. A byte that is no UTF-8 counts: Go reads it as U+FFFD."""
    return char == " " or unicodedata.category(char)[0] in "LMNPS" or 0xDC80 <= ord(char) <= 0xDCFF


def must_quote(text: str) -> bool:
    """Whether a string needs quotes to be one token of a go.mod line."""
    if _USUAL.fullmatch(text):
        return False
    if not text or "//" in text or "/*" in text:
        return True
    if len(text) == 1 and text in _BRACKETS:
        return False
    return any(char in " \"'`" or char in _BRACKETS or not is_printable(char) for char in text)


def auto_quote(text: str) -> str:
    """The string as a token of a go.mod line: itself, or quoted if it must be."""
    return quote(text) if must_quote(text) else text


def quote(text: str) -> str:
    """The string in double quotes with Go's escapes (strconv.Quote)."""
    return '"' + "".join(_quoted_char(char) for char in text) + '"'


def unquote(token: str) -> str:
    """What a token stands for. Raises ValueError, with the reason, for a malformed one.

    Strings in double quotes or backquotes lose them; a bare word with a quote in it is refused, as Go does.
    """
    if token.startswith("`"):
        # Go's own reader lexes raw strings but then refuses them: the quotes are reserved for later use.
        raise ValueError("unquoted string cannot contain quote")
    if not token.startswith('"'):
        if '"' in token or "'" in token or "`" in token:
            raise ValueError("unquoted string cannot contain quote")
        return token
    # A byte that is no UTF-8 stays one only where an escape wrote it (strconv.Unquote).
    inside = _NO_UTF8.sub("\ufffd", token[1:-1]).encode()
    if len(token) < 2 or not token.endswith('"') or b"\\" in _ESCAPE.sub(b"", inside):
        raise ValueError("invalid quoted string")
    return _ESCAPE.sub(_unescaped, inside).decode("utf-8", "surrogateescape")


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match["simple"]:
        return _SIMPLE[match["simple"].decode()].encode()
    if match["hex"]:
        return bytes([int(match["hex"], 16)])
    if match["octal"]:
        return bytes([int(match["octal"], 8)])
    code = int(match["short"] or match["long"], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise ValueError("invalid quoted string")
    return chr(code).encode()


def _quoted_char(char: str) -> str:
    if char in _ESCAPES:
        return "\\" + _ESCAPES[char]
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if is_printable(char):
        return char
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
