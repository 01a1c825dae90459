"""What the files say together: which old tools are still needed by something, which programs are called, and whether
the project's place in GOPATH is named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.habits import Safety
from gomigrate.scripts.calls import calls
from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """`needed_tools` are old tools that some line calls in a way that only a person can change, `programs` the names of
    all programs that are called, `documents` all files, `ignored` the patterns of .dockerignore files by folder."""

    needed_tools: frozenset[str]
    programs: frozenset[str]
    documents: Sequence[Document]

    @classmethod
    def of(cls, documents: Sequence[Document], facts: Facts) -> Survey:
        """Look through all files once."""
        from gomigrate.scripts.rules.old_tools import uses

        blank = cls(needed_tools=frozenset(), programs=frozenset(), documents=documents)
        needed = {
            tool.name
            for document in documents
            for tool, change in uses(document, facts, blank)
            if change.safety is Safety.MANUAL
        }
        programs = {call.program for document in documents for call in calls(document)}
        return cls(needed_tools=frozenset(needed), programs=frozenset(programs), documents=documents)

    def patterns(self, path: str) -> tuple[str, ...]:
        """The patterns of an ignore file."""
        return tuple(
            instruction.words[0].value
            for document in self.documents
            if document.path == path and document.kind is FileKind.IGNORE
            for instruction in document.instructions
        )
