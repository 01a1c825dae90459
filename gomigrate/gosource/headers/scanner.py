"""Cuts the text of a Go file into tokens by the rules of go/scanner, as far as headers need them."""

from __future__ import annotations

import re
from typing import NamedTuple

from gomigrate.gosource.literal import unquote

KEYWORDS = frozenset(
    (
        "break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go",
        "goto", "if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type",
        "var",
    )
)  # fmt: skip

_BLANK = re.compile(r"[ \t\r\n]+|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(
    r"""([0-9]+)|(\w+)|("(?:[^"\\\n]|\\[^\n])*"|`[^`]*`)|('(?:[^'\\\n]|\\[^\n])*')|(["'`])|(&&|\|\||.)""",
    re.DOTALL,
)
_QUOTED = {"`": "raw string", '"': "string", "'": "rune"}
_ILLEGAL = re.compile("[\0\ufeff\udc80-\udcff]")
_FAULTS = {"\0": "illegal character NUL", "\ufeff": "illegal byte order mark"}
_NO_TOKENS = " \f\v#?$@\\"


class GoSyntaxError(ValueError):
    """The first error in a header; `offset` counts the characters before it, `package` is the name if it was read."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset
        self.package = ""


class Token(NamedTuple):
    """A piece of text: `kind` is ident, keyword, string, literal (numbers and runes), ";", EOF, or the text itself."""

    kind: str
    text: str
    start: int
    end: int

    def found(self) -> str:
        """How the go command names the token where it expected another."""
        if self.text == "\n":
            return "newline"
        return self.text if self.kind in ("ident", "string", "literal") else f"'{self.text or self.kind}'"


class Scanner:
    """Gives the tokens one by one; bytes that are no UTF-8 are in the text as surrogate escapes."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 1 if text.startswith("\ufeff") else 0
        self._wants_semicolon = False

    def next(self) -> Token:
        """The next token; a semicolon where a line ends behind a name, a literal or a closing bracket. Raises
        GoSyntaxError."""
        start = self._at
        newline = self._skip_blank()
        if self._wants_semicolon and (newline or self._at == len(self._text)):
            self._wants_semicolon = False
            line_end = self._text.find("\n", start, self._at)
            place = line_end if line_end >= 0 else self._at
            return Token(";", "\n", place, place)
        if self._at == len(self._text):
            return Token("EOF", "", self._at, self._at)
        token = self._token()
        self._check(token.start, token.end)
        self._at = token.end
        self._wants_semicolon = token.kind in ("ident", "string", "literal", ")", "]", "}")
        return token

    def _skip_blank(self) -> bool:
        """Past white space and comments; whether a line ended in them."""
        newline = False
        while found := _BLANK.match(self._text, self._at):
            newline = newline or "\n" in found.group() or found.group().startswith("//")
            self._at = found.end()
            self._check(*found.span())
        if self._text.startswith("/*", self._at):
            raise GoSyntaxError("comment not terminated", self._at)
        return newline

    def _token(self) -> Token:
        found = _TOKEN.match(self._text, self._at)
        assert found is not None
        start, end = found.span()
        number, word, string, rune, quote, other = found.groups()
        if word:
            return self._word(word, start)
        if string:
            if unquote(string) is None:
                raise GoSyntaxError("unknown escape sequence", start)
            return Token("string", string, start, end)
        if number or rune:
            return Token("literal", number or rune, start, end)
        if quote:
            raise GoSyntaxError(f"{_QUOTED[quote]} literal not terminated", start)
        if other[0] >= "\x80" or other in _NO_TOKENS:
            self._check(start, end)
            raise _illegal(other, start)
        return Token(other, other, start, end)

    def _word(self, word: str, start: int) -> Token:
        """A name or keyword. Go's letters and digits are fewer than those of a regular expression."""
        length = 0
        while length < len(word) and (
            word[length] == "_" or word[length].isalpha() or (length and word[length].isdecimal())
        ):
            length += 1
        if length == 0:
            raise _illegal(word[0], start)
        return Token("keyword" if word[:length] in KEYWORDS else "ident", word[:length], start, start + length)

    def _check(self, start: int, end: int) -> None:
        """Go's scanner wants good UTF-8 everywhere, without NUL and without a byte order mark but the first; it looks
        one character beyond what it takes."""
        found = _ILLEGAL.search(self._text, start, end + 1)
        if found:
            raise GoSyntaxError(_FAULTS.get(found.group(), "illegal UTF-8 encoding"), found.start())


def _illegal(character: str, offset: int) -> GoSyntaxError:
    shown = f" '{character}'" if character.isprintable() else ""
    return GoSyntaxError(f"illegal character U+{ord(character):04X}{shown}", offset)
