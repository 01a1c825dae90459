"""Files that reach the compiler though `go list` does not name them: C code and assembly include them."""

from __future__ import annotations

import hashlib
import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.gosource.includes import included as included_by
from gomigrate.model.trees.tree import Kind
from gomigrate.world.disk.disktree import DiskTree

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.verify.compile.units import CompiledUnit

_LINKING = re.compile(rb"^[ \t/*]*#cgo\b[^\n]*LDFLAGS:([^\n]*)", re.MULTILINE)
_LIBRARY = re.compile(r"""(-L\s*)?["']?((?:\$\{SRCDIR\}|(?<=-L))[^\s"']*)""")
_ENDINGS = (".a", ".o", ".so", ".dylib", ".dll", ".lib", ".def", ".tbd")


def libraries(unit: CompiledUnit, read: Callable[[str], bytes]) -> tuple[str, ...]:
    """The files that the unit passes to the linker by path, or that lie in a folder which the linker searches: relative
    to the unit's folder."""
    found: set[str] = set()
    for name in unit.native:
        for options in _LINKING.findall(_body(read, unit.folder, name) or b""):
            for is_folder, place in _LIBRARY.findall(options.decode("utf-8", "replace")):
                path = posixpath.normpath(place.replace("${SRCDIR}", "."))
                if path.startswith("/"):
                    continue
                entries = DiskTree(posixpath.join(unit.folder, path)).entries("") if is_folder else ()
                found.update(posixpath.join(path, entry.name) for entry in entries if entry.kind is Kind.FILE)
                found.update(() if is_folder or _body(read, unit.folder, path) is None else (path,))
    return tuple(sorted(posixpath.normpath(path) for path in found if path.endswith(_ENDINGS)))


def included(unit: CompiledUnit, read: Callable[[str], bytes]) -> tuple[str, ...]:
    """The files that those of the unit include, and these in turn: relative to its folder ("../include/x.h"), without
    those that the go command names. Headers of the system are not among them. `read` gives the bytes of a file by its
    absolute path (OSError where it cannot)."""
    found = included_by(unit.native, lambda path: read(posixpath.normpath(posixpath.join(unit.folder, path))))
    return tuple(sorted(found.keys() - set(unit.files)))


def _body(read: Callable[[str], bytes], folder: str, name: str) -> bytes | None:
    try:
        return read(posixpath.normpath(posixpath.join(folder, name)))
    except OSError:
        return None


def digests_below(folder: str) -> dict[str, str]:
    """A digest of every file below a folder that is no Go file, by its path from there; why it cannot be read, where
    that is so. Raises OSError where a folder cannot be listed."""
    tree = DiskTree(folder)
    found = {}
    waiting = [""]
    for at in waiting:  # grows while it is read
        for entry in tree.entries(at):
            path = posixpath.join(at, entry.name)
            if entry.kind is Kind.DIR:
                waiting.append(path)
            elif entry.kind is Kind.FILE and not path.endswith(".go"):
                try:
                    found[path] = hashlib.sha256(tree.read(path)).hexdigest()
                except OSError as error:
                    found[path] = str(error.errno)
    return found
