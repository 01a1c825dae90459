"""The run folder: what was to be done, and how far every unit is.

    run.json                the options, when it began, the circles of units; written last, so a folder that has it is whole
    units.jsonl             a unit a line, in the order in which they are begun
    lock                    held by the batch that runs
    units/NNN/NNN/          a folder a unit, by its number:
        job.json            what its process is told
        state.json          the stage it is at, what it is about to write, and in the end its result
        plan.json           its plan with the ledger
        verdict.json        what verify found
        log                 what its process said
        lock                held by its process
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.batch.options import options_from_json, options_json
from gomigrate.model.batch import Run, UnitResult
from gomigrate.model.errors import UsageProblem
from gomigrate.report.batchjson import result_from_json, result_json, unit_from_json, unit_json
from gomigrate.world.statefolder import StateFolder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.batch.options import BatchOptions

SCHEMA = "gomigrate/run/1"
_SHARD = 1000


@dataclass(frozen=True, slots=True)
class UnitFolder:
    """The folder of one unit."""

    folder: StateFolder

    @property
    def place(self) -> str:
        """Where it lies."""
        return self.folder.root

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
        return str(self.read("state.json").get("stage", ""))

    @property
    def intent(self) -> dict[str, Any]:
        """What was about to be written to a branch, since its process may not have come to say that it was."""
        intent = self.read("state.json").get("intent")
        return intent if isinstance(intent, dict) else {}

    @property
    def result(self) -> UnitResult | None:
        """The result, None while there is none."""
        value = self.read("state.json").get("result")
        try:
            return result_from_json(value) if value else None
        except (KeyError, TypeError, ValueError):
            return None

    def note(self, stage: str, intent: dict[str, Any] | None = None) -> None:
        """Say what is done next; an intent stays until the result is there, and beyond."""
        self.write("state.json", {"stage": stage, "intent": self.intent if intent is None else intent})

    def finish(self, result: UnitResult) -> None:
        """Write the result."""
        self.write("state.json", {"stage": "", "intent": self.intent, "result": result_json(result)})


@dataclass(frozen=True, slots=True)
class RunStore:
    """A run folder."""

    folder: StateFolder

    @classmethod
    def create(cls, place: str, run: Run, options: BatchOptions) -> RunStore:
        """Make the folder of a new run. Raises UsageProblem where there is a run already, WorldProblem."""
        folder = StateFolder(place)
        if folder.holds("run.json"):
            raise UsageProblem(f"{place} holds a run already: --resume goes on with it")
        folder.make()
        folder.write("units.jsonl", b"".join(_dump(unit_json(unit)) for unit in run.units))
        head = {
            "schema": SCHEMA,
            "began": run.began,
            "units": len(run.units),
            "cycles": [list(cycle) for cycle in run.cycles],
            "options": options_json(options),
        }
        folder.write("run.json", _dump(head))
        return cls(folder)

    @classmethod
    def open(cls, place: str) -> RunStore:
        """The folder of a run that was begun. Raises UsageProblem where there is none."""
        store = cls(StateFolder(place))
        if store._head().get("schema") != SCHEMA:
            raise UsageProblem(f"{place} holds no run that this gomigrate can go on with")
        return store

    def _head(self) -> dict[str, Any]:
        return UnitFolder(self.folder).read("run.json")

    def run(self) -> Run:
        """The run with all its units."""
        head = self._head()
        return Run(
            folder=self.folder.root,
            began=float(head.get("began", 0)),
            units=tuple(unit_from_json(json.loads(line)) for line in self.folder.lines("units.jsonl")),
            cycles=tuple(tuple(cycle) for cycle in head.get("cycles", [])),
        )

    def options(self) -> BatchOptions:
        """What was asked for. Raises UsageProblem."""
        return options_from_json(self._head().get("options", {}))

    @property
    def lock(self) -> str:
        """The lock that the running batch holds."""
        return self.folder.path("lock")

    def unit(self, number: int) -> UnitFolder:
        """The folder of a unit, by its number in the run."""
        return UnitFolder(StateFolder(self.folder.path(f"units/{number // _SHARD:03}/{number % _SHARD:03}")))

    def results(self, run: Run) -> Iterator[UnitResult]:
        """What became of each unit so far, one after the other, in the order of the run."""
        for number, unit in enumerate(run.units):
            yield self.unit(number).result or UnitResult(path=unit.path, module=unit.module)


def _dump(value: dict[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n"
