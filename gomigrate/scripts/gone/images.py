"""Dockerfiles and .dockerignore: what is copied and gone, where the go command runs without a go.mod."""

from __future__ import annotations

import posixpath
import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at
from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Instruction

_WHOLE = frozenset((".", "./", "*", "./*", "/"))
_NEEDS_MODULE = frozenset(("build", "install", "test", "vet", "run", "list", "generate"))
# Where commands of an image run that says nothing else (https://github.com/docker-library/golang, WORKDIR).
_START = {"golang": "/go"}
_VARIABLE = re.compile(r"\$(?:\w+|\{)")
_IGNORED_FILE = re.compile(r"(?:.*/)?\.dockerignore")


def in_image(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """What a Dockerfile copies or works in that is gone; and go commands outside of the folder that it copied the
    project to."""
    for instruction in document.instructions:
        pieces = instruction.words[:-1] if instruction.is_copy else ()
        for piece in pieces:
            if path := gone.named(piece.value.lstrip("/"), document.path):
                yield at(document, piece.start, GoneUse.COPY, path, fails=True)
        folder = instruction.words[0].value if instruction.name == "WORKDIR" and instruction.words else ""
        if path := gone.named(folder, document.path):
            yield at(document, instruction.start, GoneUse.FILE, path)
    yield from _outside(document, gone)


def _outside(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """Go commands for packages of the project in a folder that has no go.mod: the project was copied to another one."""
    calls = sorted(document.go_commands, key=lambda call: call.command.start)
    folder, copied, knows = "/", list[str](), True
    for instruction in document.instructions:
        target = instruction.words[-1].value if instruction.words else ""
        if instruction.name == "FROM" and instruction.words:
            image = posixpath.basename(instruction.words[0].value).partition(":")[0].partition("@")[0]
            folder, copied, knows = _START.get(image, "/"), [], image in _START
        elif instruction.name == "WORKDIR" and target:
            knows = (knows or target.startswith("/")) and not _VARIABLE.search(target)
            folder = posixpath.normpath(posixpath.join(folder, target))
        elif instruction.is_copy and _has_go_mod(instruction):
            knows = knows and not _VARIABLE.search(target)
            copied.append(posixpath.normpath(posixpath.join(folder, target)))
        elif instruction.name == "RUN" and knows and copied and not _lies_in(folder, copied):
            yield from _run_there(document, instruction, calls, gone)


def _has_go_mod(copy: Instruction) -> bool:
    return any(
        piece.value in _WHOLE or posixpath.basename(piece.value) in ("go.mod", "go.*") for piece in copy.words[:-1]
    )


def _lies_in(folder: str, copied: Iterable[str]) -> bool:
    return any(f"{folder}/".startswith(f"{top.rstrip('/')}/") for top in copied)


def _run_there(document: Document, run: Instruction, calls: Sequence[Call], gone: GonePaths) -> Iterator[BrokenLine]:
    """The go commands of an instruction, where it goes to no other folder first."""
    if any(run.start <= call.command.start < run.end and call.program in ("cd", "pushd") for call in document.commands):
        return
    for call in calls:
        if run.start <= call.command.start < run.end and call.arguments[0] in _NEEDS_MODULE:
            names_own = any(f"{word}/".startswith((f"{gone.module}/", "./")) for word in call.arguments[1:])
            if names_own:
                yield at(document, call.command.start, GoneUse.OUTSIDE, f"go {call.arguments[0]}", fails=True)


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
