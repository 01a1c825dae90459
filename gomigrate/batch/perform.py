"""One unit in a process of its own, from start to result, wherever this is called: here, or on a Dask worker."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.batch.job import job_from_json
from gomigrate.batch.store import unit_folder
from gomigrate.model.errors import WorldProblem
from gomigrate.model.fleets.batch import UnitResult, UnitState
from gomigrate.world.base.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.batch.store import UnitFolder
    from gomigrate.world.base.worker import Ending

_MODULE = "gomigrate.cli.batchunit"
_STAGES = {"plan": "while planning", "apply": "while writing the branch", "verify": "while verifying"}


@dataclass(frozen=True, slots=True)
class Performance:
    """A unit that a process works on."""

    folder: UnitFolder
    worker: Worker
    seconds: float

    @classmethod
    def begin(cls, place: str) -> Performance:
        """Start the process for the unit whose folder in the run is `place`. Raises WorldProblem."""
        folder = unit_folder(place)
        job = job_from_json(folder.read("job.json"))
        cwd = job.unit.root
        worker = Worker.start(_MODULE, [place], cwd=cwd, log=folder.folder.path("log"), scratch=folder.scratch)
        return cls(folder, worker, job.options.unit_timeout)

    def end(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Wait for its end, and leave a result in any case, unless the whole batch was stopped meanwhile."""
        ending = self.worker.wait(self.seconds)
        if not is_stopped() and self.folder.result is None:
            self.folder.finish(self._without_result(ending))

    def _without_result(self, ending: Ending) -> UnitResult:
        job = job_from_json(self.folder.read("job.json"))
        stage = _STAGES.get(self.folder.stage, "before it began")
        failed = UnitResult(
            path=job.unit.path,
            module=job.unit.module,
            state=UnitState.FAILED,
            seconds=ending.seconds,
            reason=f"{_how(ending, self.seconds)} {stage}; see its log",
        )
        intent = self.folder.intent
        return replace(failed, branch=intent["branch"], commit=intent["commit"]) if intent else failed


def perform(place: str) -> None:
    """Do a unit to its end. Raises WorldProblem where its folder cannot be written."""
    try:
        performance = Performance.begin(place)
    except WorldProblem as problem:
        fail(place, str(problem))
    else:
        performance.end()


def fail(place: str, reason: str) -> None:
    """Leave the result that the unit failed, unless there is one. Raises WorldProblem."""
    folder = unit_folder(place)
    if folder.result is None:
        unit = job_from_json(folder.read("job.json")).unit
        folder.finish(UnitResult(path=unit.path, module=unit.module, state=UnitState.FAILED, reason=reason))


def _how(ending: Ending, limit: float) -> str:
    if ending.hung:
        return f"did not end within {limit:.0f} seconds, and was stopped"
    if ending.status < 0:
        try:
            name = signal.Signals(-ending.status).name
        except ValueError:
            name = str(-ending.status)
        return f"was killed ({name})"
    return f"ended with status {ending.status} and no result"
