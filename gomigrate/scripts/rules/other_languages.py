"""Habits in build files of other languages: Groovy, Ruby, batch and PowerShell. Their lines are told,
not changed: what a string in them becomes only their own program knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM812"
_KINDS = frozenset((FileKind.JENKINS, FileKind.VAGRANT, FileKind.WINDOWS))
_COMMENT = re.compile(r"\s*(?:#|//|::|@?rem\b)", re.IGNORECASE)
# What stands between the words of a command: blanks, or the quotes and commas of a list of arguments.
_GAP = r"(?:[ \t]+|[\"'][ \t]*,[ \t]*[\"'])"
_TOOLS = "|".join(
    (
        rf"dep{_GAP}(?:ensure|status|init)",
        rf"glide{_GAP}(?:install|update|up|novendor|nv)",
        rf"godep{_GAP}(?:go|restore|save|get|update)",
        rf"govendor{_GAP}(?:sync|fetch|install|build|test|list)",
        rf"gvt{_GAP}(?:restore|fetch)",
        rf"gdm{_GAP}(?:restore|vendor)",
    )
)
_HABITS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(rf"(?<![\w./-])(?:{_TOOLS})\b"),
        "an old tool is called here.",
        "Use go mod download, or take the call out.",
    ),
    (
        re.compile(rf"(?<![\w./-])go{_GAP}get\b"),
        "go get is called here; since go 1.18 it only edits go.mod.",
        "Use go install PATH@VERSION for a command, go mod download for dependencies.",
    ),
    (
        re.compile(r"\bGO111MODULE\b[\"']?\]?[ \t]*(?:=>|=|:|,)[ \t]*[\"']?(?:off|auto)\b", re.IGNORECASE),
        "GO111MODULE turns modules off here.",
        "Set it to on, or take it out.",
    ),
    (
        re.compile(r"\bGO15VENDOREXPERIMENT\b"),
        "GO15VENDOREXPERIMENT is named here; nothing reads it since go 1.7.",
        "Take it out.",
    ),
)


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """One finding for each line and habit; lines that are comments are passed over."""
    if document.kind not in _KINDS:
        return
    for pattern, message, remedy in _HABITS:
        seen: set[int] = set()
        for match in pattern.finditer(document.text):
            line = document.line(match.start())
            if line in seen:
                continue
            seen.add(line)
            if not _COMMENT.match(document.line_head(match.start())):
                yield manual(CODE, match.start(), message, remedy)


RULE = Rule(name="other-languages", code=CODE, find=find)
