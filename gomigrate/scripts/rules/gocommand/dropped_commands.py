"""Commands that no longer exist in any Go that can build the branch (the release notes: "go tool yacc", 1.8; "go tool
vet", 1.12), and one of the golang images that was dropped with them (go-wrapper: docker-library/golang, 1.10)."""

from __future__ import annotations

from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

_WRAPPER = "go-wrapper"
_SINCE = {"vet": "1.12", "yacc": "1.8"}


def find(document: Document, _build: Build) -> Corrections:
    """Each `go tool NAME` of them, and go-wrapper in images: it ran go get, go install, and the program."""
    images = document.instructions if document.kind is FileKind.DOCKER else ()
    runs = [one.start for one in images if one.words and one.words[0].value == _WRAPPER]
    for start in (*(call.words[0].start for call in document.commands if call.program == _WRAPPER), *runs):
        yield manual(start, tool=_WRAPPER, since="1.10")
    for call in document.go_commands:
        name = call.arguments[1] if call.arguments[:1] == ("tool",) and len(call.arguments) > 1 else ""
        if name in _SINCE:
            yield manual(call.words[0].start, tool=name, since=_SINCE[name])


RULE = Rule(code="GM840", find=find, words=("tool", _WRAPPER))
