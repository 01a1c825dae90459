"""The units of a batch on a Dask cluster. The run folder and the repositories lie where all workers see them by the
same path; a task is nothing but the path of a unit's folder, and what it leaves is in that folder.

Dask gives a task whose worker dies to another one. That is safe: the unit's process dies with its worker, its lock is
free then, and the next process goes on from what is written down.
"""

from __future__ import annotations

import contextlib
import queue
import secrets
from typing import Any

from gomigrate.batch.perform import fail, perform
from gomigrate.model.errors import GomigrateError, UsageProblem, WorldProblem
from gomigrate.model.fleets.batch import CauseKind, cause
from gomigrate.world.net.probe import is_listening, split_address

_PATIENCE = "30s"
_LISTENING = 10.0


class DaskCrew:
    """The workers of a cluster, by the address of its scheduler."""

    def __init__(self, address: str) -> None:
        """Raises UsageProblem where Dask is not installed or this is no address, WorldProblem where none answers."""
        try:
            import distributed
        except ImportError as error:
            raise UsageProblem("--scheduler needs Dask: pip install distributed") from error
        place = split_address(address)
        if place is None:
            raise UsageProblem(f"--scheduler {address}: not an address such as tcp://host:8786")
        if not is_listening(*place, _LISTENING):
            raise WorldProblem(f"no Dask scheduler answers at {address}")
        try:
            # Dask's calls have no types.
            client: Any = distributed.Client
            self._client = client(address, timeout=_PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise WorldProblem(f"no Dask scheduler answers at {address}") from error
        self._numbers: dict[str, tuple[int, str]] = {}
        self._futures: dict[str, Any] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._run = secrets.token_hex(4)

    @property
    def size(self) -> int:
        """See Crew: the threads of all workers that are there now, and one more a worker, so that none waits."""
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        return max(1, sum(int(worker["nthreads"]) + 1 for worker in workers))

    def begin(self, number: int, place: str) -> None:
        """See Crew."""
        future = self._client.submit(perform, place, key=f"gomigrate-{self._run}-{number}", pure=False)
        self._numbers[future.key] = (number, place)
        self._futures[future.key] = future
        future.add_done_callback(self._ended.put)

    def ended(self, timeout: float) -> int | None:
        """See Crew. A unit at whose work several workers died has failed; what stops a batch here stops one there."""
        try:
            future = self._ended.get(timeout=timeout)
        except queue.Empty:
            return None
        number, place = self._numbers.pop(future.key)
        del self._futures[future.key]
        if future.cancelled():
            raise WorldProblem("the Dask scheduler is gone, or has forgotten what it was given")
        problem = future.exception(timeout=_PATIENCE)
        if isinstance(problem, GomigrateError):
            raise problem
        if problem is not None:
            fail(place, cause(CauseKind.CLUSTER, said=type(problem).__name__))
        return number

    def close(self) -> None:
        """See Crew: tasks that have not begun are taken back; a unit that is being worked on comes to its end."""
        with contextlib.suppress(OSError, TimeoutError):
            if self._futures:
                self._client.cancel(list(self._futures.values()))
            self._client.close(timeout=_PATIENCE)
