"""The project's own place below GOPATH/src, which does no harm."""

from __future__ import annotations

from gomigrate.scripts.rules.gopathplaces import KINDS, WORDS, gopath_places
from gomigrate.scripts.rules.rule import Build, Corrections, Document, Rule, manual


def find(document: Document, build: Build) -> Corrections:
    """One note for a file, with all its lines."""
    own = [at for at, path in gopath_places(document) if build.is_place(path)]
    if own:
        yield manual(own[0], lines=tuple(str(line) for line in dict.fromkeys(document.line(at) for at in own)))


RULE = Rule(code="GM810", find=find, words=WORDS, kinds=KINDS)
