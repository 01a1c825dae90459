"""GOFLAGS that the go command refuses: entries that are no flags, or flags with their value in the next entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.scripts.change import Correction, manual
from gomigrate.scripts.goflags import flag_settings, split_flags
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM818"
_GONE = {"i": "-i is no flag of any go command since go 1.20.", "insecure": "-insecure is gone since go 1.17."}
_SOME = frozenset(("race", "v", "x", "count", "timeout", "run", "cover", "short", "u", "d", "o", "c"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """One finding for each entry in question."""
    for place in flag_settings(document):
        for entry in split_flags(place.value):
            name = entry.lstrip("-").partition("=")[0]
            if "$" in entry or "{" in entry:
                continue
            if not entry.startswith("-") or not name:
                message = f"GOFLAGS has {entry}, which is no flag: every go command stops there."
                yield manual(CODE, place.start, message, "Write flags with their values as -flag=value.")
            elif name in _GONE:
                yield manual(CODE, place.start, f"GOFLAGS has {entry}: {_GONE[name]}", "Take it out.")
            elif name in _SOME:
                message = f"GOFLAGS has {entry}, which only some go commands know; the others pass over it."
                yield manual(CODE, place.start, message, "Give it to the commands that it is meant for.")


RULE = Rule(name="goflags", code=CODE, find=find)
