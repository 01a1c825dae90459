"""Carrying a run out: which unit is begun when, and what is written down around it."""

from __future__ import annotations

import hashlib
import heapq
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from gomigrate.batch.job import Job, job_json
from gomigrate.model.fleets.batch import UnitResult, UnitState
from gomigrate.world.disk.samefolders import real_path

if TYPE_CHECKING:
    from gomigrate.batch.local import Crew
    from gomigrate.batch.options import BatchOptions
    from gomigrate.batch.store import RunStore
    from gomigrate.batch.tally import Tally
    from gomigrate.model.fleets.batch import Run, Unit

_TICK = 0.5


class Watcher(Protocol):
    """Who is told how a run goes."""

    def began(self, number: int, unit: Unit) -> None:
        """A unit was given to a worker."""
        ...

    def ended(self, number: int, result: UnitResult) -> None:
        """A unit has its result."""
        ...

    def tick(self) -> None:
        """Some time has passed."""
        ...


@dataclass(slots=True)
class _Waiting:
    """Which units wait for how many others, and who waits for whom."""

    count: dict[int, int] = field(default_factory=dict)
    behind: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    ready: list[int] = field(default_factory=list)


class Session:
    """One sitting over a run."""

    def __init__(self, store: RunStore, run: Run, options: BatchOptions, tally: Tally, watcher: Watcher) -> None:
        self._store = store
        self._run = run
        self._options = options
        self._tally = tally
        self._watcher = watcher
        self._numbers = {unit.path: number for number, unit in enumerate(run.units)}
        self._sharing: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for number, unit in enumerate(run.units):
            self._sharing[unit.repository, options.branch_of(unit)].append(number)
        self._failed: set[int] = set()

    def carry_out(self, crew: Crew, *, limit: int | None = None) -> None:
        """Do what is not done yet, `limit` units at most. Whatever gets out of here, the crew is closed, and the run
        can be gone on with. Raises WorldProblem where the run folder cannot be written, or the crew is lost."""
        waiting = self._prepared()
        running: set[int] = set()
        left = len(self._run.units) if limit is None else limit
        try:
            while running or (waiting.ready and left):
                size = crew.size
                while waiting.ready and left and len(running) < size:
                    number = heapq.heappop(waiting.ready)
                    if self._is_kept_back(number):
                        self._release(waiting, number)
                        continue
                    left -= 1
                    running.add(number)
                    self._begin(crew, number)
                self._watcher.tick()
                ended = crew.ended(_TICK) if running else None
                if ended is not None:
                    running.discard(ended)
                    self._end(ended)
                    self._release(waiting, ended)
        finally:
            crew.close()

    def _prepared(self) -> _Waiting:
        """Who can be begun; what is done already is counted, and what is to be left alone is done with."""
        waiting = _Waiting()
        for number, unit in enumerate(self._run.units):
            folder = self._store.unit(number)
            result = folder.result
            if result is None and unit.skip:
                result = UnitResult(path=unit.path, module=unit.module, state=UnitState.SKIPPED, reason=unit.skip)
                self._finish(number, result)
            if result is not None:
                folder.remove_scratch()
                self._note(number, result)
                waiting.count[number] = -1
                continue
            before = [self._numbers[path] for path in unit.after if path in self._numbers]
            pending = [n for n in before if waiting.count.get(n, 0) >= 0]
            waiting.count[number] = len(pending)
            for other in pending:
                waiting.behind[other].append(number)
            if not pending:
                heapq.heappush(waiting.ready, number)
        return waiting

    def _release(self, waiting: _Waiting, number: int) -> None:
        for other in waiting.behind.pop(number, ()):
            waiting.count[other] -= 1
            if not waiting.count[other]:
                heapq.heappush(waiting.ready, other)

    def _is_kept_back(self, number: int) -> bool:
        """Whether a unit of the same repository that this one imports did not come through: it says so then. Units of
        other repositories are built from what is published of them, so they only set the order."""
        unit = self._run.units[number]
        if unit.is_closing:  # does what is left to do for those that came through
            return False
        before = [self._numbers[path] for path in unit.after if path in self._numbers]
        lacking = [n for n in before if n in self._failed and self._run.units[n].repository == unit.repository]
        if not lacking:
            return False
        reason = f"needs {self._run.units[lacking[0]].path}, which did not come through"
        result = UnitResult(path=unit.path, module=unit.module, state=UnitState.BLOCKED, reason=reason)
        self._finish(number, result)
        self._note(number, result)
        return True

    def _begin(self, crew: Crew, number: int) -> None:
        unit = self._run.units[number]
        folder = self._store.unit(number)
        folder.folder.make()
        sharing = self._sharing[unit.repository, self._options.branch_of(unit)]
        job = Job(
            unit=unit,
            options=self._options,
            siblings=tuple(self._store.unit(other).place for other in sharing if other != number),
            needs=tuple(self._store.unit(other).place for other in self._needs(number)) if self._options.layout else (),
            answers=self._store.answers,
            lock=self._store.repository_lock(
                hashlib.sha256(real_path(unit.repository).encode("utf-8", "surrogateescape")).hexdigest()[:16]
            ),
        )
        folder.write("job.json", job_json(job))
        self._watcher.began(number, unit)
        crew.begin(number, folder.place)

    def _needs(self, number: int) -> list[int]:
        """The units that this one needs, directly or not."""
        found: set[int] = set()
        waiting = [number]
        while waiting:
            after = {self._numbers[path] for path in self._run.units[waiting.pop()].after} - found
            found |= after
            waiting += after
        return sorted(found)

    def _end(self, number: int) -> None:
        result = self._store.unit(number).result
        if result is not None:
            self._note(number, result)

    def _finish(self, number: int, result: UnitResult) -> None:
        folder = self._store.unit(number)
        folder.folder.make()
        folder.finish(result)

    def _note(self, number: int, result: UnitResult) -> None:
        self._tally.add(result)
        if not result.state.is_done:
            self._failed.add(number)
        self._watcher.ended(number, result)
