"""-mod=vendor, where the vendor folder goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import go_calls
from gomigrate.scripts.change import Correction, safe
from gomigrate.scripts.rules.assigned import assigned
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM803"
_FLAG = re.compile(r"(?<![\w-])--?mod=vendor(?![\w-])")
_MESSAGE = "-mod=vendor asks for the vendor folder, which goes."


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """The flag in go commands goes; in values of variables it becomes -mod=readonly, so that none is left empty."""
    if facts.vendor != "remove":
        return
    for call in go_calls(document):
        for before, word in zip(call.words, call.words[1:], strict=False):
            if _FLAG.fullmatch(word.value) and word.is_plain and document.text[before.end : word.start].strip() == "":
                yield safe(CODE, word.start, _MESSAGE, Edit(before.end, word.end, ""))
    for place in assigned(document):
        for flag in dict.fromkeys(_FLAG.findall(place.raw if place.command is None else "")):
            at = document.text.find(flag, place.start, place.end)
            if at >= 0:
                yield safe(CODE, at, _MESSAGE, Edit(at, at + len(flag), "-mod=readonly"))
        if place.command is not None and (found := _FLAG.search(document.text, place.start, place.end)):
            yield safe(CODE, found.start(), _MESSAGE, Edit(*found.span(), "-mod=readonly"))


RULE = Rule(name="mod-vendor", code=CODE, find=find)
