"""What a Go file says in comments that mean something: `// import "path"` and `//go:embed pattern`."""

from __future__ import annotations

import re
from typing import NamedTuple

from gomigrate.gosource.literal import quoted_prefix, unquote
from gomigrate.gosource.whitespace import SPACE, starts_with_space
from gomigrate.model.go.gopackage import Embed

_BLANK = re.compile(rb"(?>(?:[ \t\r\n]|//[^\n]*\n|/\*.*?\*/)*)", re.DOTALL)
_ASCII_WORD = re.compile(rb"[A-Za-z0-9_]*")
_CLAUSE = re.compile(rb"package(?![\w\x80-\xff])((?>(?:[ \t\r\n]|//[^\n]*\n|/\*.*?\*/)*))", re.DOTALL)
_COMMENT = re.compile(rb"[ \t\r]*(?://([^\n]*)|/\*(.*?)\*/)", re.DOTALL)
_SPACE = re.compile(rf"[{SPACE}]")
_SPACES = re.compile(rf"[{SPACE}]*")
_TOKEN = re.compile(
    rb"""//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:[^"\\\n]|\\.)*"?|`[^`]*`?|'(?:[^'\\\n]|\\.)*'?""",
    re.DOTALL,
)


class ImportComment(NamedTuple):
    """The text behind the word `import` in the comment, and where it lies in the file's bytes."""

    literal: str
    start: int
    end: int


def import_comment_after(header: bytes, clause: int) -> ImportComment | None:
    """The import comment of the package clause that begins at `clause`: a // or /* */ comment that ends on the line
    of the package's name. None without one (go/build, findImportComment; `go help importpath`)."""
    found = _CLAUSE.match(header, clause)
    if not found:
        return None
    name_end = _word_end(header, found.end())
    comment = _COMMENT.match(header, name_end)
    if not comment:
        return None
    group = 1 if comment[1] is not None else 2
    body, start = comment[group], comment.start(group)
    if b"import" not in body or (group == 2 and b"\n" in body):
        return None
    return _import_word(body, start)


def _import_word(body: bytes, start: int) -> ImportComment | None:
    begin = _blank_end(body.rstrip(b" \t\r\n\v\f"), len(body) - len(body.lstrip(b" \t\r\n\v\f")))
    after = _word_end(body, begin)
    if body[begin:after] != b"import":
        return None
    rest = body[after:].decode("utf-8", "surrogateescape")
    literal = rest.strip(SPACE)
    lead = len(rest[: len(rest) - len(rest.lstrip(SPACE))].encode())
    first = start + after + lead
    return ImportComment(literal, first, first + len(literal.encode("utf-8", "surrogateescape")))


def _blank_end(data: bytes, at: int) -> int:
    found = _BLANK.match(data, at)
    return found.end() if found else at


def _word_end(data: bytes, at: int) -> int:
    """Where the letters, digits and underscores that begin at `at` end (go/build, parseWord)."""
    found = _ASCII_WORD.match(data, at)
    end = found.end() if found else at
    if data[end : end + 1] < b"\x80":
        return end
    for character in data[end:].decode("utf-8", "replace"):
        if not (character.isalpha() or character in "0123456789_"):
            break
        end += len(character.encode())
    return end


def embeds_in(content: bytes) -> tuple[Embed, ...]:
    """All patterns of the //go:embed lines of a file, in order; lines with a malformed quotation give none, as the
    compiler reports those (go/build, readGoInfo; https://pkg.go.dev/embed)."""
    if b"//go:embed" not in content:
        return ()
    embeds: list[Embed] = []
    line, counted = 1, 0
    for found in _TOKEN.finditer(content):
        comment = found.group()
        if comment.startswith(b"//go:embed"):
            line += content.count(b"\n", counted, found.start())
            counted = found.start()
            text = comment.replace(b"\r", b"").decode("utf-8", "replace")
            embeds += [Embed(pattern, line) for pattern in _patterns(text.removeprefix("//go:embed")) or ()]
    return tuple(embeds)


def _patterns(text: str) -> list[str] | None:
    """The arguments of one //go:embed line: bare words and Go strings with space between; None if malformed."""
    if not starts_with_space(text):
        return None
    patterns: list[str] = []
    text = text.strip(SPACE)
    at = 0
    while at < len(text):
        if text[at] in '`"':
            literal = quoted_prefix(text, at)
            if literal is None:
                return None
            patterns.append(unquote(literal) or "")
            end = at + len(literal)
            if end < len(text) and text[end] not in SPACE:
                return None
        else:
            space = _SPACE.search(text, at)
            end = space.start() if space else len(text)
            patterns.append(text[at:end])
        spaces = _SPACES.match(text, end)
        at = spaces.end() if spaces else end
    return patterns
