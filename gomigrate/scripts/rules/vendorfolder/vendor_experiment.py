"""GO15VENDOREXPERIMENT is a switch of go 1.5 and 1.6: it goes."""

from __future__ import annotations

import re

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.rules.rule import Build, Correction, Corrections, Document, Edit, Rule, manual, safe

NAME = "GO15VENDOREXPERIMENT"
_READ = re.compile(rf"\$[({{]?{NAME}\b|ifn?def[ \t]+{NAME}\b")


def find(document: Document, build: Build) -> Corrections:
    """Every place that sets it: in front of a command, alone, or as a setting; by hand where the file asks for it."""
    is_asked = _READ.search(document.text) is not None
    for place in document.values_of(NAME):
        if is_asked:
            yield manual(place.start)
        elif place.prefix:
            yield safe(place.start, Edit(*place.prefix, ""))
        elif place.alone is not None and place.statement is not None:
            gone = ((place.statement, place.alone),)
            yield Correction(safety=Safety.SAFE, start=place.alone.start, removals=gone)
        elif place.setting is not None and place.setting.whole:
            yield safe(place.start, Edit(*place.setting.whole, ""))
        else:
            yield manual(place.start)


RULE = Rule(code="GM802", find=find, words=(NAME.lower(),))
