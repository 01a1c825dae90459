"""Versions of Go below the one that go.mod names: images, the matrix of a CI service. From go 1.21 on the go command
refuses, or fetches, a module that asks for a newer one; before, it just fails to compile (Go reference: "go.mod, go
directive")."""

from __future__ import annotations

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.goversions import NOT_RUN, installed_goes
from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual


def find(document: Document, build: Build) -> Corrections:
    """Every Go that the file installs or runs in and that is older."""
    for one in installed_goes(document):
        if _minor(one.version) < _minor(build.go):
            yield manual(one.at, version=one.version, go=build.go)


def _minor(version: str) -> int:
    return go_version(version)[1]


RULE = Rule(code="GM813", find=find, words=("1.", "go1"), kinds=frozenset(FileKind) - NOT_RUN)
