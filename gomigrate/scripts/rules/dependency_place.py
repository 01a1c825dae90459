"""Places of dependencies below GOPATH/src, where nothing lies any more."""

from __future__ import annotations

from gomigrate.scripts.rules.gopathplaces import KINDS, WORDS, gopath_places
from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual


def find(document: Document, build: Build) -> Corrections:
    """Each of them, with the module that has the files where one of the build list does."""
    for at, path in gopath_places(document):
        is_told = document.kind is not FileKind.GO or document.line_head(at).startswith("//go:generate")
        if is_told and not build.is_place(path):
            module = build.module_of(path)
            yield manual(at, path=path, module=module, below=path[len(module) :] if module else "")


RULE = Rule(code="GM811", find=find, words=WORDS, kinds=KINDS)
