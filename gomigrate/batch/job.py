"""What the process of one unit is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.batch.options import BatchOptions, options_from_json, options_json
from gomigrate.model.errors import UsageProblem
from gomigrate.report.batchjson import BatchJsonError, texts, typed, unit_from_json, unit_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.fleets.batch import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`siblings` are the folders, in the run, of the other units that are written to the same branch, and `lock` the
    file that whoever writes to it holds. `needs` are the folders of the modules of a divided repository that this one
    needs, directly or not. `answers` is where the run keeps what proxies say."""

    unit: Unit
    options: BatchOptions
    siblings: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lock: str = ""
    answers: str = ""

    @property
    def branch(self) -> str:
        """The branch that the unit is written to."""
        return self.options.branch_of(self.unit)


def job_json(job: Job) -> dict[str, Any]:
    """The job as a JSON value."""
    return {
        "unit": unit_json(job.unit),
        "options": options_json(job.options),
        "siblings": list(job.siblings),
        "needs": list(job.needs),
        "lock": job.lock,
        "answers": job.answers,
    }


def job_from_json(value: Mapping[str, Any]) -> Job:
    """The job that `job_json` made this of. Raises UsageProblem for anything else."""
    try:
        return Job(
            unit=unit_from_json(value.get("unit")),
            options=options_from_json(value.get("options")),
            siblings=texts(value.get("siblings"), "siblings"),
            needs=texts(value.get("needs"), "needs"),
            lock=typed(value.get("lock"), str, "lock"),
            answers=typed(value.get("answers"), str, "answers"),
        )
    except BatchJsonError as error:
        raise UsageProblem(f"the job of the unit was written by another gomigrate: {error}") from error
