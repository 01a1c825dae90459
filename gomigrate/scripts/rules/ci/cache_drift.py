"""GOMODCACHE and GOCACHE help only where every step means the same folder (Go reference: "Environment variables")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Rule, manual

if TYPE_CHECKING:
    from collections.abc import Sequence

CACHES = ("GOMODCACHE", "GOCACHE")
"""The variables that name folders which the go command keeps between runs."""


def first_caches(documents: Sequence[Document]) -> dict[str, tuple[str, str]]:
    """For each of CACHES, what the first place of all files that sets it says, and that place."""
    found: dict[str, tuple[str, str]] = {}
    for document in documents:
        for place in document.values:
            if place.name in CACHES and place.name not in found:
                found[place.name] = place.value, f"{document.path}:{document.line(place.start)}"
    return found


def find(document: Document, build: Build) -> Corrections:
    """Places that set a cache to another folder than the first place of all files does."""
    for name in CACHES:
        value, where = build.caches.get(name, ("", ""))
        for place in document.values_of(name):
            if place.value != value:
                yield manual(place.start, variable=name, value=place.value, other=value, where=where)


RULE = Rule(code="GM816", find=find, words=tuple(name.lower() for name in CACHES))
