"""What a rule has to say about one place of a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.shell.model import OPAQUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.findings import Fact
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.shell.model import Command, Statement
    from gomigrate.scripts.spans import Edit


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One habit at one place. `start` is the offset of the place, `facts` what was found there; `edits` and `removals`
    (commands to remove) are what to do; a manual change has none. `shown` are the edits to show where a person makes
    them."""

    safety: Safety
    start: int
    facts: tuple[tuple[str, Fact], ...] = ()
    edits: tuple[Edit, ...] = ()
    removals: tuple[tuple[Statement, Command], ...] = ()
    shown: tuple[Edit, ...] = ()


def safe(start: int, /, *edits: Edit, **facts: Fact) -> Correction:
    """A change that is certain."""
    return Correction(safety=Safety.SAFE, start=start, facts=_facts(facts), edits=edits)


def unsafe(start: int, /, *edits: Edit, **facts: Fact) -> Correction:
    """A change that is likely right, and needs a person's eye."""
    return Correction(safety=Safety.UNSAFE, start=start, facts=_facts(facts), edits=edits)


def manual(start: int, /, **facts: Fact) -> Correction:
    """A habit that a person has to change."""
    return Correction(safety=Safety.MANUAL, start=start, facts=_facts(facts))


def shown(start: int, /, *edits: Edit, **facts: Fact) -> Correction:
    """A habit that a person has to change, and the lines as they should be then."""
    return Correction(safety=Safety.MANUAL, start=start, facts=_facts(facts), shown=edits)


def removal(call: Call, commands: Sequence[Command] = (), /, **facts: Fact) -> Correction:
    """A command that goes, or these of its statement."""
    gone = tuple((call.statement, command) for command in commands or (call.command,))
    return Correction(safety=Safety.SAFE, start=call.command.start, facts=_facts(facts), removals=gone)


def _facts(facts: Mapping[str, Fact]) -> tuple[tuple[str, Fact], ...]:
    """What was found, to be shown: what only a run can tell is three dots."""
    return tuple((name, _legible(value)) for name, value in facts.items())


def _legible(value: Fact) -> Fact:
    if isinstance(value, str):
        return value.replace(OPAQUE, "...")
    return tuple(one.replace(OPAQUE, "...") for one in value) if isinstance(value, tuple) else value
