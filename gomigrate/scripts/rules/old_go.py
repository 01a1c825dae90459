"""Versions of Go below the one that go.mod names: images, the matrix of a CI service. From go 1.21 on the go command
refuses, or fetches, a module that asks for a newer one; before, it just fails to compile (Go reference: "go.mod, go
directive")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document, Scalar
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM813"
_IMAGE = re.compile(r"(?:[\w.:-]+/)*(?:golang|circleci/golang|cimg/go):(?P<version>1\.\d+)(?![\d])[\w.-]*")
_PLAIN = re.compile(r"(?:go)?(?P<version>1\.\d+)(?:\.(?:\d+|x))?")
_KEYS = frozenset(("go", "go-version", "goversion", "GOVERSION", "GO_VERSION"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Old images of FROM and `image:`, and old versions below the keys that name Go's."""
    if document.kind is FileKind.DOCKER:
        for instruction in document.instructions:
            if instruction.name == "FROM" and instruction.words:
                piece = instruction.words[0]
                match = _IMAGE.fullmatch(piece.value)
                if match and _is_below(match["version"], facts.go):
                    yield _told(piece.start, f"the image {piece.value}", facts)
    if document.kind in YAML_KINDS:
        for scalar in document.scalars:
            match = _IMAGE.fullmatch(scalar.value) or (_PLAIN.fullmatch(scalar.value) if _names_go(scalar) else None)
            if match and _is_below(match["version"], facts.go):
                yield _told(scalar.start, scalar.value, facts)


def _names_go(scalar: Scalar) -> bool:
    """Whether the nearest key says that the value is a version of Go."""
    keys = [key for key in scalar.keys if key != "-"]
    return bool(keys) and keys[-1] in _KEYS


def _is_below(version: str, go: str) -> bool:
    return int(version.split(".")[1]) < int(go.split(".")[1])


def _told(at: int, what: str, facts: Facts) -> Correction:
    return manual(CODE, at, f"{what} is older than go {facts.go} of go.mod.", f"Use go {facts.go} or newer.")


RULE = Rule(name="old-go", code=CODE, find=find)
