"""Git submodules below a vendor folder: they go with it, and so do their sections of .gitmodules (gitmodules(5))."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

FILE = ".gitmodules"

_PATH = re.compile(rb'^\s*path\s*=\s*"?([^"\n]*?)"?\s*$', re.MULTILINE)


def submodules_in(submodules: Iterable[tuple[str, str]], folders: Collection[str]) -> tuple[str, ...]:
    """The paths of the submodules (path, commit) that lie in one of the folders."""
    return tuple(path for path, _ in submodules if any(is_inside(path, folder) for folder in folders))


def without_sections(gitmodules: bytes, removed: Collection[str]) -> bytes:
    """The file without the sections of the removed submodules, every other byte as it was; b"" if none is left."""
    head, *sections = re.split(rb"(?m)^(?=\s*\[)", gitmodules)
    kept = [section for section in sections if not _is_one_of(section, removed)]
    return head + b"".join(kept) if kept or head.strip() else b""


def _is_one_of(section: bytes, removed: Collection[str]) -> bool:
    path = _PATH.search(section)
    return path is not None and path[1].decode(errors="surrogateescape").rstrip("/") in removed
