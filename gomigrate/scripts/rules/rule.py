"""What a rule is, and all that a rule is made with."""

from __future__ import annotations

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
    "manual",
    "removal",
    "safe",
    "shown",
    "unsafe",
]

Corrections = Iterator[Correction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One habit: the code under which it is told, and what finds it in a document. Only files of `kinds` (all, if none
    are named) that have one of `words` (small letters) in them are looked at."""

    code: str
    find: Callable[[Document, Build], Corrections]
    words: tuple[str, ...] = ("",)
    kinds: frozenset[FileKind] = frozenset()
