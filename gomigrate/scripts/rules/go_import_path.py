"""go_import_path of Travis CI: it places the checkout in GOPATH, which module mode does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM814"


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """The key, wherever it stands. Other lines may still count on the place, so it is told and not taken out."""
    if document.kind is not FileKind.TRAVIS:
        return
    for scalar in document.scalars:
        if scalar.keys and scalar.keys[-1] == "go_import_path":
            message = f"go_import_path puts the checkout where GOPATH wants {scalar.value}."
            yield manual(CODE, scalar.start, message)


RULE = Rule(name="go-import-path", code=CODE, find=find)
