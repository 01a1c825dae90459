"""The units of a batch on this machine: so many processes at once."""

from __future__ import annotations

import queue
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from gomigrate.batch.perform import Performance, fail
from gomigrate.model.errors import GomigrateError, WorldProblem
from gomigrate.model.fleets.batch import CauseKind, cause


class Crew(Protocol):
    """Who works on the units: told one after the other, and asked which one has come to its end."""

    @property
    def size(self) -> int:
        """How many units can be worked on at once."""
        ...

    def begin(self, number: int, place: str) -> None:
        """Take on a unit: its number, and its folder in the run."""
        ...

    def ended(self, timeout: float) -> int | None:
        """The number of a unit that has ended, None where none does within so many seconds. Raises WorldProblem where
        no unit can be worked on any more."""
        ...

    def close(self) -> None:
        """Stop what is being worked on, and leave no process behind."""
        ...


class LocalCrew:
    """Processes on this machine, each waited for by a thread."""

    def __init__(self, jobs: int) -> None:
        self.size = jobs
        self._pool = ThreadPoolExecutor(jobs, thread_name_prefix="unit")
        self._ended: queue.SimpleQueue[tuple[int, GomigrateError | OSError | None]] = queue.SimpleQueue()
        self._running: dict[int, Performance] = {}
        self._stopped = threading.Event()

    def begin(self, number: int, place: str) -> None:
        """See Crew."""
        self._pool.submit(self._work, number, place)

    def _work(self, number: int, place: str) -> None:
        problem: GomigrateError | OSError | None = None
        try:
            if not self._stopped.is_set():
                self._perform(number, place)
        except (GomigrateError, OSError) as error:
            problem = error
        finally:
            self._running.pop(number, None)
            self._ended.put((number, problem))

    def _perform(self, number: int, place: str) -> None:
        try:
            performance = Performance.begin(place)
        except WorldProblem as error:
            fail(place, cause(CauseKind.REFUSED, said=str(error)))
            return
        self._running[number] = performance
        if self._stopped.is_set():
            performance.worker.stop()
        performance.end(self._stopped.is_set)

    def ended(self, timeout: float) -> int | None:
        """See Crew."""
        try:
            number, problem = self._ended.get(timeout=timeout)
        except queue.Empty:
            return None
        if problem is not None:
            raise problem
        return number

    def close(self) -> None:
        """See Crew."""
        self._stopped.set()
        for performance in tuple(self._running.values()):
            threading.Thread(target=performance.worker.stop, daemon=True).start()
        self._pool.shutdown(wait=True)
