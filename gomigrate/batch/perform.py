"""One unit in a process of its own, from start to result, wherever this is called: here, or on a Dask worker."""

from __future__ import annotations

import signal
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.batch.store import unit_folder
from gomigrate.model.errors import WorldProblem
from gomigrate.model.fleets.batch import Cause, CauseKind, UnitResult, UnitState, cause
from gomigrate.world.base.worker import Worker

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.batch.store import UnitFolder
    from gomigrate.model.fleets.batch import UnitStage
    from gomigrate.world.base.worker import Ending

_MODULE = "gomigrate.cli.batchunit"


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
        job, log = folder.job, folder.folder.path("log")
        worker = Worker.start(_MODULE, [place], cwd=job.unit.root, log=log, scratch=folder.scratch)
        return cls(folder, worker, job.options.unit_timeout)

    def end(self, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Wait for its end, and leave a result in any case, unless the whole batch was stopped meanwhile."""
        ending = self.worker.wait(self.seconds)
        if not is_stopped() and self.folder.result is None:
            self.folder.finish(self._without_result(ending))

    def _without_result(self, ending: Ending) -> UnitResult:
        progress = self.folder.progress
        failed = _failed(self.folder, _how(ending, self.seconds, progress.stage))
        intent = progress.intent
        if intent:
            failed = replace(failed, branch=intent.branch, commit=intent.commit)
        return replace(failed, seconds=ending.seconds)


def perform(place: str) -> None:
    """Do a unit to its end. Raises WorldProblem where its folder cannot be written."""
    try:
        performance = Performance.begin(place)
    except WorldProblem as problem:
        fail(place, cause(CauseKind.REFUSED, said=str(problem)))
    else:
        performance.end()


def fail(place: str, why: Cause) -> None:
    """Leave the result that the unit failed, unless there is one. Raises WorldProblem."""
    folder = unit_folder(place)
    if folder.result is None:
        folder.finish(_failed(folder, why))


def _failed(folder: UnitFolder, why: Cause) -> UnitResult:
    unit = folder.job.unit
    return UnitResult(path=unit.path, module=unit.module, state=UnitState.FAILED, cause=why)


def _how(ending: Ending, limit: float, stage: UnitStage) -> Cause:
    if ending.hung:
        return cause(CauseKind.HUNG, seconds=round(limit), stage=stage.value)
    if ending.status < 0:
        try:
            name = signal.Signals(-ending.status).name
        except ValueError:
            name = str(-ending.status)
        return cause(CauseKind.KILLED, signal=name, stage=stage.value)
    return cause(CauseKind.ENDED, status=ending.status, stage=stage.value)
