"""Finding programs: on PATH alone, by the absolute entries of it, never in the current folder."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EXTENSIONS = (".com", ".exe", ".bat", ".cmd")


def search_path(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The absolute entries of PATH, each once.

    An empty entry, "." and any other relative one mean a folder that depends on where a command is run; there a
    project could bring programs of its own. An absolute entry is the user's choice, wherever it leads.
    """
    entries = environ.get("PATH", "").split(os.pathsep)
    return tuple(dict.fromkeys(entry for entry in entries if Path(entry).is_absolute()))


def with_search_path(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment with the absolute entries of PATH alone, and without PATH where there are none: an empty one
    would mean the current folder."""
    kept = {name: value for name, value in environ.items() if name != "PATH"}
    entries = search_path(environ)
    return {**kept, "PATH": os.pathsep.join(entries)} if entries else kept


def find_program(name: str, environ: Mapping[str, str], more: Iterable[str] = ()) -> str:
    """The absolute path of a program, "" where there is none: `name` with a slash is the place itself, relative to the
    current folder, and any other is looked for on PATH, then in the (absolute) folders `more`."""
    if Path(name).name != name:
        return next((str(Path(place).absolute()) for place in _spellings(name, environ) if shutil.which(place)), "")
    places = (os.path.join(folder, name) for folder in (*search_path(environ), *more))  # noqa: PTH118 -- as spelled
    return next((place for found in places for place in _spellings(found, environ) if shutil.which(place)), "")


def _spellings(place: str, environ: Mapping[str, str]) -> Iterator[str]:
    """On Windows a program is called without the end of its name."""
    if sys.platform == "win32" and not Path(place).suffix:
        for extension in environ.get("PATHEXT", os.pathsep.join(_EXTENSIONS)).split(os.pathsep):
            yield place + extension
    else:
        yield place
