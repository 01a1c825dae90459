"""Reads what a failing go command said. Pure: text in, failures out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from gomigrate.diagnose.sums.gofailures import CLASSES, MARKS, FailureClass
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.sums import GoFailure
from gomigrate.model.findings import Finding, Place
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import check_path
from gomigrate.model.modules import ModuleVersion

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLLOWING = 3
"""A failure may go on over so many lines: where the bytes came from, what to run."""

_LONGEST = 600
"""What a line says after so many characters is passed over: no failure's message is that long before it is known, and
the search's time grows faster than the line."""

_STAMP = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|^(?:\[?\d{4}-\d\d-\d\d[T ][\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?\s+)")
_ABOUT_BYTES = frozenset({"GM910", "GM911", "GM918"})


def read_log(text: str) -> tuple[GoFailure, ...]:
    """The failures that a log (without credentials) tells, each once, in its order; colours and the stamps of CI are
    passed over.

    A line is of the first class of the table that knows it. SECURITY ERROR is told only where nothing else in the log
    says of what.
    """
    lines = [_STAMP.sub("", line[:_LONGEST]).rstrip() for line in text.splitlines()]
    found = [failure for number, line in enumerate(lines, 1) if (failure := _failure(lines, number, line))]
    is_told = any(failure.kind.startswith(("checksum-mismatch", "database")) for failure in found)
    unique: dict[tuple[str, str, ModuleVersion | None], GoFailure] = {}
    for failure in found:
        if not (is_told and failure.kind == "security-error"):
            unique.setdefault((failure.kind, failure.subject, failure.module), failure)
    return tuple(unique.values())


def _failure(lines: list[str], number: int, line: str) -> GoFailure | None:
    if not MARKS.search(line):
        return None
    found = _known("\n".join([line, *lines[number : number + _FOLLOWING]]), len(line))
    if found is None:
        return None
    row, groups = found
    return GoFailure(
        kind=row.name,
        code=row.code,
        line=number,
        message=line.strip()[:500],
        subject=groups.get("subject") or groups.get("package") or "",
        module=_module(groups.get("module") or groups.get("module2"), groups.get("version") or groups.get("version2"))
        or _named_before(lines, number),
    )


@lru_cache(maxsize=1 << 12)
def _known(block: str, length: int) -> tuple[FailureClass, dict[str, str | None]] | None:
    """The first class that knows a line, the first `length` characters of a block, and the groups of its pattern. Kept,
    since a log tells the same thing again and again."""
    for row in CLASSES:
        if row.words and not any(word in block for word in row.words):
            continue
        match = row.pattern.search(block)
        # What only a later line says is told there.
        if match is not None and match.start() < length:
            return row, match.groupdict()
    return None


def _named_before(lines: list[str], number: int) -> ModuleVersion | None:
    """The module that the line, or the line above it, names as MODULE@VERSION."""
    for line in reversed(lines[max(0, number - 3) : number]):
        for match in re.finditer(r"(?<![\w.~/-])(?P<module>[\w.~/-]+)@(?P<version>v[^\s:/\],)]+)", line):
            if module := _module(match["module"], match["version"]):
                return module
    return None


def _module(path: str | None, version: str | None) -> ModuleVersion | None:
    if not path or not version or check_path(path) is not None or semver.canonical(version) != version:
        return None
    return ModuleVersion(path, version)


def suspects(failures: tuple[GoFailure, ...]) -> tuple[ModuleVersion, ...]:
    """The modules whose bytes or hashes the log complains about."""
    named = [failure.module for failure in failures if failure.module and failure.code in _ABOUT_BYTES]
    return tuple(dict.fromkeys(named))


def judge_log(failures: tuple[GoFailure, ...], log: str) -> Iterator[Finding]:
    """A finding for each failure; `log` is the log's name."""
    for failure in failures:
        yield finding(
            failure.code,
            place=Place(log, failure.line),
            evidence=(failure.message,),
            kind=failure.kind,
            subject=failure.subject,
            module=str(failure.module or ""),
        )
    if not failures:
        yield finding("GM919", place=Place(log))
