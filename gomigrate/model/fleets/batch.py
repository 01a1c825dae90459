"""Many projects at once: the units of a batch, how far each one is, and the run that they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Fact, Finding
    from gomigrate.model.fleets.marks import Mark


class UnitState(StrEnum):
    """How far a unit is.

    FOUND: not begun, or begun and broken off. PLANNED: there is a plan, and nothing was to be applied. APPLIED: the
    branch is there, but could not be checked. VERIFIED: it is the same code. BLOCKED: its plan needs a decision, or a
    unit that must come first is missing. FAILED: it ended in an error, hung, was killed, or builds other code. SKIPPED:
    it was to be left alone, or has nothing to migrate.
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
        """Whether a unit that waits for this one can begin."""
        return self in (UnitState.PLANNED, UnitState.APPLIED, UnitState.VERIFIED, UnitState.SKIPPED)


class UnitStage(StrEnum):
    """What the process of a unit does."""

    BEGIN = "begin"
    PLAN = "plan"
    APPLY = "apply"
    VERIFY = "verify"


class CauseKind(StrEnum):
    """Why a unit is left alone, or is not ready to merge; in brackets the facts that a cause of the kind has.

    Left alone: MARKER (said) a .gomigrate-skip says so; UNDIVIDED a main package that no lock of its repository
    covers; NOT_IN_GIT; NOT_OWN in a whole GOPATH, and GOPRIVATE does not name it; NOTHING_TO_DO.
    Blocked: FINDINGS errors of the plan; NEEDS (unit) another one did not come through.
    Verified: TO_DO (things) the same build, with so many things to do before it is merged.
    Applied: NOT_COMPARED verify could compare nothing; REMOVED files that no module needs: no build goes with that.
    Failed: DIFFERS (modules, packages; broken: those that do not build any more) from the build before; HUNG (seconds,
    stage); KILLED (signal, stage); ENDED (status, stage) without a result; CLUSTER (said) a worker of the cluster.
    Blocked or failed: REFUSED (said; stage where it matters) the problem that ended it, in its words.
    """

    MARKER = "marker"
    UNDIVIDED = "undivided"
    NOT_IN_GIT = "not in git"
    NOT_OWN = "not own"
    NOTHING_TO_DO = "nothing to do"
    FINDINGS = "findings"
    NEEDS = "needs"
    TO_DO = "to do"
    NOT_COMPARED = "not compared"
    REMOVED = "removed"
    DIFFERS = "differs"
    HUNG = "hung"
    KILLED = "killed"
    ENDED = "ended"
    CLUSTER = "cluster"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a unit has its state, with the facts of this case."""

    kind: CauseKind
    facts: tuple[tuple[str, Fact], ...] = ()


def cause(kind: CauseKind, **facts: Fact) -> Cause:
    """A cause with these facts."""
    return Cause(kind=kind, facts=tuple(facts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A folder that becomes a module of its own.

    `path` is how it is shown, and what globs match: relative to the root that it was found under. `root` is its
    absolute folder as the user spells it. `repository` is the absolute top of its git repository ("" without one), and
    `prefix` the folder below that ("" at the top). `module` is its import path where that is known. `marks` say why it
    is a unit, with paths relative to it. `after` names the paths of units that must come before it. `skip` says why it
    is left alone (None: it is to be migrated). `is_last` is the unit that finishes a divided repository when its
    modules are there. It has no module, and the path "".
    """

    path: str
    root: str
    repository: str = ""
    prefix: str = ""
    module: str = ""
    marks: tuple[Mark, ...] = ()
    after: tuple[str, ...] = ()
    skip: Cause | None = None
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """What became of a unit.

    `branch`, `commit` and `tree` are "" where nothing was applied. `commit` is the last one that the unit wrote on the
    branch. `tree` is the hash of the unit's folder in it, which does not depend on the time of writing. `ledger` counts
    the pins by `gomigrate.model.plan.State`. `cause` says why the unit is not verified.
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
    cause: Cause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A batch: its units in their order, and groups of units (paths) that import each other in a circle, which no order
    can serve. Once it has begun, it has the time (seconds since 1970) and the folder that keeps its state."""

    units: tuple[Unit, ...]
    cycles: tuple[tuple[str, ...], ...] = ()
    folder: str = ""
    began: float = 0.0


class Handover(StrEnum):
    """What became of handing a branch to the user's tool: DONE; BROKEN_OFF in an earlier session, at an unknown point;
    or REFUSED by the tool."""

    DONE = "done"
    BROKEN_OFF = "broken off"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A branch that was handed to the user's tool, the result, and what the tool `said` where it refused."""

    repository: str
    branch: str
    how: Handover = Handover.DONE
    said: str = ""
