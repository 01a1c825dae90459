"""A batch in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.batch import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCount:
    """How often a finding's code occurs, and in how many units."""

    code: str
    findings: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocker:
    """What blocks units: an error (without its place), or another cause. `units` counts the blocked units, `first` is
    the path of the first one."""

    what: Finding | Cause
    units: int
    first: str

    @property
    def code(self) -> str:
        """The code of the finding, "" where it is none."""
        return getattr(self.what, "code", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSummary:
    """A batch at one moment. `states` counts the units by state, `pins` the lines of all ledgers by theirs. `seconds`
    is the sum of the units' times. `left` is a guess of the time until the end at the present pace (None: there is no
    pace yet). `todo` counts the units that are not done yet."""

    folder: str
    began: float
    units: int
    todo: int
    states: tuple[tuple[str, int], ...]
    pins: tuple[tuple[str, int], ...] = ()
    codes: tuple[CodeCount, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    seconds: float = 0.0
    left: float | None = None
