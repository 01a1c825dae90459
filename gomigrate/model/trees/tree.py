"""A tree of files, wherever it lies: a folder, a git commit, a module zip. Stages read files only through this."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Protocol


class Kind(StrEnum):
    """What an entry of a folder is; links are told apart by what they lead to."""

    FILE = "file"
    DIR = "dir"
    LINK_TO_FILE = "link to file"
    LINK_TO_DIR = "link to dir"
    BROKEN_LINK = "broken link"
    OTHER = "other"


class Entry(NamedTuple):
    """One name in a folder; a tuple, as a large tree has many of them."""

    name: str
    kind: Kind
    executable: bool = False


def read_or_nothing(tree: Tree, path: str) -> bytes:
    """The bytes of a file; none where there is no such file, or it cannot be read."""
    try:
        return tree.read(path)
    except OSError:
        return b""


def is_in_folder(path: str, folder: str) -> bool:
    """Whether a path of a tree is the folder or lies below it; "" is the root, which all lie below."""
    return not folder or path == folder or path.startswith(f"{folder}/")


class Tree(Protocol):
    """Paths are slash-separated, relative, without "." or ".."; "" is the root."""

    def entries(self, path: str) -> tuple[Entry, ...]:
        """What the folder holds, sorted by name; () where there is no such folder. Raises OSError if unreadable."""
        ...

    def read(self, path: str) -> bytes:
        """The bytes of a file (or of a link to a file inside the tree). Raises OSError."""
        ...

    def link(self, path: str) -> str:
        """Where a symbolic link leads, as written. Raises OSError."""
        ...
