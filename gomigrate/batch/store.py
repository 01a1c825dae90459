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
    log                 what its process said
    lock                held by its process
    scratch/            its temporary files, while it runs
"""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from gomigrate.batch.options import options_from_json, options_json
from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.batch import Run, UnitResult, UnitState
from gomigrate.report.batchjson import (
    BatchJsonError,
    amount,
    result_from_json,
    result_json,
    texts,
    typed,
    unit_from_json,
    unit_json,
)
from gomigrate.world.disk.statedir import StateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.batch.options import BatchOptions
    from gomigrate.world.base.seal import Seals

SCHEMA = "gomigrate/run/1"
_SHARD = 1000
_RUNS = "runs"
_SCRATCH = "scratch"
_FILES = "files.json"
_LATEST = 1e11  # seconds; a date of five thousand years is none
_SEALED = ("run.json", "units.jsonl")


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

    def read(self, name: str) -> dict[str, Any]:
        """A JSON file of it; empty where there is none, or what is there is none."""
        try:
            value = json.loads(self.folder.read(name) or b"{}")
        except (ValueError, RecursionError):
            return {}
        return value if isinstance(value, dict) else {}

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Write a JSON file, whole or not at all."""
        self.folder.write(name, _dump(value))

    @property
    def stage(self) -> str:
        """What is being done, or was when it broke off; "" before and after."""
        stage = self.read("state.json").get("stage")
        return stage if isinstance(stage, str) else ""

    @property
    def intent(self) -> dict[str, Any]:
        """What was about to be written to a branch, since its process may not have come to say that it was."""
        try:
            intent = typed(self.read("state.json").get("intent"), dict, "intent")
            said = {name: typed(intent.get(name), str, name) for name in ("branch", "commit")}
            commits = list(texts(intent.get("commits"), "commits"))
        except BatchJsonError:
            return {}
        return {**said, "commits": commits} if commits else {}

    @property
    def result(self) -> UnitResult | None:
        """The result, None while there is none."""
        value = self.read("state.json").get("result")
        try:
            return result_from_json(value) if value else None
        except BatchJsonError:
            return None

    def keep_files(self, files: Mapping[str, bytes]) -> None:
        """Keep the files that its plan makes of the repository, by path."""
        self.write(_FILES, {path: base64.b64encode(data).decode() for path, data in files.items()})

    def kept_files(self) -> dict[str, bytes]:
        """What `keep_files` kept; empty where there is nothing, or what is there is no such thing."""
        try:
            return {path: base64.b64decode(typed(text, str, path)) for path, text in self.read(_FILES).items()}
        except ValueError:
            return {}

    def note(self, stage: str, intent: dict[str, Any] | None = None) -> None:
        """Say what is done next; an intent stays until the result is there, and beyond."""
        self.write("state.json", {"stage": stage, "intent": self.intent if intent is None else intent})

    def finish(self, result: UnitResult) -> None:
        """Write the result."""
        self.write("state.json", {"stage": "", "intent": self.intent, "result": result_json(result)})

    def reopen(self) -> None:
        """Forget the result, so that the unit is done again; what it has written to a branch stays known."""
        self.write("state.json", {"stage": "", "intent": self.intent})


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
            raise UsageProblem(f"{place} holds a run already: --resume goes on with it")
        folder.make()
        units = b"".join(_dump(unit_json(unit)) for unit in run.units)
        head = {
            "schema": SCHEMA,
            "began": run.began,
            "units": len(run.units),
            "cycles": [list(cycle) for cycle in run.cycles],
            "options": options_json(options),
        }
        files = {"units.jsonl": units, "run.json": _dump(head)}
        folder.seal(seals, files)
        for name, data in files.items():
            folder.write(name, data)
        return cls(folder)

    @classmethod
    def open(cls, place: str, seals: Seals) -> RunStore:
        """The folder of a run that this user began there. A run says where branches are written, so none that came with
        a repository is gone on with. Raises UsageProblem where there is none."""
        store = cls(StateFolder(place))
        if store._head().get("schema") != SCHEMA:
            raise UsageProblem(f"{place} holds no run that this gomigrate can go on with")
        if not store.folder.is_sealed(seals, _SEALED):
            raise UsageProblem(f"{place} holds no run that this user began in that folder; begin a new one")
        return store

    def _head(self) -> dict[str, Any]:
        return UnitFolder(self.folder).read("run.json")

    def run(self) -> Run:
        """The run with all its units. Raises UsageProblem where another gomigrate wrote it."""
        head = self._head()
        try:
            return Run(
                folder=self.folder.root,
                began=amount(head.get("began"), _LATEST, "began"),
                units=tuple(unit_from_json(json.loads(line)) for line in self.folder.lines("units.jsonl")),
                cycles=tuple(texts(cycle, "a cycle") for cycle in typed(head.get("cycles"), list, "cycles")),
            )
        except (ValueError, RecursionError) as error:
            raise UsageProblem(f"the run was written by another gomigrate: {error}") from error

    def options(self) -> BatchOptions:
        """What was asked for. Raises UsageProblem."""
        return options_from_json(self._head().get("options"))

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

    def reopen(self, run: Run) -> int:
        """Make the units that failed or were blocked be done again; how many there are. Raises WorldProblem."""
        numbers = [
            number
            for number in range(len(run.units))
            if (result := self.unit(number).result) and result.state in (UnitState.FAILED, UnitState.BLOCKED)
        ]
        for number in numbers:
            self.unit(number).reopen()
        return len(numbers)

    def unit(self, number: int) -> UnitFolder:
        """The folder of a unit, by its number in the run."""
        return UnitFolder(StateFolder(self.folder.path(f"units/{number // _SHARD:03}/{number % _SHARD:03}")))

    def results(self, run: Run) -> Iterator[UnitResult]:
        """What became of each unit so far, one after the other, in the order of the run."""
        for number, unit in enumerate(run.units):
            yield self.unit(number).result or UnitResult(path=unit.path, module=unit.module)


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"


def new_place(home: str, began: float) -> str:
    """A new run folder below the folder for state, named for when it began."""
    stamp = datetime.fromtimestamp(began, UTC).strftime("%Y%m%d-%H%M%S")
    return f"{home}/{_RUNS}/{stamp}-{secrets.token_hex(3)}"


def latest_place(home: str) -> str:
    """The run folder that was begun last. Raises UsageProblem where there is none."""
    runs = StateFolder(f"{home}/{_RUNS}")
    whole = [name for name in runs.names() if runs.holds(f"{name}/run.json")]
    if not whole:
        raise UsageProblem("there is no run to go on with: name its folder with --run-dir")
    return runs.path(whole[-1])
