"""Places below GOPATH/src: the project's own, which does no harm, and those of dependencies, where nothing lies any
more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

OWN, OTHER = "GM810", "GM811"
_GOPATH = "|".join(
    (
        r"\$[({]?GOPATH[)}]?",
        r"\$\$\{?GOPATH\}?",
        r"%GOPATH%",
        r"\$[Ee]nv:GOPATH",
        r"\$\$?\(go env GOPATH\)",
        r"(?<![\w.])(?:/root|~|\$HOME|\$\{HOME\}|/home/\w+)?/go",
        r"[Cc]:\\gopath",
    )
)
_PLACE = re.compile(rf"(?:{_GOPATH})\"?[/\\]src[/\\](?P<path>[\w.-]+\.[a-z]{{2,}}[/\\][\w./\\~-]+)")


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """One note for the project's own place in a file, and a finding for each dependency's."""
    if document.kind is FileKind.IGNORE:
        return
    own: list[int] = []
    for match in _PLACE.finditer(document.text):
        line = document.line_head(match.start())
        if line.startswith(("#", "//", "rem ", "::")) and document.kind is not FileKind.GO:
            continue
        path = match["path"].replace("\\", "/").rstrip("/.")
        if facts.is_own(path) or facts.module.startswith(f"{path}/"):
            own.append(match.start())
        elif document.kind is not FileKind.GO or line.startswith("//go:generate"):
            yield _other(match.start(), path, facts)
    if own:
        lines = ", ".join(map(str, dict.fromkeys(document.line(at) for at in own)))
        message = f"the project's place in GOPATH is used here (line {lines}); module mode does not need it."
        yield manual(OWN, own[0], message)


def _other(at: int, path: str, facts: Facts) -> Correction:
    module = facts.module_of(path)
    message = f"{path} is looked for in GOPATH, and nothing puts it there any more."
    if not module:
        return manual(OTHER, at, message)
    below = path[len(module) :]
    where = f"$(go list -m -f '{{{{.Dir}}}}' {module}){below}"
    return manual(OTHER, at, message, f"Write {where}, which go mod download has to come before.")


RULE = Rule(name="gopath-places", code=OTHER, find=find)
