"""The run folder: what was to be done, and how far every unit is.

run.json                the options, when it began, the circles of units; written last, so a folder that has it is whole
units.jsonl             a unit a line, in the order in which they are begun
seal                    of these two, by the user's key and for this folder
lock                    held by the batch that runs
repositories/NAME       held by the unit that writes to a branch of that repository
answers/                what proxies said that may change later
report.json, .csv, .html, .txt, metrics.prom
units/NNN/NNN/          a folder a unit, by its number:
    job.json            what its process is told
    state.json          the stage it is at, what it is about to write, and in the end its result
    plan.json           its plan with the ledger
    files.json          of a module of a divided repository: the files of its plan, for the modules that need it
    verdict.json        what verify found
    report.html         the page of the plan and the verdict, to which the run's page leads
    log                 what its process said
    lock                held by its process
    scratch/            its temporary files, while it runs
"""

from __future__ import annotations

import base64
import json
import secrets
import shlex
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from gomigrate.batch.options import BatchOptions, Job
from gomigrate.batch.plainvalues import NotPlainError, from_plain, to_plain
from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.batch import Run, Unit, UnitResult, UnitStage, UnitState
from gomigrate.world.disk.statedir import StateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.world.disk.seal import Seals

T = TypeVar("T")

SCHEMA = "gomigrate/run/2"
PAGE = "report.html"
"""The page of a run, and in the folder of a unit the page of the unit."""

