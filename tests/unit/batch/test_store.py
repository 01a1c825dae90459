"""The run folder: what is read back from it, and when it is believed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gomigrate.batch.job import Job, job_from_json, job_json
from gomigrate.batch.options import BatchOptions, options_from_json, options_json
from gomigrate.batch.store import RunStore
from gomigrate.model.errors import UsageProblem
from gomigrate.model.fleets.batch import Run, Unit, UnitResult, UnitState
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.policy import Policy
from gomigrate.report.batchjson import BatchJsonError, result_from_json, result_json, unit_from_json, unit_json
from gomigrate.world.base.seal import Seals

UNIT = Unit(path="a", root="/r/a", repository="/r", prefix="a", module="a.b/c", why=("a lock",), after=("b",))
RUN = Run(folder="", began=1.5e9, units=(UNIT,), cycles=(("a", "b"),))
OPTIONS = BatchOptions(policy=Policy(hold=("a.b/c",)), layout=Layout.UNITS, unit_timeout=5)


@pytest.fixture
def seals(tmp_path: Path) -> Seals:
    return Seals(str(tmp_path / "home"))


@pytest.fixture
def place(tmp_path: Path, seals: Seals) -> Path:
    RunStore.create(str(tmp_path / "run"), RUN, OPTIONS, seals)
    return tmp_path / "run"


def test_run_is_read_back_as_it_was_begun(place: Path, seals: Seals) -> None:
    store = RunStore.open(str(place), seals)
    assert store.options() == OPTIONS
    assert (store.run().units, store.run().began, store.run().cycles) == (RUN.units, RUN.began, RUN.cycles)


@pytest.mark.parametrize("name", ["run.json", "units.jsonl", "seal"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_run_that_was_changed_is_not_gone_on_with(name: str, how: str, place: Path, seals: Seals) -> None:
    text = (place / name).read_text()
    (place / name).unlink()
    if how == "changed":
        (place / name).write_text(text[:-2] + " " + text[-2:])
    with pytest.raises(UsageProblem, match="holds no run"):
        RunStore.open(str(place), seals)


def test_run_of_another_user_is_not_gone_on_with(place: Path, tmp_path: Path) -> None:
    for other in (Seals(str(tmp_path / "stranger")), Seals.unkeyed()):
        with pytest.raises(UsageProblem, match="holds no run"):
            RunStore.open(str(place), other)


def test_run_that_lies_elsewhere_is_not_gone_on_with(place: Path, tmp_path: Path, seals: Seals) -> None:
    """A copy in a clone, or another folder at the old place: where branches are written is for the user to say."""
    shutil.copytree(place, tmp_path / "clone/run")
    with pytest.raises(UsageProblem, match="holds no run"):
        RunStore.open(str(tmp_path / "clone/run"), seals)
    place.rename(tmp_path / "away")
    (tmp_path / "clone/run").rename(place)
    with pytest.raises(UsageProblem, match="holds no run"):
        RunStore.open(str(place), seals)


def changed(value: dict[str, Any], name: str, to: object) -> Any:
    return json.loads(json.dumps({**value, name: to}))


# Numbers of either kind, and what is left out.
MAY: list[tuple[str, object]] = [("seconds", 1), ("unit_timeout", 1.5), ("findings", None), ("layout", None)]


@pytest.mark.parametrize("bad", [None, 1, 1.5, "x", [1], {"x": None}, True], ids=str)
def test_value_of_another_kind_in_any_field_is_refused_and_never_a_crash(bad: object) -> None:
    unit, result = unit_json(UNIT), result_json(UnitResult(path="a", state=UnitState.FAILED, ledger=(("kept", 1),)))
    for whole, read, said in [
        (unit, unit_from_json, BatchJsonError),
        (result, result_from_json, BatchJsonError),
        (options_json(OPTIONS), options_from_json, UsageProblem),
        (job_json(Job(unit=UNIT, options=OPTIONS)), job_from_json, UsageProblem),
    ]:
        again = json.loads(json.dumps(whole))
        for name in again:
            if type(bad) is type(again[name]) or (name, bad) in MAY:
                continue
            with pytest.raises(said):
                read(changed(again, name, bad))
        with pytest.raises(said):
            read({})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"intent": 1}',
        '{"intent": {"branch": "m"}}',
        '{"intent": {"branch": "m", "commit": "c"}}',
        '{"intent": {"branch": "m", "commit": "c", "commits": []}}',
        '{"result": 1}',
        '{"result": {}}',
        '{"stage": 1}',
        '{"result": {"path": "a", "seconds": Infinity}}',
        "[" * 100_000,
    ],
    ids=lambda text: text[:40],
)
def test_state_of_a_unit_that_is_none_is_not_there(text: str, place: Path, seals: Seals) -> None:
    unit = RunStore.open(str(place), seals).unit(0)
    unit.folder.make()
    Path(unit.place, "state.json").write_text(text)
    Path(unit.place, "files.json").write_text(text.replace("intent", "a/b"))
    assert (unit.intent, unit.result, unit.stage, unit.kept_files()) == ({}, None, "", {})
