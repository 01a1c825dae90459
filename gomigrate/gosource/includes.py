"""Files that reach a compiler though `go list` does not name them: what C code and assembly include."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_INCLUDE = re.compile(rb"""^[ \t/*]*#[ \t]*(?:include|import)[ \t]*["<]([^">\n]+)[">]""", re.MULTILINE)
_FOLDER = re.compile(rb"^[ \t/*]*#cgo\b[^\n]*FLAGS:([^\n]*)", re.MULTILINE)
_OPTION = re.compile(r"""-I\s*["']?([^\s"']+)""")


def included(names: Iterable[str], read: Callable[[str], bytes]) -> dict[str, bytes]:
    """The files, with their bytes, that the files `names` of a package include, and these in turn, without those named
    already: by their paths from the package's folder ("../include/x.h"). Headers of the system are not among them.
    `read` gives the bytes of a file by such a path, OSError where it cannot."""
    bodies = {name: _body(read, name) for name in names}
    own = frozenset(bodies)
    folders = [""]
    for body in bodies.values():
        for options in _FOLDER.findall(body or b""):
            found = _OPTION.findall(options.decode("utf-8", "replace").replace("${SRCDIR}", "."))
            folders += [folder for folder in found if not folder.startswith("/")]
    waiting = list(bodies)
    for name in waiting:  # grows while it is read
        for wanted in _INCLUDE.findall(bodies[name] or b""):
            text = wanted.decode("utf-8", "replace")
            if text.startswith("/"):
                continue
            for folder in dict.fromkeys((posixpath.dirname(name), *folders)):
                path = posixpath.normpath(posixpath.join(folder, text))
                if path not in bodies:
                    bodies[path] = _body(read, path)
                    waiting += [path] if bodies[path] is not None else []
    return {name: body for name, body in bodies.items() if body is not None and name not in own}


def _body(read: Callable[[str], bytes], path: str) -> bytes | None:
    try:
        return read(path)
    except OSError:
        return None
