"""Habits in lines of other languages that no reader parses: Groovy, Ruby, batch, PowerShell, and Python and Starlark
that cannot be read. They are reported, not changed: only their own program knows what becomes of a string."""

from __future__ import annotations

import re

from gomigrate.scripts.kinds import STRING_KINDS
from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

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
_HABITS: dict[str, re.Pattern[str]] = {
    "tool": re.compile(rf"(?<![\w./-])(?:{_TOOLS})\b"),
    "go get": re.compile(rf"(?<![\w./-])go{_GAP}get\b"),
    "GO111MODULE": re.compile(r"\bGO111MODULE\b[\"']?\]?[ \t]*(?:=>|=|:|,)[ \t]*[\"']?(?:off|auto)\b", re.IGNORECASE),
    "vendor": re.compile(r"\b(?:if[ \t]+(?:not[ \t]+)?exist|Test-Path)[ \t]+[\"']?(?:\.[\\/])?vendor\b", re.IGNORECASE),
    "GO15VENDOREXPERIMENT": re.compile(r"\bGO15VENDOREXPERIMENT\b"),
}


def find(document: Document, build: Build) -> Corrections:
    """One finding for each line and habit that no reader took apart; lines that are comments are passed over. Python
    and Starlark that has a syntax tree has rules of its own."""
    if document.kind in (FileKind.PYTHON, FileKind.STARLARK) and not document.read_only:
        return
    read = {
        line
        for region in document.regions
        for line in range(document.line(region.offsets[0]), document.line(region.offsets[-1]) + 1)
    } - {document.line(trouble.at) for trouble in document.troubles}
    read |= {document.line(setting.start) for setting in document.settings}
    for name, pattern in _HABITS.items():
        seen = set(read)
        for match in pattern.finditer(document.text):
            line = document.line(match.start())
            if line not in seen and not _COMMENT.match(document.line_head(match.start())):
                yield manual(match.start(), habit=name)
            seen.add(line)


RULE = Rule(
    code="GM812",
    find=find,
    kinds=frozenset((*STRING_KINDS, FileKind.WINDOWS, FileKind.PYTHON, FileKind.STARLARK)),
)
