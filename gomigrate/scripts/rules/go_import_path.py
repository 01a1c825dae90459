"""go_import_path of Travis CI and go-importpath of Snapcraft: they place the checkout in GOPATH, which module mode does
not need."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

KEYS = {FileKind.TRAVIS: "go_import_path", FileKind.SNAPCRAFT: "go-importpath"}


def find(document: Document, build: Build) -> Corrections:
    """The key, wherever it stands. Other lines may still count on the place, so it is told and not taken out."""
    for scalar in document.scalars:
        if scalar.keys and scalar.keys[-1] == KEYS[document.kind]:
            yield manual(scalar.start, key=scalar.keys[-1], path=scalar.value)


RULE = Rule(code="GM814", find=find, words=tuple(KEYS.values()), kinds=frozenset(KEYS))
