"""A commit as a checkout has it: what its .gitattributes make of its files.

Only what the repository itself asks for counts, not the settings of this machine: `eol`, `ident` and
`working-tree-encoding` of gitattributes(5), by the rules of git's convert.c. No filter is run: a file that git LFS
keeps elsewhere is its pointer, as in a checkout without LFS.
"""

from __future__ import annotations

import codecs
import os
import posixpath
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.world.disk.files import private_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.trees.tree import Entry, Tree
    from gomigrate.world.git.gittree import GitTree

FILE = ".gitattributes"

_CONVERTS = re.compile(rb"\b(?:eol|ident|working-tree-encoding)\b")
_ASKED = ("text", "eol", "ident", "working-tree-encoding")
_ID = re.compile(rb"\$Id(?:\$|:([^$\n]*)\$)")
_MARK = {"UTF-16LE-BOM": (codecs.BOM_UTF16_LE, "utf-16-le"), "UTF-16BE-BOM": (codecs.BOM_UTF16_BE, "utf-16-be")}
_TEXT_CONTROLS = frozenset(b"\b\t\n\f\r\x1b")
_END_OF_FILE = b"\x1a"


@dataclass(frozen=True, slots=True)
class _CheckedOut:
    """A tree whose files are converted where their attributes say so (by path: attribute -> value)."""

    tree: GitTree
    attributes: Mapping[str, Mapping[str, str]]

    def entries(self, path: str) -> tuple[Entry, ...]:
        return self.tree.entries(path)

    def read(self, path: str) -> bytes:
        asked = self.attributes.get(path)
        data = self.tree.read(path)
        return converted(data, asked, self.tree.blob_id(path)) if asked else data

    def link(self, path: str) -> str:
        return self.tree.link(path)


def as_checked_out(tree: GitTree) -> Tree:
    """The files of the commit as `git checkout` writes them. Raises OSError where a .gitattributes cannot be read,
    WorldProblem where git fails."""
    if not _converts(tree):
        return tree
    return _CheckedOut(tree, _attributes(tree, [path for path, (mode, _) in tree.files().items() if mode[:3] == "100"]))


def altered(tree: GitTree, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Of files that are to be added to the commit's repository (their bytes by path) those that a checkout writes with
    other bytes, as its .gitattributes say. Raises as `as_checked_out` does."""
    asked = _attributes(tree, files) if _converts(tree) else {}
    return tuple(path for path in files if path in asked and converted(files[path], asked[path], "") != files[path])


def _converts(tree: GitTree) -> bool:
    tables = (path for path in tree.files() if posixpath.basename(path) == FILE)
    return any(_CONVERTS.search(tree.read(path)) for path in tables)


def _attributes(tree: GitTree, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the commit's .gitattributes say of each file for which they say anything that changes it."""
    git = tree.git.with_settings((f"core.attributesFile={os.devnull}",))
    with private_dir() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git.run("read-tree", tree.rev, extra=index)
        listed = "\0".join(names).encode("utf-8", "surrogateescape")
        said = git.run("check-attr", "--cached", "--stdin", "-z", *_ASKED, stdin=listed + b"\0", extra=index)
    words = said.decode("utf-8", "surrogateescape").split("\0")
    found: dict[str, dict[str, str]] = {}
    for path, name, value in zip(words[0::3], words[1::3], words[2::3], strict=False):
        if value != "unspecified":
            found.setdefault(path, {})[name] = value
    return {path: asked for path, asked in found.items() if asked.keys() - {"text"}}


def converted(data: bytes, asked: Mapping[str, str], blob_id: str) -> bytes:
    """A blob's bytes as a checkout has them. `asked` are the attributes of the file that are specified, as `git
    check-attr` says them ("set", "unset", or a value)."""
    if asked.get("ident") == "set":
        data = _ID.sub(lambda match: _expanded(match, blob_id), data)
    text = asked.get("text", "")
    if asked.get("eol") == "crlf" and text != "unset" and _has_bare_ends(data, is_guessed=text == "auto"):
        data = re.sub(rb"(?<!\r)\n", b"\r\n", data)
    encoding = asked.get("working-tree-encoding", "")
    return _encoded(data, encoding) if encoding not in ("", "set", "unset") else data


def _expanded(match: re.Match[bytes], blob_id: str) -> bytes:
    said = match[1]
    if said and b" " in said[1:-1]:
        return match[0]  # what another version control system wrote
    return b"$Id: " + blob_id.encode() + b" $"


def _has_bare_ends(data: bytes, *, is_guessed: bool) -> bool:
    """Whether lines are to end with CRLF: some do not, and it is text if that `is_guessed` from the bytes."""
    if not re.search(rb"(?<!\r)\n", data):
        return False
    return not (is_guessed and (b"\r" in data or _is_binary(data)))


def _is_binary(data: bytes) -> bool:
    """Whether git takes bytes without a carriage return for binary (convert.c, convert_is_binary)."""
    if b"\0" in data:
        return True
    strange = sum((byte < 32 and byte not in _TEXT_CONTROLS) or byte == 127 for byte in data)
    printable = len(data) - strange - data.count(b"\n")
    return (printable >> 7) < strange - data.endswith(_END_OF_FILE)


def _encoded(data: bytes, encoding: str) -> bytes:
    mark, codec = _MARK.get(encoding.upper(), (b"", encoding))
    try:
        return mark + data.decode("utf-8").encode(codec)
    except (LookupError, UnicodeError):
        return data  # git says so as well, and checks out the blob
