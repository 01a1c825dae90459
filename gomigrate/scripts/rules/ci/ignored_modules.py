"""Ignore files that would keep go.mod, go.sum or the kept copies out of git, or out of a Docker build (gitignore(5);
Docker reference: ".dockerignore file"): the last pattern that fits a path decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.images import takes_context
from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, FileKind, Rule, safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.scripts.read.pieces import Instruction

_FILES = frozenset(("go.mod", "go.sum", "go.*"))


def find(document: Document, build: Build) -> Corrections:
    """Lines that name only them are removed; after a wider pattern that matches them, a line with `!` includes them
    again."""
    if "docker" in document.path and not build.builds_in_images:
        return
    top = build.copies_top
    left: list[Instruction] = []
    for instruction in document.instructions:
        name = instruction.words[0].value.strip("/")
        if name in _FILES or (top and name in (top, f"{top}/*")):
            yield safe(instruction.start, Edit(instruction.start, instruction.end, ""), name=name)
        else:
            left.append(instruction)
    # One that is named for a Dockerfile lies beside it, and is for the whole context.
    if "/" not in document.path or not document.path.rpartition("/")[2].startswith("."):
        yield from _taken_back(document, left, build)


def builds_in_images(documents: Iterable[Document]) -> bool:
    """Whether an image may build the project: one gets files and runs the go command, or gets the whole folder; so
    where no image is known."""
    images = [document for document in documents if document.kind is FileKind.DOCKER]
    return not images or any((image.go_commands and takes_context(image)) or _gets_all(image) for image in images)


def _gets_all(image: Document) -> bool:
    copied = (step for step in image.instructions if step.is_copy)
    words = (word.value for step in copied for word in step.words[:-1])
    return any(word in (".", "./", "/") or "$" in word or "*" in word for word in words)


def _taken_back(document: Document, patterns: list[Instruction], build: Build) -> Corrections:
    """What a pattern takes is named again behind it, as an exception."""
    is_docker = document.path.endswith(".dockerignore")
    wanted = ["go.mod", *(["go.sum"] if build.has_go_sum else []), *([build.copies_top] if build.copies_top else [])]
    by_pattern: dict[int, tuple[Instruction, list[str]]] = {}
    for path in wanted:
        taken = _decides(patterns, path, is_docker=is_docker)
        if taken is not None:
            by_pattern.setdefault(taken.start, (taken, []))[1].append(path)
    for instruction, paths in by_pattern.values():
        line = document.text[instruction.start : instruction.end]
        sign = "!" if is_docker else "!/"
        new = "\n".join([line.removesuffix("\n"), *(f"{sign}{path}" for path in paths)])
        edit = Edit(instruction.start, instruction.end, new + ("\n" if line.endswith("\n") else ""))
        yield safe(instruction.start, edit, name=" ".join(paths), pattern=instruction.words[0].value)


def _decides(patterns: list[Instruction], path: str, *, is_docker: bool) -> Instruction | None:
    """The pattern by which a path of the top folder is left out, None where it is not."""
    found = None
    for instruction in patterns:
        pattern = instruction.words[0].value
        if _fits(pattern.removeprefix("!"), path, is_docker=is_docker):
            found = None if pattern.startswith("!") else instruction
    return found


def _fits(pattern: str, path: str, *, is_docker: bool) -> bool:
    """Whether a pattern takes a file or folder of the top folder."""
    is_folder = pattern.endswith("/") and not is_docker
    pattern = pattern.strip("/").removeprefix("./")
    while pattern.startswith("**/"):
        pattern = pattern[3:]
    if "/" in pattern or (is_folder and "." in path) or not pattern or "[" in pattern or "\\" in pattern:
        return False
    expression = "".join(".*" if one == "*" else "." if one == "?" else re.escape(one) for one in pattern)
    return re.fullmatch(re.sub(r"(?:\.\*)+", ".*", expression), path) is not None


RULE = Rule(code="GM817", find=find, kinds=frozenset((FileKind.IGNORE,)))
