"""Dockerfiles that build without a go.mod in the image: "no required module provides package". go.mod and go.sum are
copied first and downloaded, so that the layer is kept while only sources change (Go reference: "go mod download")."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import go_calls
from gomigrate.scripts.change import Correction, manual, unsafe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Instruction
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM815"
_BUILDS = frozenset(("build", "install", "test", "vet", "run", "list", "generate"))
_WHOLE = frozenset((".", "./", "*", "./*", "/"))
_NAMES = frozenset(("go.mod", "./go.mod", "go.*", "go.sum"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Each stage that copies some of the project's folders and builds, and copies no go.mod."""
    if document.kind is not FileKind.DOCKER:
        return
    builds = sorted(call.words[0].start for call in go_calls(document) if call.arguments[0] in _BUILDS)
    for stage in _stages(document):
        start, end = stage[0].start, stage[-1].end
        is_built = bisect_left(builds, start) < bisect_left(builds, end)
        copies = [i for i in stage if i.name in ("COPY", "ADD") and not any(f.startswith("--from") for f in i.flags)]
        sources = {word.value for copy in copies for word in copy.words[:-1]}
        lock_goes = any(name in facts.removed for name in sources)
        if not is_built or not copies or sources & (_WHOLE | _NAMES) or lock_goes:
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


def _change(document: Document, first: Instruction, facts: Facts) -> Correction:
    message = "go builds in this image, and no line copies go.mod there: no required module provides package."
    target = first.words[-1].value if first.words else ""
    # Up to the last /src/MODULE that is a folder of the target; a target over several lines is none that is known.
    roots = re.finditer(r"/src/" + re.escape(facts.module) + r"(?=/|\Z)", target if "\n" not in target else "")
    root = max((match.end() for match in roots), default=0)
    folder = f"{target[:root]}/" if root else "./" if target and not target.startswith(("/", "$")) else ""
    if not folder:
        return manual(CODE, first.start, message, "Copy go.mod and go.sum to the folder that go builds in.")
    names = "go.mod go.sum" if facts.has_go_sum else "go.mod"
    kept = f"COPY {facts.copies_top} {folder}{facts.copies_top}/\n" if facts.copies_top else ""
    download = "RUN go mod download\n" if folder == "./" else f"RUN cd {folder} && go mod download\n"
    lines = f"COPY {names} {folder}\n{kept}{download}"
    return unsafe(CODE, first.start, message, Edit(first.start, first.start, lines))


RULE = Rule(name="docker-modules", code=CODE, find=find)
