"""go_import_path of Travis CI: it places the checkout in GOPATH, which module mode does not need."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

KEY = "go_import_path"


def find(document: Document, build: Build) -> Corrections:
    """The key, wherever it stands. Other lines may still count on the place, so it is told and not taken out."""
    for scalar in document.scalars:
        if scalar.keys and scalar.keys[-1] == KEY:
            yield manual(scalar.start, path=scalar.value)


RULE = Rule(code="GM814", find=find, words=(KEY,), kinds=frozenset((FileKind.TRAVIS,)))
