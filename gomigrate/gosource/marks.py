"""Marks that tools leave in a Go file and that are nothing to the compiler: what is left when they are taken away."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from gomigrate.gosource.constructs import build_minor
from gomigrate.gosource.headers.outline import package_clause
from gomigrate.gosource.platforms.constraint import ConstraintError, is_build_line, parse_header
from gomigrate.gosource.rewrite import without_import_comment
from gomigrate.model.decision import Difference
from gomigrate.model.go.constraint import evaluate, tags

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.go.constraint import Constraint

MARKS = (
    Difference.FINAL_NEWLINE,
    Difference.LINE_ENDINGS,
    Difference.IMPORT_COMMENTS,
    Difference.BUILD_LINES,
)
"""Each may be all that differs, and what is built is the same program."""

# What may be a mark: few files have one, and to read a header takes longer than to look for it.
_IMPORT_COMMENT = re.compile(rb"^package\b[^\n]*/[/*][ \t]*import\b", re.MULTILINE)
_BUILD_LINE = re.compile(rb"^[ \t]*//[ \t]*(?:go:|\+)build\b", re.MULTILINE)

_FORMATTED = re.compile(rb"^//go:build [^\r\n]*\r?\n(?=// ?\+build )", re.MULTILINE)

_MOST_TAGS = 8
"""Constraints that name more tags are compared as they are written."""


def marks_between(before: bytes, after: bytes) -> tuple[Difference, ...] | None:
    """Which marks are all that two files differ by, from the least to the most; None where they differ otherwise, or
    are built under other conditions. For files that only the Go compiler reads: cgo names what it makes of a file by
    the file's bytes."""
    if before == after:
        return ()
    if without(before, MARKS) != without(after, MARKS):
        return None
    alone = (mark for mark in MARKS if without(before, (mark,)) == without(after, (mark,)))
    found = tuple(mark for mark in MARKS if _others(before, mark) != _others(after, mark)) or tuple(alone)[:1]
    if Difference.BUILD_LINES in found and not _is_built_alike(before, after):
        return None
    return found or None


def without(data: bytes, marks: Iterable[Difference]) -> bytes:
    """The file without these marks, all else as it was. Sources: CRLF is the end of a line wherever it stands, in raw
    strings as well (https://go.dev/ref/spec#String_literals); an import comment is a comment to a compiler (`go help
    importpath`); build lines are what `gofmt` writes above `// +build`, which stays in force without them."""
    taken = frozenset(marks)
    if Difference.LINE_ENDINGS in taken:
        data = data.replace(b"\r\n", b"\n")
    if Difference.IMPORT_COMMENTS in taken and _IMPORT_COMMENT.search(data):
        data = _without_own_import_comment(data)
    if Difference.BUILD_LINES in taken and _BUILD_LINE.search(data):
        clause = package_clause(data)
        data = _without_build_lines(data[:clause]) + data[clause:]
    return _without_final_newlines(data) if Difference.FINAL_NEWLINE in taken else data


def _without_final_newlines(data: bytes) -> bytes:
    bare = data.rstrip(b"\r\n")
    return data if b"\r" in data[len(bare) :].replace(b"\r\n", b"") else bare


def before_marks(data: bytes, import_path: str) -> tuple[bytes, ...]:
    """What a file of a package may have been before a tool left marks in it, itself first. Marks are the import comment
    that `go help importpath` describes, the build line that gofmt writes above `// +build`, line ends, and a newline at
    the end."""
    clause = package_clause(data)
    end = data.find(b"\n", clause)
    plain = [data]
    bare = _FORMATTED.sub(b"", data[:clause], count=1)
    if len(bare) < clause:
        plain += before_marks(bare + data[clause:], import_path)
    if data.startswith(b"package ", clause) and end > 0 and not _IMPORT_COMMENT.search(data):
        comment = f' // import "{import_path}"'.encode()
        plain.append(data[:end].rstrip() + comment + data[end:])
    ended = [one for text in plain for one in (text, text.removesuffix(b"\n"), text + b"\n")]
    return tuple(dict.fromkeys((*ended, *(one.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for one in ended))))


def with_header_of(other: bytes, data: bytes) -> bytes:
    """The file with what stands above the package clause of another one: every line is where it is there, if all they
    differ by are build lines."""
    return other[: package_clause(other)] + data[package_clause(data) :]


def _others(data: bytes, mark: Difference) -> bytes:
    return without(data, (other for other in MARKS if other is not mark))


def _without_own_import_comment(data: bytes) -> bytes:
    """The file without its import comment, unless there is code behind that on its line: it would move."""
    bare = without_import_comment(data)
    if bare == data:
        return data
    clause = package_clause(bare)
    end = bare.find(b"\n", clause)
    words = bare[clause : end if end >= 0 else len(bare)].partition(b"//")[0].split()
    return bare if len(words) == 2 else data


def _without_build_lines(header: bytes) -> bytes:
    """A header without its build lines, and without the blank lines between what is left: comments alone."""
    lines = header.split(b"\n")
    return b"\n".join(line for line in lines if line.strip() and not is_build_line(line))


def _is_built_alike(before: bytes, after: bytes) -> bool:
    """Whether it is build lines that differ, and both are built under the same conditions and in the same language: a
    //go:build line that asks for a release sets that (https://pkg.go.dev/cmd/go#hdr-Build_constraints)."""
    if _build_lines(before) == _build_lines(after):
        return False
    try:
        first, second = parse_header(before), parse_header(after)
    except ConstraintError:
        return False
    return build_minor(before) == build_minor(after) and _is_same(first, second)


def _build_lines(data: bytes) -> list[bytes]:
    return [line.strip() for line in data[: package_clause(data)].split(b"\n") if is_build_line(line)]


@lru_cache(maxsize=4096)
def _is_same(first: Constraint | None, second: Constraint | None) -> bool:
    names = sorted(tags(first) | tags(second))
    if first == second or len(names) > _MOST_TAGS:
        return first == second
    for values in product((False, True), repeat=len(names)):
        has = dict(zip(names, values, strict=True)).__getitem__
        if evaluate(first, has) is not evaluate(second, has):
            return False
    return True
