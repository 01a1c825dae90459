"""The outline of a Go file's header: package clause and imports, with their places in the file.

Headers that look as gofmt writes them are recognized by one pattern; any other one goes through `extent` and `parser`,
which follow go/build and go/parser to the letter, faults included.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from gomigrate.gosource.headers import extent
from gomigrate.gosource.headers.parser import parse_header
from gomigrate.gosource.headers.scanner import KEYWORDS, GoSyntaxError
from gomigrate.gosource.literal import unquote
from gomigrate.model.go.gopackage import Import

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_NAME = rb"[A-Za-z_][A-Za-z0-9_]*"
_END = rb"[ \t]*;?[ \t]*(?://[^\n]*|\r?)\n"
_BLANK = rb"[ \t\r\n]+|//[^\n]*\n|/\*.*?\*/"
_SPEC = rb"(?:(?:(?!import\b)" + _NAME + rb'|\.)[ \t]+)?"[A-Za-z0-9_./+~@-]+"' + _END
_BLANKS = rb"(?>(?:" + _BLANK + rb")*)"
_SKIP = re.compile(_BLANKS, re.DOTALL)
_USUAL = re.compile(
    rb"(%b)package[ \t]+(%b)%b%b(?>(?:import(?:[ \t]*\((?>(?:%b|%b)*)\)%b|[ \t]+%b)()%b)*)"
    % (_BLANKS, _NAME, _END, _BLANKS, _BLANK, _SPEC, _END, _SPEC, _BLANKS),
    re.DOTALL,
)
_COMMENTED = re.compile(
    rb"//[^\n]*|/\*.*?\*/|import\b[ \t]*\(?|((?:(?:" + _NAME + rb'|\.)[ \t]+)?)"([^"\n]+)"',
    re.DOTALL,
)
_NAME_BEFORE = re.compile(rb"(?:^|[\s;(])(?!import\b)(" + _NAME + rb"|\.)[ \t]+\Z")
_KEYWORDS = frozenset(word.encode() for word in KEYWORDS)
_SUSPICIOUS = frozenset((b"i", b"/", b";", b"\f", b"\0"))
"""What behind the imports calls for a closer look: more of the header, or a fault in it."""
_ILLEGAL_IN_PATH = frozenset("!\"#$%&'()*,:;<=>?[\\]^{|}`\ufffd ")


class _KeywordError(Exception):
    """A keyword where the name of an import would be."""


class ImportSpec(NamedTuple):
    """Where an import stands: the path, the byte span of its literal (quotes included), and its line."""

    path: str
    start: int
    end: int
    line: int


class Outline(NamedTuple):
    """The package's name, its imports, where the package clause begins and where the header ends; `error` is the go
    command's text for a syntax error, with which there are no imports. Places count from the content's first byte.
    `has_comment` False: there is certainly no import comment."""

    package: str
    imports: tuple[Import, ...]
    clause: int
    end: int
    error: str = ""
    has_comment: bool = True


def read_outline(name: str, content: bytes) -> Outline:
    """The outline of the file called `name`, whose bytes are `content` without the byte order mark.

    Raises `extent.NulByteError` for a NUL byte in the header.
    """
    usual = _USUAL.match(content)
    if usual is None or usual[2] in _KEYWORDS:
        return _read_slowly(name, content)
    end = usual.end()
    if content[end : end + 1] in _SUSPICIOUS or not _is_clean(usual[0]):
        return _read_slowly(name, content)
    begin = usual.end(2)
    try:
        imports = tuple(_usual_imports(content, begin, usual.end(3)))
    except _KeywordError:
        return _read_slowly(name, content)
    line_end = content.find(b"\n", begin, end)
    has_comment = content.find(b"import", begin, line_end) >= 0
    return Outline(usual[2].decode(), imports, usual.end(1), end, has_comment=has_comment)


def _usual_imports(content: bytes, begin: int, end: int) -> Iterable[Import]:
    """The imports between the package's name and the end of the last import declaration (-1: there is none), where all
    looks as gofmt writes it."""
    if end < 0:
        return ()
    if content.find(b"//", begin, end) < 0 and content.find(b"/*", begin, end) < 0:
        pieces = content[begin:end].split(b'"')
        return map(_import, pieces[:-1:2], pieces[1::2])
    return (_import(found[0], found[1]) for found in _COMMENTED.findall(content, begin, end) if found[1])


@lru_cache(maxsize=1 << 16)
def _import(before: bytes, path: bytes) -> Import:
    """The import with this path, and with the name that the text `before` its quotes ends in. Kept, as one path stands
    in many files."""
    found = _NAME_BEFORE.search(before)
    name = found[1] if found else b""
    if name in _KEYWORDS:
        raise _KeywordError
    return Import(path.decode(), name.decode())


def places_of(header: bytes) -> Iterator[ImportSpec]:
    """Where the imports of a header without faults stand."""
    text = header.decode("utf-8", "surrogateescape")
    line, seen, taken = 1, 0, 0
    for spec in parse_header(text).specs:
        literal = text[spec.start : spec.end]
        line += text.count("\n", seen, spec.start)
        start = taken + _bytes(text[seen : spec.start])
        seen, taken = spec.end, start + _bytes(literal)
        yield ImportSpec(unquote(literal) or "", start, taken, line)


def package_clause(content: bytes) -> int:
    """Where the package clause begins, or would: behind the leading comments."""
    found = _SKIP.match(content)
    return found.end() if found else 0


def _is_clean(header: bytes) -> bool:
    """Whether Go's scanner has no fault to find with the bytes."""
    if header.isascii():
        return b"\0" not in header
    try:
        text = header.decode()
    except UnicodeDecodeError:
        return False
    return "\ufeff" not in text and "\0" not in text


def _read_slowly(name: str, content: bytes) -> Outline:
    header = extent.header_of(content)
    clause = package_clause(header)
    text = header.decode("utf-8", "surrogateescape")
    try:
        parsed = parse_header(text)
    except GoSyntaxError as error:
        message = f"{_place(name, text, error.offset)}: {error}"
        return Outline(error.package, (), clause, len(header), message)
    imports = []
    for spec in parsed.specs:
        path = unquote(text[spec.start : spec.end]) or ""
        if not _is_import_path(path):
            message = f"{_place(name, text, spec.begin)}: invalid import path: {path}"
            return Outline(parsed.package, (), clause, len(header), message)
        imports.append(Import(path, spec.name))
    return Outline(parsed.package, tuple(imports), clause, len(header))


def _bytes(text: str) -> int:
    """How many bytes the text has in the file."""
    return len(text.encode("utf-8", "surrogateescape"))


def _place(name: str, text: str, index: int) -> str:
    """`name:line:column` of a character, columns in bytes, as the go command prints it."""
    # To Go's scanner no line begins at the end of the file.
    line_start = text.rfind("\n", 0, index if index < len(text) else index - 1) + 1
    return f"{name}:{text.count(chr(10), 0, line_start) + 1}:{_bytes(text[line_start:index]) + 1}"


def _is_import_path(path: str) -> bool:
    """Whether Go's compilers may take the path (the restriction in the specification, and go/build's isValidImport)."""
    return path != "" and path.isprintable() and not _ILLEGAL_IN_PATH.intersection(path)
