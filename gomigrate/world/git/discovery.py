"""Repositories among many folders, told apart by looking, without starting a program for each."""

from __future__ import annotations

import os
from pathlib import Path


def is_repository_top(folder: str) -> bool:
    """Whether the folder is the top of a git work tree: it has a .git, which is a folder, or a file in linked ones."""
    place = Path(folder, ".git")
    return place.is_file() or Path(place, "HEAD").exists()


def find_top(folder: str) -> str:
    """The nearest top of a work tree from the folder (absolute) upwards, spelled as the folder is; "" where there is
    none."""
    place = Path(folder)
    return next((os.fspath(above) for above in (place, *place.parents) if is_repository_top(os.fspath(above))), "")


def origin_of(top: str) -> str:
    """The address of the remote called origin, "" where none is configured or the configuration cannot be read. Only
    for telling a name from it: includes and insteadOf are not followed."""
    from gomigrate.world.git.config import remote_urls

    return remote_urls(Path(top, ".git")).get("origin", "")
