"""GOFLAGS that the go command refuses: entries that are no flags, or flags with their value in the next entry."""

from __future__ import annotations

from gomigrate.scripts.environment.given import NAME
from gomigrate.scripts.goflags import flag_settings, split_flags
from gomigrate.scripts.rules.rule import Build, Corrections, Document, Rule, manual

_GONE = {"i": "1.20", "insecure": "1.17"}
_SOME = frozenset(("race", "v", "x", "count", "timeout", "run", "cover", "short", "u", "d", "o", "c"))


def find(document: Document, build: Build) -> Corrections:
    """One finding for each entry in question. An entry that is a flag has its `flag`; one that Go has no longer says
    `since`."""
    for place in flag_settings(document):
        for entry in split_flags(place.value):
            name = entry.lstrip("-").partition("=")[0]
            if "$" in entry or "{" in entry:
                continue
            if not entry.startswith("-") or not name:
                yield manual(place.start, entry=entry)
            elif name in _GONE:
                yield manual(place.start, entry=entry, flag=f"-{name}", since=_GONE[name])
            elif name in _SOME:
                yield manual(place.start, entry=entry, flag=f"-{name}")


RULE = Rule(code="GM818", find=find, words=(NAME.lower(),))
