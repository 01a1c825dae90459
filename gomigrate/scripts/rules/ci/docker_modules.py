"""Dockerfiles that build without a go.mod in the image: "no required module provides package". go.mod and go.sum are
copied first and downloaded, so that the layer is kept while only sources change (Go reference: "go mod download")."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import (
    Build,
    Correction,
    Corrections,
    Document,
    Edit,
    FileKind,
    Rule,
    manual,
    safe,
    unsafe,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.read.pieces import Instruction

_BUILDS = frozenset(("build", "install", "test", "vet", "run", "list", "generate"))
_WHOLE = frozenset((".", "./", "*", "./*", "/"))
_NAMES = frozenset(("go.mod", "./go.mod", "go.*", "go.sum"))


def find(document: Document, build: Build) -> Corrections:
    """Each stage that copies some of the project's folders and builds, and copies no go.mod."""
    builds = sorted(call.words[0].start for call in document.go_commands if call.arguments[0] in _BUILDS)
    for stage in _stages(document):
        start, end = stage[0].start, stage[-1].end
        is_built = bisect_left(builds, start) < bisect_left(builds, end)
        copies = [instruction for instruction in stage if instruction.is_copy]
        sources = {word.value for copy in copies for word in copy.words[:-1]}
        lock_goes = any(name in build.removed for name in sources)
        vendored = [copy for copy in copies if _root(copy, build)]
        if is_built and vendored and not sources & _NAMES:
            yield _instead(vendored[0], build)
        elif is_built and copies and not sources & (_WHOLE | _NAMES) and not lock_goes:
            yield _before(copies[0], build)


def _root(copy: Instruction, build: Build) -> str:
    """The folder of the module where a COPY puts its vendor folder, and nothing else; "" for any other COPY."""
    words = [word.value for word in copy.words]
    is_vendor = len(words) == 2 and not copy.flags and posixpath.normpath(words[0]) == "vendor"
    target = words[1].rstrip("/") if is_vendor and build.vendor == "remove" and not build.gone.has_vendor else ""
    return f"{target.removesuffix('vendor')}" or "./" if posixpath.basename(target) == "vendor" else ""


def _instead(copy: Instruction, build: Build) -> Correction:
    """go.mod and go.sum instead of the vendor folder, at its place; go build fetches what they name."""
    folder, name = _root(copy, build), copy.name
    names = "go.mod go.sum" if build.has_go_sum else "go.mod"
    kept = f"\n{name} {build.copies_top} {folder}{build.copies_top}/" if build.copies_top else ""
    last = copy.words[-1]
    return safe(copy.start, Edit(copy.start, last.end, f"{name} {names} {folder}{kept}"))


def _stages(document: Document) -> Iterator[list[Instruction]]:
    stage: list[Instruction] = []
    for instruction in document.instructions:
        if instruction.name == "FROM" and stage:
            yield stage
            stage = []
        stage.append(instruction)
    if stage:
        yield stage


def _before(first: Instruction, build: Build) -> Correction:
    """The lines that go before the first COPY of a stage, where its folder is told."""
    target = first.words[-1].value if first.words else ""
    # Up to the last /src/MODULE that is a folder of the target; a target over several lines is none that is known.
    roots = re.finditer(r"/src/" + re.escape(build.module) + r"(?=/|\Z)", target if "\n" not in target else "")
    root = max((match.end() for match in roots), default=0)
    folder = f"{target[:root]}/" if root else "./" if target and not target.startswith(("/", "$")) else ""
    if not folder:
        return manual(first.start)
    names = "go.mod go.sum" if build.has_go_sum else "go.mod"
    kept = f"COPY {build.copies_top} {folder}{build.copies_top}/\n" if build.copies_top else ""
    download = "RUN go mod download\n" if folder == "./" else f"RUN cd {folder} && go mod download\n"
    lines = f"COPY {names} {folder}\n{kept}{download}"
    return unsafe(first.start, Edit(first.start, first.start, lines))


RULE = Rule(code="GM815", find=find, words=("go",), kinds=frozenset((FileKind.DOCKER,)))
