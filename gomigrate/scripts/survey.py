"""What the files say together: which old tools are still needed by something, which programs are called, and whether
the project's place in GOPATH is named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.model.habits import Safety
from gomigrate.scripts.calls import calls

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document

CACHES = ("GOMODCACHE", "GOCACHE")
"""The variables that name folders which the go command keeps between runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSurvey:
    """`needed_tools` are old tools that some line calls in a way that only a person can change, `programs` the names of
    all programs that are called, `documents` all files, `caches` the folder that the first place of all that sets a
    variable of CACHES names, and that place."""

    needed_tools: frozenset[str]
    programs: frozenset[str]
    documents: Sequence[Document]
    caches: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, documents: Sequence[Document], facts: Facts) -> ScriptSurvey:
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
        return cls(
            needed_tools=frozenset(needed),
            programs=frozenset(programs),
            documents=documents,
            caches=_first_caches(documents),
        )


def _first_caches(documents: Sequence[Document]) -> dict[str, tuple[str, str]]:
    from gomigrate.scripts.rules.assigned import assigned

    found: dict[str, tuple[str, str]] = {}
    for document in documents:
        for place in assigned(document, *CACHES):
            if place.name not in found:
                found[place.name] = place.value, f"{document.path}:{document.line(place.start)}"
    return found
