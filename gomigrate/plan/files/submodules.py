"""Git submodules below a vendor folder: they go with it, and so do their sections of .gitmodules (gitmodules(5))."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

FILE = ".gitmodules"

# A comment right above a header belongs to the section; blank lines separate.
_SECTION = re.compile(rb"(?m)^(?=(?:[ \t]*[#;][^\n]*\n)*[ \t]*\[)")
_HEADER = re.compile(rb"(?m)^[ \t]*\[")
_PATH = re.compile(rb'(?im)^(?:[ \t]*\[[^\n]*\])?[ \t]*path[ \t]*=[ \t]*(?:"([^"\n]*)"|([^"#;\r\n]*))')


def submodules_in(submodules: Iterable[tuple[str, str]], folders: Collection[str]) -> tuple[str, ...]:
    """The paths of the submodules (path, commit) that lie in one of the folders."""
    return tuple(path for path, _ in submodules if any(is_inside(path, folder) for folder in folders))


def without_sections(gitmodules: bytes, removed: Collection[str]) -> bytes:
    """The file without the sections of the removed submodules, every other byte as it was; b"" if none is left."""
    head, *sections = _sections(gitmodules)
    kept = [section for section in sections if not _is_one_of(section, removed)]
    return head + b"".join(kept) if kept or head.strip() else b""


def _sections(gitmodules: bytes) -> list[bytes]:
    """What comes before the first section, and each section with the comment lines right above it."""
    starts: list[int] = []
    for start in (match.start() for match in _SECTION.finditer(gitmodules)):
        # The lines of one comment all begin at a place from which a header follows.
        if not starts or _HEADER.search(gitmodules, starts[-1], start):
            starts.append(start)
    ends = [*starts, len(gitmodules)]
    return [gitmodules[: ends[0]], *(gitmodules[start:end] for start, end in pairwise(ends))]


def _is_one_of(section: bytes, removed: Collection[str]) -> bool:
    path = _PATH.search(section)
    if path is None:
        return False
    name = path[1] if path[1] is not None else path[2].strip()
    return name.decode(errors="surrogateescape").rstrip("/") in removed
