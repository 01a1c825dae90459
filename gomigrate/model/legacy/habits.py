"""Habits of GOPATH mode in build files: where each stands, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Place
from gomigrate.model.severities import SEVERITIES

if TYPE_CHECKING:
    from gomigrate.model.findings import Fact


class Safety(StrEnum):
    """How sure a change is: safe ones are applied, unsafe ones are shown and applied on request, manual ones are a
    person's to make."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A habit at a line of a file: `code` is the rule's finding code, `kind` the kind of file, `facts` what was found.
    `before` and `after` are the lines that change. `applied` says whether the branch has the change."""

    code: str
    safety: Safety
    file: str
    line: int
    kind: str
    facts: tuple[tuple[str, Fact], ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    applied: bool = False

    @property
    def finding(self) -> Finding:
        """Its finding: an unsafe change shows its lines."""
        is_shown = self.safety is Safety.UNSAFE
        lines = (*(f"- {line.strip()}" for line in self.before), *(f"+ {line.strip()}" for line in self.after))
        more: tuple[tuple[str, Fact], ...] = (("kind", self.kind), ("unsafe", is_shown))
        return Finding(
            code=self.code,
            severity=SEVERITIES[self.code],
            facts=(*self.facts, *more),
            place=Place(self.file, self.line),
            evidence=lines if is_shown else (),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class GoCommandAt:
    """A go command of a build file: its place, and its first words ("go build")."""

    file: str
    line: int
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagsRow:
    """What GOFLAGS is, or may be, for one go command of a build file: its value ("" where no file sets it), the place
    that sets it, or takes it away (`go env`: whatever holds where the command runs), the first places that lose against
    that one, and the flags of the command line that win over the value's. `through` is the goal ("make lint") or the
    place of the call of make ("FILE:LINE") for which it is so, "" for all others; several rows of one command are what
    it may be."""

    file: str
    line: int
    command: str
    value: str
    origin: str
    hides: tuple[str, ...] = ()
    overridden: tuple[str, ...] = ()
    through: str = ""
