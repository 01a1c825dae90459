"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gomigrate.scripts.change import Correction
    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

    Find = Callable[[Document, Facts, ScriptSurvey], Iterator[Correction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One habit: its name, the code under which it is told, and what finds it in a document."""

    name: str
    code: str
    find: Find
