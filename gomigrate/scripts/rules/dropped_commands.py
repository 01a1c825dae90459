"""Commands that no Go has which can build the branch (the release notes: "go tool yacc", 1.8; "go tool vet", 1.12)."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Rule, manual

_SINCE = {"vet": "1.12", "yacc": "1.8"}


def find(document: Document, _build: Build) -> Corrections:
    """Each `go tool NAME` of them."""
    for call in document.go_commands:
        name = call.arguments[1] if call.arguments[:1] == ("tool",) and len(call.arguments) > 1 else ""
        if name in _SINCE:
            yield manual(call.words[0].start, tool=name, since=_SINCE[name])


RULE = Rule(code="GM840", find=find, words=("tool",))
