"""Shell scripts, go:generate lines, and the lines of ignore files."""

from __future__ import annotations

import re

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import Instruction, Piece
from gomigrate.scripts.shell.model import Region

_GENERATE = re.compile(r"^//go:generate[ \t]+(?P<command>[^\r\n]+)", re.MULTILINE)


def read_shell(path: str, text: str) -> Document:
    """A shell script: all of it is one region."""
    region = Region.plain(text, 0, len(text))
    return Document.of(path, FileKind.SHELL, text, regions=(region,))


def read_generate(path: str, text: str) -> Document:
    """The go:generate lines of a Go file. They are only looked at: a Go file's bytes are what verify compares."""
    regions = tuple(Region.plain(text, m.start("command"), m.end("command")) for m in _GENERATE.finditer(text))
    return Document.of(path, FileKind.GO, text, regions=regions, read_only=True)


def read_ignore(path: str, text: str) -> Document:
    """The patterns of a .gitignore or .dockerignore, an instruction each, comments left out."""
    found = []
    for match in re.finditer(r"^(?P<pattern>[^\r\n]*)(?:\r?\n|\Z)", text, re.MULTILINE):
        pattern = match["pattern"].strip()
        if pattern and not pattern.startswith("#"):
            piece = Piece(pattern, match.start("pattern"), match.end("pattern"))
            found.append(Instruction(name="pattern", start=match.start(), end=match.end(), words=(piece,)))
    return Document.of(path, FileKind.IGNORE, text, instructions=tuple(found))
