"""Dockerfiles and .dockerignore: what is copied and gone, where the go command runs without a go.mod."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import tool_called
from gomigrate.scripts.read.imagefolders import outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Instruction

_RUNS = frozenset(("RUN", "CMD", "ENTRYPOINT"))
_IGNORED_FILE = re.compile(r"(?:.*/)?[^/]*\.dockerignore")


def in_image(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """What a Dockerfile copies or works in that is removed; and go commands outside of the folder that it copied the
    project to."""
    for instruction in document.instructions:
        pieces = instruction.words[:-1] if instruction.is_copy else ()
        for piece in pieces:
            if path := gone.named(piece.value.lstrip("/"), document.path):
                yield at(document, piece.start, GoneUse.COPY, path, fails=True)
        folder = instruction.words[0].value if instruction.name == "WORKDIR" and instruction.words else ""
        if path := gone.named(folder, document.path):
            yield at(document, instruction.start, GoneUse.FILE, path)
        first = instruction.words[0].value if instruction.name in _RUNS and instruction.words else ""
        if (tool := tool_called(first)) is not None and not gone.leaves(tool):
            yield at(document, instruction.start, GoneUse.TOOL, tool.name, fails=True)
    for found in outside(document, gone.module):
        yield at(document, found.at, GoneUse.OUTSIDE, f"go {found.verb}", fails=found.is_sure)


def takes_context(image: Document) -> bool:
    """Whether an image may get files of the project: by COPY or ADD, by a mount, or by its base (golang:onbuild)."""
    return (
        any(step.is_copy for step in image.instructions) or "--mount" in image.text or "onbuild" in image.text.lower()
    )


def in_context(document: Document, gone: GonePaths, *, is_built: bool) -> Iterator[BrokenLine]:
    """The line of a .dockerignore that keeps go.mod or kept copies out of the image, where some image `is_built` with
    the go command (Docker reference: ".dockerignore file": the last pattern that matches decides)."""
    if not is_built or document.kind is not FileKind.IGNORE or not _IGNORED_FILE.fullmatch(document.path):
        return
    told: set[int] = set()
    for name in ("go.mod", *(f"{copy}/go.mod" for copy in gone.copies)):
        by: Instruction | None = None
        for instruction in document.instructions:
            pattern = instruction.words[0].value
            if _matches(pattern.removeprefix("!").strip("/"), name):
                by = None if pattern.startswith("!") else instruction
        if by is not None and by.start not in told:
            told.add(by.start)
            yield at(
                document, by.start, GoneUse.CONTEXT, name if name == "go.mod" else posixpath.dirname(name), fails=True
            )


def _matches(pattern: str, path: str) -> bool:
    """Whether a pattern matches a file or a folder above it."""
    parts = path.split("/")
    paths = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    clean = posixpath.normpath(pattern) if pattern else ""
    if clean.startswith("**/"):
        tail = clean[3:]
        return any(fnmatchcase(one, tail) or fnmatchcase(posixpath.basename(one), tail) for one in paths)
    if clean in ("**", "*", "**/*"):
        return True
    return any(fnmatchcase(one, clean) and one.count("/") == clean.count("/") for one in paths)
