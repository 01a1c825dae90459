"""GO111MODULE=off and =auto become =on: the branch has no build without modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, safe
from gomigrate.scripts.kinds import YAML_KINDS
from gomigrate.scripts.rules.assigned import assigned
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM801"
NAME = "GO111MODULE"


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Values off and auto. A `go get` with GO111MODULE=off before it is left to the rule for that."""
    for place in assigned(document, NAME):
        if place.value.lower() not in ("off", "auto", "false") or (place.value == "false" and not place.is_yaml):
            continue
        if place.command is not None and place.command.values[1:2] == ("get",):
            continue
        # Plain on and off are truth values in YAML 1.1, and services then see "true".
        new = '"on"' if document.kind in YAML_KINDS and place.is_yaml and not place.is_quoted else "on"
        message = f"GO111MODULE={place.value} asks for GOPATH mode, in which the branch has no dependencies."
        yield safe(CODE, place.start, message, Edit(place.start, place.end, new))


RULE = Rule(name="go111module", code=CODE, find=find)
