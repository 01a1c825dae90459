"""GO111MODULE=off and =auto become =on: the branch has no build without modules."""

from __future__ import annotations

import re

from gomigrate.scripts.rules.rule import Build, Corrections, Document, Edit, Rule, left_for_later, safe

NAME = "GO111MODULE"
_LEFT = re.compile(r"\bGO111MODULE(?:=|::|\])(off|auto)\b")


def find(document: Document, build: Build) -> Corrections:
    """Values off and auto. A `go get` with GO111MODULE=off before it is left to the rule for go get."""
    for place in document.values_of(NAME):
        if place.value.lower() not in ("off", "auto", "false") or (place.value == "false" and not place.is_yaml):
            continue
        if place.command is not None and place.command.values[1:2] == ("get",):
            continue
        # Plain on and off are truth values in YAML 1.1, and services then see "true".
        new = '"on"' if place.is_yaml and not place.is_quoted else "on"
        yield safe(place.start, Edit(place.start, place.end, new), value=place.value)
    for start, end in left_for_later(document, _LEFT):
        yield safe(start, Edit(start, end, "on"), value=document.text[start:end])


RULE = Rule(code="GM801", find=find, words=(NAME.lower(),))
