"""Folders as they lie on disk: which ones are the same, whatever links lead there."""

from __future__ import annotations

import os
from pathlib import Path


def slashed(path: str, separator: str = os.sep) -> str:
    """An absolute path as the whole program spells it, with slashes: Windows takes these as well, and ways below it are
    put together and compared by their parts."""
    return path if separator == "/" else path.replace(separator, "/")


def real_path(path: str) -> str:
    """The path with every symbolic link followed, as far as it exists."""
    return slashed(os.path.realpath(path))


def real_path_in(folder: str, name: str) -> str:
    """The same for what lies in a folder whose real path is known: one look at the disk, unless it is a link."""
    path = f"{folder.rstrip('/')}/{name}"
    return real_path(path) if Path(path).is_symlink() else path


def is_same_folder(one: str, other: str) -> bool:
    """Whether both paths lead to one and the same folder; False where either leads nowhere."""
    try:
        return Path(one).samefile(other)
    except OSError:
        return False
