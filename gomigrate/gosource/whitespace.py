"""Go's idea of white space, which is not Python's: bytes.TrimSpace and unicode.IsSpace."""

from __future__ import annotations

ASCII_SPACE = b" \t\n\v\f\r"
SPACE = (
    " \t\n\v\f\r\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
"""The characters for which unicode.IsSpace is true (Go, package unicode); as a set for str.strip."""


def trim(line: bytes) -> bytes:
    """The line without white space at its ends, as bytes.TrimSpace has it: Unicode spaces count, if well encoded."""
    line = line.strip(ASCII_SPACE)
    if line and (line[0] >= 0x80 or line[-1] >= 0x80):
        return line.decode("utf-8", "surrogateescape").strip(SPACE).encode("utf-8", "surrogateescape")
    return line


def starts_with_space(text: str) -> bool:
    """Whether the text begins with a character that unicode.IsSpace accepts."""
    return text[:1] != "" and text[0] in SPACE
