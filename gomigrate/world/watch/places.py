"""What files and folders are at a moment, as short digests: whether they changed since is a comparison of two."""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from gomigrate.world.disk.reading import read_or_none


def file_state(place: str) -> str:
    """A digest of the bytes, "" where there is no file that can be read."""
    data = read_or_none(place)
    return "" if data is None else _digest(data)


def folder_state(place: str) -> str:
    """A digest of the names, kinds, sizes, times and inodes of what the folder holds, as git's index tells a file that
    changed; "" where there is no folder that can be read."""
    lines = _lines(place)
    return "" if lines is None else _digest("\n".join(lines).encode("utf-8", "surrogateescape"))


def tree_state(place: str) -> str:
    """The same of the folder and all below it; links are not followed."""
    states = []
    for folder, names, _ in os.walk(place):
        names.sort()
        states.append(f"{os.path.relpath(folder, place)} {folder_state(folder)}")
    return _digest("\n".join(states).encode("utf-8", "surrogateescape")) if states else ""


def _lines(place: str) -> list[str] | None:
    try:
        with os.scandir(place) as entries:
            return sorted(filter(None, map(_line, entries)))
    except OSError:
        return None


def _line(entry: os.DirEntry[str]) -> str:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return f"{entry.name} ?"
    if stat.S_ISDIR(found.st_mode):
        # Its time changes with its entries, which may not matter.
        return f"{entry.name} {found.st_ino} folder"
    target = Path(entry.path).readlink() if stat.S_ISLNK(found.st_mode) else ""
    return f"{entry.name} {found.st_ino} {found.st_mode:o} {found.st_size} {found.st_mtime_ns} {target}"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]
