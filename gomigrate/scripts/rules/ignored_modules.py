"""Ignore files that would keep go.mod, go.sum or the kept copies out of git, or out of a Docker build."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, FileKind, Rule, safe

_FILES = frozenset(("go.mod", "go.sum", "go.*"))


def find(document: Document, build: Build) -> Corrections:
    """Lines that name them and nothing else."""
    top = build.copies_top
    for instruction in document.instructions:
        name = instruction.words[0].value.strip("/")
        if name in _FILES or (top and name in (top, f"{top}/*")):
            yield safe(instruction.start, Edit(instruction.start, instruction.end, ""), name=name)


RULE = Rule(code="GM817", find=find, kinds=frozenset((FileKind.IGNORE,)))
