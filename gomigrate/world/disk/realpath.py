"""Folders as they lie on disk: which ones are the same, whatever links lead there."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import UsageProblem, WorldProblem

if TYPE_CHECKING:
    from collections.abc import Mapping


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


def named_folder(directory: str, environ: Mapping[str, str]) -> str:
    """A folder that was named on the command line, as an absolute path, spelled as the user's shell sees it: a GOPATH
    may be reached by symbolic links.

    Raises UsageProblem where it is no folder, WorldProblem where it cannot be read.
    """
    logical = environ.get("PWD", "")
    here = logical if logical and is_same_folder(logical, ".") else str(Path.cwd())
    path = slashed(os.path.normpath(os.path.join(here, directory)))  # noqa: PTH118 -- a Path would keep no ".."
    if problem := _what_instead(directory):
        raise _no_folder(directory, problem)
    if not is_same_folder(path, directory):
        path = real_path(directory)  # a ".." behind a link, which the system does not take literally
    if not os.access(path, os.R_OK | os.X_OK):
        raise WorldProblem(
            f"{directory}: the folder cannot be read: permission denied", remedy=f"ls -ld {shlex.quote(path)}"
        )
    return path


def _what_instead(path: str) -> str:
    """What lies where a folder is needed, "" where there is one."""
    place = Path(path)
    try:
        if place.is_dir():
            return ""
        if place.is_symlink() and not place.exists():
            return "a symbolic link that leads nowhere"
        return "not a folder" if place.exists() else "no such folder"
    except OSError as error:  # a name longer than the disk can hold, for example
        return f"no such folder ({error.strerror})"


def _no_folder(directory: str, problem: str) -> UsageProblem:
    """The problem, with the folders that have such a name where the path leads, or the first of them."""
    place = Path(directory)
    is_file = False
    try:
        is_file = place.is_file()
        there = sorted(one.name for one in place.parent.iterdir() if one.is_dir() and not one.name.startswith("."))
    except OSError:
        there = []
    from difflib import get_close_matches

    near = get_close_matches(place.name, there, n=3)
    more = f" and {len(there) - 3} more" if len(there) > 3 and not near else ""
    told = f"; folders in {place.parent}: {', '.join(near or there[:3])}{more}" if there else ""
    meant = place.parent if is_file else place.with_name(near[0]) if near else None
    instead = (directory, str(meant)) if meant is not None else None
    return UsageProblem(f"{directory}: {problem}{told}", remedy="give the folder of a project", instead=instead)
