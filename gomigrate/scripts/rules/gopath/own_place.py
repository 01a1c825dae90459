"""The project's own place below GOPATH/src, which does no harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.rules.gopath.gopathplaces import KINDS, WORDS, gopath_places
from gomigrate.scripts.rules.rule import GO_NAMES, Build, Corrections, Document, FileKind, Rule, manual

if TYPE_CHECKING:
    from collections.abc import Iterator

_MADE = re.compile(
    r"(?<![\w.-])src[/\\](?P<path>[\w-]+\.[a-z]{2,}(?:/[\w.~-]+)*/?)?(?:\$(?:[({](?P<braced>\w+)[)}]|(?P<name>[A-Za-z_]\w*)))?(?![\w.~-])"
)
_SOURCES = re.compile(r"(?:\$GOPATH|(?:/root|~|\$HOME)?/go)/src/?")


def find(document: Document, build: Build) -> Corrections:
    """One note for a file, with all its lines."""
    named = {at for at, path in gopath_places(document) if build.is_place(path)}
    own = sorted(named | {*_made(document, build), *_entered(document, build)})
    if own:
        yield manual(own[0], lines=tuple(str(line) for line in dict.fromkeys(document.line(at) for at in own)))


def _made(document: Document, build: Build) -> Iterator[int]:
    """Where a folder `src` of the project's own making holds it (.gopath/src/HOST/...), or a variable of the file says
    which one below GOPATH/src."""
    if document.kind is FileKind.GO:
        return
    for match in _MADE.finditer(document.text):
        if document.line_head(match.start()).startswith(("#", "//", "rem ", "::")):
            continue
        name, path = match["name"] or match["braced"], match["path"] or ""
        values = [place.value.strip("/") for place in document.values_of(name)] if name else []
        is_owner = name and not path and any("." in value and build.is_place(value) for value in values)
        is_prefix = path and (build.is_place(path.rstrip("/")) if not name else build.module.startswith(path))
        if is_owner or is_prefix:
            yield match.start()


def _entered(document: Document, build: Build) -> Iterator[int]:
    """Where a command that runs in GOPATH/src itself is given a path of the project. The go command takes such a path
    for an import path."""
    region, is_there = -1, False
    for call in document.commands:
        if call.statement.region.start != region:
            region, is_there = call.statement.region.start, False
        if call.program in ("cd", "pushd"):
            is_there = bool(call.arguments) and _SOURCES.fullmatch(call.arguments[-1]) is not None
        elif is_there and call.program not in GO_NAMES:
            yield from (word.start for word in call.words[1:] if build.is_own(word.value))


RULE = Rule(code="GM810", find=find, words=(*WORDS, "src/", "/src"), kinds=KINDS)
