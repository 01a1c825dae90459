"""What a clone names, read from its files: for many clones a git process each would take its time."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from gomigrate.world.disk.reading import read_or_none

_FILES = ("HEAD", "packed-refs", "config", "shallow")
"""What HEAD is, what is packed, the remotes, and how deep history goes (gitrepository-layout(5))."""


def clone_state(folder: str) -> str:
    """A digest of HEAD, the branches, tags and remotes of the clone at the folder, bare or not; "" where there is none.
    Of a linked work tree, whose refs lie elsewhere, it is that of the link alone."""
    place = Path(folder, ".git")
    if place.is_file():
        return _digest([read_or_none(place) or b""])
    git_dir = place if place.is_dir() else Path(folder)
    if not (git_dir / "HEAD").exists():
        return ""
    parts = [read_or_none(git_dir / name) or b"" for name in _FILES]
    for top, names, files in os.walk(git_dir / "refs"):
        names.sort()
        parts += [os.fsencode(f"{top}/{name} ") + (read_or_none(Path(top, name)) or b"") for name in sorted(files)]
    return _digest(parts)


def _digest(parts: list[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{len(part)} ".encode() + part)
    return digest.hexdigest()[:32]
