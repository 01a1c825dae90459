"""Folders that a CI service keeps between runs: in those of GOPATH mode nothing lies any more."""

from __future__ import annotations

import re

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, FileKind, Rule, manual, unsafe

_OLD = re.compile(
    r"(?:\./)?vendor/?|.*(?:\$GOPATH|\$\{GOPATH\}|/go|~/go|\$HOME/gopath)/(?:pkg/dep(?:/sources)?|src(?:/.*)?)|.*/\.glide(?:/cache)?"
)
# The last keys above a folder that is kept.
_KEYS: dict[FileKind, tuple[tuple[str, ...], ...]] = {
    FileKind.TRAVIS: (("cache", "directories"),),
    FileKind.CIRCLE: (("save_cache", "paths"), ("dependencies", "cache_directories")),
    FileKind.GITLAB: (("cache", "paths"),),
    FileKind.ACTIONS: (("with", "path"), ("cache",)),
    FileKind.APPVEYOR: (("with", "path"), ("cache",)),
}
_MODULES: dict[FileKind, str] = {
    FileKind.TRAVIS: "$GOPATH/pkg/mod",
    FileKind.CIRCLE: "/go/pkg/mod",
    FileKind.ACTIONS: "~/go/pkg/mod",
}


def find(document: Document, build: Build) -> Corrections:
    """Cached folders of GOPATH mode; where the service's module cache is known, that takes their place."""
    modules = _MODULES.get(document.kind)
    for scalar in document.scalars:
        # No part of the pattern goes over the end of a line, and would be tried at each place of a long text.
        if "\n" in scalar.value or not _OLD.fullmatch(scalar.value):
            continue
        if build.vendor != "remove" and scalar.value.removeprefix("./").startswith("vendor"):
            continue
        keys = tuple(key for key in scalar.keys if key != "-")[-2:]
        if keys not in _KEYS[document.kind]:
            continue
        if modules is None or scalar.style in ("|", ">"):
            yield manual(scalar.start, folder=scalar.value)
        else:
            yield unsafe(scalar.start, Edit(scalar.start, scalar.end, modules), folder=scalar.value)


RULE = Rule(code="GM816", find=find, words=("vendor", "/pkg/dep", "/src", "/.glide"), kinds=frozenset(_KEYS))
