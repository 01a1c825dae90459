"""Folders that a CI service keeps between runs: those of GOPATH mode hold nothing any more, and GOMODCACHE and GOCACHE
help only where every step means the same folder (Go reference: "Environment variables")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual, unsafe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.assigned import assigned
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit
from gomigrate.scripts.survey import CACHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Scalar
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM816"
_OLD = re.compile(
    r"(?:\./)?vendor/?|.*(?:\$GOPATH|\$\{GOPATH\}|/go|~/go|\$HOME/gopath)/(?:pkg/dep(?:/sources)?|src(?:/.*)?)|.*/\.glide(?:/cache)?"
)
_MODULES: dict[FileKind, str] = {
    FileKind.TRAVIS: "$GOPATH/pkg/mod",
    FileKind.CIRCLE: "/go/pkg/mod",
    FileKind.ACTIONS: "~/go/pkg/mod",
}


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Cached folders of GOPATH mode, and caches that are set to other folders elsewhere."""
    for scalar in document.scalars:
        # No part of the pattern goes over the end of a line, and would be tried at each place of a long text.
        if (
            _is_cached(scalar, document.kind)
            and "\n" not in scalar.value
            and _OLD.fullmatch(scalar.value)
            and _goes(scalar.value, facts)
        ):
            yield _cached(document, scalar)
    for name in CACHES:
        yield from _drift(document, name, survey)


def _goes(value: str, facts: Facts) -> bool:
    return facts.vendor == "remove" or not value.removeprefix("./").startswith("vendor")


def _is_cached(scalar: Scalar, kind: FileKind) -> bool:
    keys = [key for key in scalar.keys if key != "-"]
    if kind is FileKind.TRAVIS:
        return keys[-2:] == ["cache", "directories"]
    if kind is FileKind.CIRCLE:
        return keys[-2:] in (["save_cache", "paths"], ["dependencies", "cache_directories"])
    if kind is FileKind.GITLAB:
        return keys[-2:] == ["cache", "paths"]
    return kind in (FileKind.ACTIONS, FileKind.APPVEYOR) and keys[-2:] in (["with", "path"], ["cache"])


def _cached(document: Document, scalar: Scalar) -> Correction:
    message = f"{scalar.value} is cached, and holds no dependencies any more; they lie in the module cache."
    modules = _MODULES.get(document.kind)
    if modules is None or scalar.style in ("|", ">"):
        return manual(CODE, scalar.start, message, "Cache what go env GOMODCACHE names, by a key made of go.sum.")
    return unsafe(CODE, scalar.start, message, Edit(scalar.start, scalar.end, modules))


def _drift(document: Document, name: str, survey: ScriptSurvey) -> Iterator[Correction]:
    """Places that set a cache to another folder than the first place of all files does."""
    value, where = survey.caches.get(name, ("", ""))
    for place in assigned(document, name):
        if place.value != value:
            message = f"{name} is {place.value} here and {value} in {where}: what one fills the other lacks."
            yield manual(CODE, place.start, message, "Set it once, for all steps.")


RULE = Rule(name="ci-caches", code=CODE, find=find)
