"""Counting what becomes of units, one result at a time, so that no result need be kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity
from gomigrate.model.fleets.batch import Cause, CauseKind, UnitState
from gomigrate.model.fleets.fleet import Blocker, CodeCount, FleetSummary

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.batch import Run, UnitResult

_BAD = (UnitState.BLOCKED, UnitState.FAILED)


class Tally:
    """The numbers of a run so far."""

    def __init__(self, run: Run, workers: int) -> None:
        self._run = run
        self._workers = workers
        self._states: Counter[UnitState] = Counter({UnitState.FOUND: len(run.units)})
        self._pins: Counter[str] = Counter()
        self._findings: Counter[str] = Counter()
        self._units: Counter[str] = Counter()
        self._blockers: dict[Finding | Cause, Blocker] = {}
        self._seconds = 0.0
        self._timed = 0

    def add(self, result: UnitResult) -> None:
        """Count a unit that was not done before."""
        if result.state is UnitState.FOUND:
            return
        self._states[UnitState.FOUND] -= 1
        self._states[result.state] += 1
        self._pins.update(dict(result.ledger))
        codes = [f.code for f in result.findings]
        self._findings.update(codes)
        self._units.update(set(codes))
        self._seconds += result.seconds
        self._timed += result.seconds > 0
        for what in _blockers(result):
            known = self._blockers.get(what) or Blocker(what=what, units=0, first=result.path)
            self._blockers[what] = replace(known, units=known.units + 1)

    @property
    def is_bad(self) -> bool:
        """Whether a unit is blocked or failed."""
        return any(self._states[state] for state in _BAD)

    def summary(self) -> FleetSummary:
        """The numbers as they are now, the blockers and codes that most units have first."""
        todo = self._states[UnitState.FOUND]
        pace = self._seconds / self._timed if self._timed else None
        codes = sorted(self._units, key=lambda code: (-self._units[code], code))
        blockers = sorted(self._blockers.values(), key=lambda one: (-one.units, one.code, one.first))
        return FleetSummary(
            folder=self._run.folder,
            began=self._run.began,
            units=len(self._run.units),
            todo=todo,
            states=tuple((str(state), self._states[state]) for state in UnitState),
            pins=tuple(sorted(self._pins.items())),
            codes=tuple(CodeCount(code=c, findings=self._findings[c], units=self._units[c]) for c in codes),
            blockers=tuple(blockers),
            seconds=self._seconds,
            left=None if pace is None else pace * todo / self._workers,
        )


def _blockers(result: UnitResult) -> set[Finding | Cause]:
    """What keeps the unit: its errors, wherever they are; where it has none, the cause."""
    if result.state not in _BAD:
        return set()
    errors = {replace(f, place=None, evidence=()) for f in result.findings if f.severity is Severity.ERROR}
    return {*errors} or {result.cause or Cause(kind=CauseKind.FINDINGS)}
