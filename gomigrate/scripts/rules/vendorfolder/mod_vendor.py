"""-mod=vendor, where the vendor folder goes."""

from __future__ import annotations

import posixpath
import re
from itertools import pairwise

from gomigrate.scripts.gone.commands import in_nested
from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, FileKind, Rule, left_for_later, safe

_FLAG = re.compile(r"(?<![\w-])--?mod(?:=|[ \t]+)vendor(?![\w-])")
_LEFT = re.compile(r"\bGOFLAGS(?:=|::|\])[^=]*?(?<![\w-])(--?mod=vendor)(?![\w-])")
_WHOLE = re.compile(r"--?mod=vendor")
_NAMES = ("-mod", "--mod")


def find(document: Document, build: Build) -> Corrections:
    """The flag in go commands is removed; in values of variables and in lists of arguments it becomes -mod=readonly, so
    that none is left empty."""
    if build.vendor != "remove" or build.gone.vendors_own(posixpath.dirname(document.path)):
        return
    elsewhere = in_nested(document, build.gone)
    for call in document.go_commands:
        if call.command.start in elsewhere:
            continue
        for before, word in pairwise(call.words):
            if _WHOLE.fullmatch(word.value) and _is_together(document, before.end, word.start):
                yield safe(word.start, Edit(before.end, word.end, ""))
        for before, flag, value in zip(call.words, call.words[1:], call.words[2:], strict=False):
            if flag.value in _NAMES and value.value == "vendor" and _is_together(document, before.end, flag.start):
                yield safe(flag.start, Edit(before.end, value.end, ""))
    for place in document.values:
        for flag in dict.fromkeys(_FLAG.findall(place.raw if place.command is None else "")):
            at = document.text.find(flag, place.start, place.end)
            if at >= 0:
                yield safe(at, Edit(at, at + len(flag), "-mod=readonly"))
        if place.command is not None and (found := _FLAG.search(document.text, place.start, place.end)):
            yield safe(found.start(), Edit(*found.span(), "-mod=readonly"))
    yield from _arguments(document)


def _is_together(document: Document, start: int, end: int) -> bool:
    """Whether nothing but blanks stands between two words, or a syntax tree knows what to do with the rest."""
    return document.codemods is not None or not document.text[start:end].strip()


def _arguments(document: Document) -> Corrections:
    """Lists of arguments: scalars of YAML files, and a Dockerfile's commands in brackets; what later commands get."""
    for start, end in left_for_later(document, _LEFT):
        yield safe(start, Edit(start, end, "-mod=readonly"))
    for scalar in document.scalars:
        if _WHOLE.fullmatch(scalar.value) and document.text[scalar.start : scalar.end] == scalar.value:
            yield safe(scalar.start, Edit(scalar.start, scalar.end, "-mod=readonly"))
    for instruction in document.instructions if document.kind is FileKind.DOCKER else ():
        for piece in instruction.words if instruction.name in ("RUN", "CMD", "ENTRYPOINT") else ():
            if _WHOLE.fullmatch(piece.value):
                yield safe(piece.start, Edit(piece.start, piece.end, "-mod=readonly"))


RULE = Rule(code="GM803", find=find, words=("-mod=vendor", "-mod"))
