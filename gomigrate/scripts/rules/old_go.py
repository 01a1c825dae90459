"""Versions of Go below the one that go.mod names: images, the matrix of a CI service. From go 1.21 on the go command
refuses, or fetches, a module that asks for a newer one; before, it just fails to compile (Go reference: "go.mod, go
directive")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import YAML_KINDS, Build, Corrections, Document, FileKind, Rule, manual

if TYPE_CHECKING:
    from gomigrate.scripts.read.pieces import Scalar

_IMAGE = re.compile(r"(?:[\w.:-]+/)*(?:golang|circleci/golang|cimg/go):(?P<version>1\.\d+)(?![\d])[\w.-]*")
_PLAIN = re.compile(r"(?:go)?(?P<version>1\.\d+)(?:\.(?:\d+|x))?")
_KEYS = frozenset(("go", "go-version", "goversion", "GOVERSION", "GO_VERSION"))


def find(document: Document, build: Build) -> Corrections:
    """Old images of FROM and `image:`, and old versions below the keys that name Go's."""
    for instruction in document.instructions:
        piece = instruction.words[0] if instruction.name == "FROM" and instruction.words else None
        if piece and (match := _IMAGE.fullmatch(piece.value)) and _is_below(match["version"], build.go):
            yield manual(piece.start, image=piece.value, go=build.go)
    for scalar in document.scalars:
        match = _IMAGE.fullmatch(scalar.value) or (_PLAIN.fullmatch(scalar.value) if _names_go(scalar) else None)
        if match and _is_below(match["version"], build.go):
            yield manual(scalar.start, version=scalar.value, go=build.go)


def _names_go(scalar: Scalar) -> bool:
    """Whether the nearest key says that the value is a version of Go."""
    return next((key for key in reversed(scalar.keys) if key != "-"), "") in _KEYS


def _is_below(version: str, go: str) -> bool:
    return int(version.split(".")[1]) < int(go.split(".")[1])


RULE = Rule(code="GM813", find=find, words=("1.",), kinds=YAML_KINDS | {FileKind.DOCKER})
