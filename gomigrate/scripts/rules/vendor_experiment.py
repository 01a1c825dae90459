"""GO15VENDOREXPERIMENT is a switch of go 1.5 and 1.6: it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.habits import Safety
from gomigrate.scripts.change import Correction, manual, removal, safe
from gomigrate.scripts.rules.assigned import assigned
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM802"
NAME = "GO15VENDOREXPERIMENT"
_MESSAGE = "GO15VENDOREXPERIMENT means nothing since go 1.7."


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Every place that sets it: in front of a command, alone, or as a setting."""
    for place in assigned(document, NAME):
        if place.prefix:
            yield safe(CODE, place.start, _MESSAGE, Edit(*place.prefix, ""))
        elif place.alone is not None and place.placed is not None:
            yield removal(CODE, place.placed, place.alone, _MESSAGE, Safety.SAFE)
        elif place.setting is not None and place.setting.whole:
            yield safe(CODE, place.start, _MESSAGE, Edit(*place.setting.whole, ""))
        else:
            yield manual(CODE, place.start, _MESSAGE)


RULE = Rule(name="vendor-experiment", code=CODE, find=find)
