"""Many projects at once: the units of a batch, how far each one is, and the run that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding


class UnitState(StrEnum):
    """How far a unit is.

    FOUND: not begun, or begun and broken off. PLANNED: there is a plan, and nothing was to be applied. APPLIED: the
    branch is there, but could not be checked. VERIFIED: it builds the same. BLOCKED: its plan needs a decision, or a
    unit that must come first is not there. FAILED: it ended in an error, hung, was killed, or builds something else.
    SKIPPED: it was told to be left alone, or has nothing to migrate.
    """

    FOUND = "found"
    PLANNED = "planned"
    APPLIED = "applied"
    VERIFIED = "verified"
    BLOCKED = "blocked"
    FAILED = "failed"
    SKIPPED = "skipped"

    @property
    def is_done(self) -> bool:
        """Whether a unit that waits for this one can go on."""
        return self in (UnitState.PLANNED, UnitState.APPLIED, UnitState.VERIFIED, UnitState.SKIPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A folder that becomes a module of its own.

    `path` is how it is shown, and what globs match: relative to the root that it was found under. `root` is its
    absolute folder as the user spells it, `repository` the absolute top of the git repository that it lies in (""
    without one) and `prefix` the folder below that ("" at the top). `module` is its import path where that is known.
    `why` says in words why it is a unit, `after` names the paths of units that must come before it, and `skip` is the
    reason why it is to be left alone ("" for a unit that is to be migrated). `is_closing` is the unit that does what is
    left to do for a divided repository when its modules are there; it has no module of its own.
    """

    path: str
    root: str
    repository: str = ""
    prefix: str = ""
    module: str = ""
    why: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    skip: str = ""
    is_closing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """What became of a unit.

    `branch`, `commit` (the last one that the unit wrote on it) and `tree` (the hash of the unit's folder in that
    commit, which does not depend on when it was written) are "" where nothing was applied. `ledger` counts the pins
    by `gomigrate.model.plan.State`. `reason` says in a line why it is not verified.
    """

    path: str
    module: str = ""
    state: UnitState = UnitState.FOUND
    branch: str = ""
    commit: str = ""
    tree: str = ""
    seconds: float = 0.0
    findings: tuple[Finding, ...] = ()
    ledger: tuple[tuple[str, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A batch: the folder that keeps its state, when it began (seconds since 1970), its units in the order in which
    they are begun, and groups of units that import each other in a circle (paths), which no order can serve."""

    folder: str
    began: float
    units: tuple[Unit, ...]
    cycles: tuple[tuple[str, ...], ...] = ()
