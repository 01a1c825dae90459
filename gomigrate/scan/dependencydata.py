"""Files of a dependency that no Go package is made of: what C code includes, generators read, or programs find."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.model.trees.tree import Kind
from gomigrate.scan.listing import has_file, listed
from gomigrate.scripts.legacytools import LOCKS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gomigrate.model.trees.tree import Tree

_SKIPPED = frozenset(("vendor", "_vendor", "_workspace", "Godeps", "testdata", "node_modules"))
# What is written about a project, how it is built and kept: no program and no generator reads it.
_TOLD = re.compile(
    r"(?:readme|licen[cs]e|copying|copyright|notice|patents|authors|contribut|maintainers|owners|code_of_conduct"
    r"|change(?:s|log)|history|release|news|todo|security|makefile|dockerfile|jenkinsfile|appveyor|vagrantfile).*"
    r"|go\.(?:mod|sum|work)|.*\.(?:md|markdown|rst|adoc|png|jpe?g|gif|svg)",
    re.IGNORECASE,
)
_LOCK_NAMES = frozenset(posixpath.basename(lock) for lock in LOCKS)


def data_below(tree: Tree, folder: str, leave_out: Collection[str] = ()) -> Iterator[str]:
    """The files that are neither Go's nor about the project, below a folder of a tree and by their paths from there;
    `leave_out` are folders, by paths from there."""
    for entry in listed(tree, folder):
        name = entry.name
        if entry.kind is Kind.DIR:
            if name[0] != "." and name not in _SKIPPED and name not in leave_out:
                inner = [left[len(name) + 1 :] for left in leave_out if left.startswith(f"{name}/")]
                yield from (f"{name}/{path}" for path in data_below(tree, posixpath.join(folder, name), inner))
        elif entry.kind in (Kind.FILE, Kind.LINK_TO_FILE) and is_data(name):
            yield name


def is_compiled(tree: Tree, path: str) -> bool:
    """Whether a file is the go command's in some build, and compared as such: assembly, or an object, beside Go files
    (`go help packages`, SFiles, SysoFiles, IgnoredOtherFiles)."""
    is_source = path.endswith((".s", ".S", ".sx", ".syso"))
    return is_source and any(entry.name.endswith(".go") for entry in listed(tree, posixpath.dirname(path)))


def is_data(name: str) -> bool:
    """Whether a file of this name may be read by something: it is neither Go's nor about the project."""
    return not (name[0] == "." or name.endswith(".go") or name in _LOCK_NAMES or _TOLD.fullmatch(name))


def has_same(before: Tree, old: str, after: Tree, new: str) -> bool:
    """Whether a file of one tree has the bytes of one of the other; what cannot be read is not the same."""
    try:
        return has_file(after, new) and before.read(old) == after.read(new)
    except OSError:
        return False