_SHARD = 1000
_RUNS = "runs"
_SCRATCH = "scratch"
_STATE = "state.json"
_FILES = "files.json"
_SEALED = ("run.json", "units.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """What was about to be written to a branch, since the process may not have come to say that it was."""

    branch: str
    commits: tuple[str, ...]

    @property
    def commit(self) -> str:
        """The last of the commits."""
        return self.commits[-1] if self.commits else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProgress:
    """How far a unit is: what is being done, or was when it broke off; the `intent`, which stays until the result is
    there and beyond; and the result."""

    stage: UnitStage = UnitStage.BEGIN
    intent: Intent | None = None
    result: UnitResult | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _RunHead:
    schema: str
    began: float
    cycles: tuple[tuple[str, ...], ...]
    options: BatchOptions


@dataclass(frozen=True, slots=True)
class UnitFolder:
    """The folder of one unit."""

    folder: StateFolder

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.folder.root

    @property
    def lock(self) -> str:
        """The lock that the process of the unit holds."""
        return self.folder.path("lock")

    @property
    def scratch(self) -> str:
        """The folder for the temporary files of the process of the unit."""
        return self.folder.path(_SCRATCH)

    def remove_scratch(self) -> None:
        """Remove the temporary files of a unit that has its result, for a batch that was killed after the result and
        before its process was waited for has left them."""
        self.folder.remove(_SCRATCH)

    def read(self, name: str) -> Any:
        """A JSON file of it; None where there is none, or what is there is none."""
        return _loaded(self.folder.read(name))

    def write(self, name: str, value: Any) -> None:
        """Write a JSON file, whole or not at all."""
        self.folder.write(name, _dump(value))

    def write_page(self, page: str) -> None:
        """Write the report of the unit, for a browser."""
        self.folder.write_pieces(PAGE, (page,))

    @property
    def job(self) -> Job:
        """The job of its process. Raises UsageProblem where another gomigrate wrote it."""
        return _ours(Job, self.read("job.json"))

    def keep_job(self, job: Job) -> None:
        """Write the job of its process."""
        self.write("job.json", to_plain(job))

    @property
    def progress(self) -> UnitProgress:
        """How far it is; not begun where that is not written down, or what is there is no such thing."""
        try:
            return from_plain(UnitProgress, self.read(_STATE))
        except NotPlainError:
            return UnitProgress()

    @property
    def result(self) -> UnitResult | None:
        """The result, None while there is none."""
        return self.progress.result

    @property
    def intent(self) -> Intent:
        """What was about to be written to a branch, without commits where there was nothing."""
        return self.progress.intent or Intent(branch="", commits=())

    def note(self, stage: UnitStage, intent: Intent | None = None) -> None:
        """Say what is done next, and what is about to be written."""
        self._keep(UnitProgress(stage=stage, intent=intent or self.progress.intent))

    def finish(self, result: UnitResult) -> None:
        """Write the result, with its seconds to the thousandth."""
        result = replace(result, seconds=round(result.seconds, 3))
        self._keep(UnitProgress(intent=self.progress.intent, result=result))

    def reopen(self) -> None:
        """Forget the result, so that the unit is done again; what it has written to a branch stays known."""
        self._keep(UnitProgress(intent=self.progress.intent))

    def _keep(self, progress: UnitProgress) -> None:
        self.write(_STATE, to_plain(progress))

    def keep_files(self, files: Mapping[str, bytes]) -> None:
        """Keep the files that its plan makes of the repository, by path."""
        self.write(_FILES, [[path, base64.b64encode(data).decode()] for path, data in files.items()])

    def kept_files(self) -> dict[str, bytes]:
        """What `keep_files` kept; empty where there is nothing, or what is there is no such thing."""
        try:
            kept = from_plain(tuple[tuple[str, str], ...], self.read(_FILES))
            return {path: base64.b64decode(text) for path, text in kept}
        except ValueError:
            return {}


def unit_folder(place: str) -> UnitFolder:
    """The unit's folder that lies there."""
    return UnitFolder(StateFolder(place))


@dataclass(frozen=True, slots=True)
class RunStore:
    """A run folder."""

    folder: StateFolder

    @classmethod
    def create(cls, place: str, run: Run, options: BatchOptions, seals: Seals) -> RunStore:
        """Make the folder of a new run. Raises UsageProblem where there is a run already, WorldProblem."""
        folder = StateFolder(place)
        if folder.holds("run.json"):
            raise UsageProblem(
                f"{place} has a run already", remedy=f"gomigrate batch --resume --run-dir {shlex.quote(place)}"
            )
        folder.make()
        head = _RunHead(schema=SCHEMA, began=run.began, cycles=run.cycles, options=options)
        units = b"".join(_dump(to_plain(unit)) for unit in run.units)
        files = {"units.jsonl": units, "run.json": _dump(to_plain(head))}
        folder.seal(seals, files)
        for name, data in files.items():
            folder.write(name, data)
        return cls(folder)

    @classmethod
    def open(cls, place: str, seals: Seals) -> RunStore:
        """The folder of a run that this user began there. A run says where branches are written, so a folder that came
        with a repository is not continued. Raises UsageProblem where there is none."""
        store = cls(StateFolder(place))
        head = _loaded(store.folder.read("run.json"))
        if not isinstance(head, dict) or head.get("schema") != SCHEMA:
            raise UsageProblem(f"{place} has no run that this gomigrate can continue")
        if not store.folder.is_sealed(seals, _SEALED):
            raise UsageProblem(f"{place} has no run that this user began in that folder", remedy="start a new run")
        return store

    @property
    def _head(self) -> _RunHead:
        return _ours(_RunHead, _loaded(self.folder.read("run.json")))

    def run(self) -> Run:
        """The run with all its units. Raises UsageProblem where another gomigrate wrote it."""
        head = self._head
        units = tuple(_ours(Unit, _loaded(line)) for line in self.folder.lines("units.jsonl"))
        return Run(folder=self.folder.root, began=head.began, units=units, cycles=head.cycles)

    def options(self) -> BatchOptions:
        """What was asked for. Raises UsageProblem."""
        return self._head.options

    @property
    def lock(self) -> str:
        """The lock that the running batch holds."""
        return self.folder.path("lock")

    @property
    def answers(self) -> str:
        """The folder for what proxies say, for as long as it is believed."""
        return self.folder.path("answers")

    def repository_lock(self, name: str) -> str:
        """The lock that is held by whoever writes to a branch of the repository of this name. Raises WorldProblem."""
        return f"{self.folder.make('repositories')}/{name}"

    def reopen(self, run: Run) -> None:
        """Make the units that failed or were blocked be done again. Raises WorldProblem."""
        for number in range(len(run.units)):
            unit = self.unit(number)
            if (result := unit.result) and result.state in (UnitState.FAILED, UnitState.BLOCKED):
                unit.reopen()

    def unit(self, number: int) -> UnitFolder:
        """The folder of a unit, by its number in the run."""
        return unit_folder(self.folder.path(_unit_place(number)))

    def pages(self, run: Run) -> Iterator[str]:
        """The page of each unit relative to the run folder, "" where it has none, in the order of the run."""
        for number in range(len(run.units)):
            name = f"{_unit_place(number)}/{PAGE}"
            yield name if self.folder.holds(name) else ""

    def results(self, run: Run) -> Iterator[UnitResult]:
        """What became of each unit so far, one after the other, in the order of the run."""
        for number, unit in enumerate(run.units):
            yield self.unit(number).result or UnitResult(path=unit.path, module=unit.module)


def _unit_place(number: int) -> str:
    return f"units/{number // _SHARD:03}/{number % _SHARD:03}"


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


def _loaded(data: bytes | None) -> Any:
    try:
        return json.loads(data or b"null")
    except (ValueError, RecursionError):
        return None


def _ours(kind: type[T], value: Any) -> T:
    try:
        return from_plain(kind, value)
    except NotPlainError as error:
        raise UsageProblem(f"the run was written by another gomigrate: {error}") from error


def new_place(home: str, began: float) -> str:
    """A new run folder below the folder for state, named for when it began."""
    stamp = datetime.fromtimestamp(began, UTC).strftime("%Y%m%d-%H%M%S")
    return f"{home}/{_RUNS}/{stamp}-{secrets.token_hex(3)}"


def latest_place(home: str) -> str:
    """The run folder that was begun last. Raises UsageProblem where there is none."""
    runs = StateFolder(f"{home}/{_RUNS}")
    whole = [name for name in runs.names() if runs.holds(f"{name}/run.json")]
    if not whole:
        raise UsageProblem("there is no run to continue", remedy="name the folder of a run with --run-dir")
    return runs.path(whole[-1])
