"""Conditions of scripts on the version of Go that Travis CI runs them with: one that leaves the matrix, or becomes
another one, has no job any more. What they guard is a person's to move."""

from __future__ import annotations

from gomigrate.scripts.matrices.conditions import TRAVIS_VARIABLE, Conditions
from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual


def find(document: Document, build: Build) -> Corrections:
    """Every comparison with a version that goes; in a .travis.yml itself it changes with its matrix."""
    if document.kind is FileKind.TRAVIS or not build.travis_goes:
        return
    numbers = {version: version for version in build.travis_goes}
    for condition in Conditions(document).on_variable(TRAVIS_VARIABLE, numbers):
        yield manual(condition.start, version=condition.version)


RULE = Rule(code="GM829", find=find, words=("travis_go_version",))
