"""Dockerfiles that build without a go.mod in the image: "no required module provides package". go.mod and go.sum are
copied first and downloaded, so that the layer is kept while only sources change (Go reference: "go mod download")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import go_calls
from gomigrate.scripts.change import Change, manual, unsafe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Instruction
    from gomigrate.scripts.survey import Survey

CODE = "GM815"
_BUILDS = frozenset(("build", "install", "test", "vet", "run", "list", "generate"))
_WHOLE = frozenset((".", "./", "*", "./*", "/"))
_NAMES = frozenset(("go.mod", "./go.mod", "go.*", "go.sum"))


def find(document: Document, facts: Facts, survey: Survey) -> Iterator[Change]:
    """Each stage that copies some of the project's folders and builds, and copies no go.mod."""
    if document.kind is not FileKind.DOCKER:
        return
    for stage in _stages(document):
        start, end = stage[0].start, stage[-1].end
        calls = [c for c in go_calls(document) if start <= c.words[0].start < end and c.arguments[0] in _BUILDS]
        copies = [i for i in stage if i.name in ("COPY", "ADD") and not any(f.startswith("--from") for f in i.flags)]
        sources = {word.value for copy in copies for word in copy.words[:-1]}
        lock_goes = any(name in facts.removed for name in sources)
        if not calls or not copies or sources & (_WHOLE | _NAMES) or lock_goes:
            continue
        yield _change(document, copies[0], facts)


def _stages(document: Document) -> Iterator[list[Instruction]]:
    stage: list[Instruction] = []
    for instruction in document.instructions:
        if instruction.name == "FROM" and stage:
            yield stage
            stage = []
        stage.append(instruction)
    if stage:
        yield stage


def _change(document: Document, first: Instruction, facts: Facts) -> Change:
    message = "go builds in this image, and no line copies go.mod there: no required module provides package."
    target = first.words[-1].value if first.words else ""
    root = re.fullmatch(r"(?P<root>.*/src/" + re.escape(facts.module) + r")(?:/.*)?", target)
    folder = f"{root['root']}/" if root else "./" if target and not target.startswith(("/", "$")) else ""
    if not folder:
        return manual(CODE, first.start, message, "Copy go.mod and go.sum to the folder that go builds in.")
    names = "go.mod go.sum" if facts.has_go_sum else "go.mod"
    kept = f"COPY {facts.copies_top} {folder}{facts.copies_top}/\n" if facts.copies_top else ""
    download = "RUN go mod download\n" if folder == "./" else f"RUN cd {folder} && go mod download\n"
    lines = f"COPY {names} {folder}\n{kept}{download}"
    return unsafe(CODE, first.start, message, Edit(first.start, first.start, lines))


RULE = Rule(name="docker-modules", code=CODE, find=find)
