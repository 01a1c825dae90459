"""Ignore files that would keep go.mod, go.sum or the kept copies out of git, or out of a Docker build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, safe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM817"
_FILES = frozenset(("go.mod", "go.sum", "go.*"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Lines that name them and nothing else."""
    if document.kind is not FileKind.IGNORE:
        return
    for instruction in document.instructions:
        name = instruction.words[0].value.strip("/")
        if name in _FILES or (facts.copies_top and name in (facts.copies_top, f"{facts.copies_top}/*")):
            message = f"{name} is ignored here, and the build needs it."
            yield safe(CODE, instruction.start, message, Edit(instruction.start, instruction.end, ""))


RULE = Rule(name="ignored-modules", code=CODE, find=find)
