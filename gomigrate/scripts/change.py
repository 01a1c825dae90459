"""What a rule has to say about one place of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.habits import Safety

if TYPE_CHECKING:
    from gomigrate.scripts.read.document import Placed
    from gomigrate.scripts.shell.model import Command
    from gomigrate.scripts.spans import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One habit at one place. `start` is the offset of the place; `edits` and `removals` (commands that go) are what to
    do; a manual change has none. `remedy` is "" where the rule's own says enough."""

    code: str
    safety: Safety
    start: int
    message: str
    edits: tuple[Edit, ...] = ()
    removals: tuple[tuple[Placed, Command], ...] = ()
    remedy: str = ""


def safe(code: str, start: int, message: str, *edits: Edit) -> Correction:
    """A change that is certain."""
    return Correction(code=code, safety=Safety.SAFE, start=start, message=message, edits=edits)


def unsafe(code: str, start: int, message: str, *edits: Edit) -> Correction:
    """A change that is likely right, and needs a person's eye."""
    return Correction(code=code, safety=Safety.UNSAFE, start=start, message=message, edits=edits)


def manual(code: str, start: int, message: str, remedy: str = "") -> Correction:
    """A habit that a person has to change."""
    return Correction(code=code, safety=Safety.MANUAL, start=start, message=message, remedy=remedy)


def removal(code: str, placed: Placed, command: Command, message: str, safety: Safety = Safety.SAFE) -> Correction:
    """A command that goes."""
    return Correction(code=code, safety=safety, start=command.start, message=message, removals=((placed, command),))
