"""What a rule is, and all that a rule is made with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gomigrate.scripts.build import Build
from gomigrate.scripts.correction import Correction, manual, removal, safe, shown, unsafe
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.read.commands import GO_NAMES, Call, flags_and_rest
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.spans import Edit

__all__ = [
    "GO_NAMES",
    "YAML_KINDS",
    "Build",
    "Call",
    "Correction",
    "Corrections",
    "Document",
    "Edit",
    "FileKind",
    "Rule",
    "flags_and_rest",
    "left_for_later",
    "manual",
    "removal",
    "safe",
    "shown",
    "unsafe",
]

Corrections = Iterator[Correction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One habit: the code of its finding, and the function that finds it in a document. Only files of `kinds` (all, if
    none are named) that have one of `words` (small letters) in them are read."""

    code: str
    find: Callable[[Document, Build], Corrections]
    words: tuple[str, ...] = ("",)
    kinds: frozenset[FileKind] = frozenset()


_LEAVES = re.compile(r"GITHUB_ENV|BASH_ENV|::set-env |task\.setvariable|>>")


def left_for_later(document: Document, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where what a pattern's group 1 finds is left for later commands: `echo NAME=value >> $GITHUB_ENV`, `echo "export
    NAME=value" >> $BASH_ENV`, `echo "##vso[task.setvariable variable=NAME]value"`."""
    for call in document.commands:
        if call.program not in ("echo", "printf"):
            continue
        line = document.lines.of(document.line(call.words[0].start))
        if not _LEAVES.search(document.text, line, document.lines.end(call.words[-1].end)):
            continue
        for word in call.words[1:]:
            is_whole = word.end - word.start == len(word.raw)
            yield from (
                (word.start + m.start(1), word.start + m.end(1)) for m in pattern.finditer(word.raw) if is_whole
            )
