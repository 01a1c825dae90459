"""Carrying a run out: which unit is begun when, and what is written down around it."""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

import networkx as nx

from gomigrate.batch.options import Job
from gomigrate.model.fleets.batch import CauseKind, UnitResult, UnitState, cause
from gomigrate.world.base.process import leave_at_the_end
from gomigrate.world.disk.realpath import real_path

if TYPE_CHECKING:
    from gomigrate.batch.local import Crew
    from gomigrate.batch.options import BatchOptions
    from gomigrate.batch.store import RunStore
    from gomigrate.batch.tally import Tally
    from gomigrate.model.fleets.batch import Run, Unit

_TICK = 0.5


class Watcher(Protocol):
    """The receiver of a run's progress."""

    def began(self, number: int, unit: Unit) -> None:
        """A unit was given to a worker."""
        ...

    def ended(self, number: int, result: UnitResult) -> None:
        """A unit has its result."""
        ...

    def tick(self) -> None:
        """Some time has passed."""
        ...


class Session:
    """One sitting over a run."""

    def __init__(self, store: RunStore, run: Run, options: BatchOptions, tally: Tally, watcher: Watcher) -> None:
        self._store = store
        self._run = run
        self._options = options
        self._tally = tally
        self._watcher = watcher
        numbers = {unit.path: number for number, unit in enumerate(run.units)}
        self._after: nx.DiGraph[int] = nx.DiGraph()
        self._after.add_nodes_from(numbers.values())
        self._after.add_edges_from((numbers[p], numbers[u.path]) for u in run.units for p in u.after if p in numbers)
        self._sharing: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, unit in enumerate(run.units):
            self._sharing[unit.repository, options.branch_of(unit)].append(number)
        self._failed: set[int] = set()

    def carry_out(self, crew: Crew, *, limit: int | None = None) -> None:
        """Do what is not done yet, `limit` units at most. Whatever gets out of here, the crew is closed, and the run
        can be gone on with. Raises WorldProblem where the run folder cannot be written, or the crew is lost,
        KeyboardInterrupt where the process was told to end meanwhile."""
        waiting = self._after.copy()
        waiting.remove_nodes_from([number for number in range(len(self._run.units)) if self._is_done(number)])
        ready = [number for number, count in waiting.in_degree() if not count]
        running: set[int] = set()
        left = len(self._run.units) if limit is None else limit
        try:
            while running or (ready and left):
                leave_at_the_end()
                size = crew.size
                while ready and left and len(running) < size:
                    number = heapq.heappop(ready)
                    if self._is_kept_back(number):
                        _release(waiting, number, ready)
                        continue
                    left -= 1
                    running.add(number)
                    self._begin(crew, number)
                self._watcher.tick()
                ended = crew.ended(_TICK) if running else None
                if ended is not None:
                    running.discard(ended)
                    self._end(ended)
                    _release(waiting, ended, ready)
        finally:
            crew.close()

    def _is_done(self, number: int) -> bool:
        """Whether a unit has its result, which is counted then. What is to be left alone is done with."""
        unit, folder = self._run.units[number], self._store.unit(number)
        result = folder.result
        if result is not None:
            self._note(number, result)
        elif unit.skip:
            self._finish(
                number, UnitResult(path=unit.path, module=unit.module, state=UnitState.SKIPPED, cause=unit.skip)
            )
        else:
            return False
        folder.remove_scratch()
        return True

    def _is_kept_back(self, number: int) -> bool:
        """Whether a unit of the same repository that this one imports did not come through: it says so then. Units of
        other repositories are built from what is published of them, so they only set the order."""
        unit = self._run.units[number]
        if unit.is_last:  # does what is left to do for those that came through
            return False
        before = [self._run.units[n] for n in sorted(self._failed.intersection(self._after.predecessors(number)))]
        lacking = [other.path for other in before if other.repository == unit.repository]
        if lacking:
            needs = cause(CauseKind.NEEDS, unit=lacking[0])
            self._finish(number, UnitResult(path=unit.path, module=unit.module, state=UnitState.BLOCKED, cause=needs))
        return bool(lacking)

    def _begin(self, crew: Crew, number: int) -> None:
        unit = self._run.units[number]
        folder = self._store.unit(number)
        folder.folder.make()
        sharing = self._sharing[unit.repository, self._options.branch_of(unit)]
        needs = sorted(nx.ancestors(self._after, number)) if self._options.layout else ()
        job = Job(
            unit=unit,
            options=self._options,
            siblings=tuple(self._store.unit(other).place for other in sharing if other != number),
            needs=tuple(self._store.unit(other).place for other in needs),
            answers=self._store.answers,
            lock=self._store.repository_lock(
                hashlib.sha256(real_path(unit.repository).encode("utf-8", "surrogateescape")).hexdigest()[:16]
            ),
        )
        folder.keep_job(job)
        self._watcher.began(number, unit)
        crew.begin(number, folder.place)

    def _end(self, number: int) -> None:
        result = self._store.unit(number).result
        if result is not None:
            self._note(number, result)

    def _finish(self, number: int, result: UnitResult) -> None:
        folder = self._store.unit(number)
        folder.folder.make()
        folder.finish(result)
        self._note(number, result)

    def _note(self, number: int, result: UnitResult) -> None:
        self._tally.add(result)
        if not result.state.is_done:
            self._failed.add(number)
        self._watcher.ended(number, result)


def _release(waiting: nx.DiGraph[int], number: int, ready: list[int]) -> None:
    """Take the unit out of those that others wait for; those that wait for no other unit are ready then."""
    behind = list(waiting.successors(number))
    waiting.remove_node(number)
    for other in behind:
        if not waiting.in_degree(other):
            heapq.heappush(ready, other)
