"""The run folder: what is read back from it, and when it is believed."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gomigrate.batch.options import BatchOptions, Job
from gomigrate.batch.plainvalues import NotPlainError, from_plain, to_plain
from gomigrate.batch.store import Intent, RunStore, UnitProgress
from gomigrate.model.codes import finding
from gomigrate.model.decision import Above, NewestOf
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Place
from gomigrate.model.fleets.batch import CauseKind, Run, Unit, UnitResult, UnitStage, UnitState, cause
from gomigrate.model.fleets.marks import Mark, Sign
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.modules import Attempt, ModuleVersion, Said, SourceKind
from gomigrate.model.policy import Policy
from gomigrate.world.disk.seal import Seals

MARKS = (Mark(Sign.LOCK, "vendor.conf"),)
UNIT = Unit(path="a", root="/r/a", repository="/r", prefix="a", module="a.b/c", marks=MARKS, after=("b",))
ASKED = (Attempt(source="proxy", kind=SourceKind.PROXY, question="m", said=Said.NO, detail="404"),)
DATE = datetime(2020, 1, 2, tzinfo=UTC)
RESULT = UnitResult(
    path="a",
    state=UnitState.FAILED,
    seconds=1.5,
    findings=(
        finding("GM930", place=Place("go.work", 3), path="x", others=2, more=("a", "b"), flag=True),
        replace(
            finding("GM401"), because=NewestOf(importer="m", date=datetime(2020, 1, 2, tzinfo=UTC)), attempts=ASKED
        ),
        replace(finding("GM401"), because=Above(selected="v1.2.0", asker=ModuleVersion("m", "v1.0.0"))),
    ),
    ledger=(("kept", 1),),
    cause=cause(CauseKind.HUNG, seconds=9, stage=UnitStage.PLAN.value),
)
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
    with pytest.raises(UsageProblem, match="has no run"):
        RunStore.open(str(place), seals)


def test_run_of_another_user_is_not_gone_on_with(place: Path, tmp_path: Path) -> None:
    for other in (Seals(str(tmp_path / "stranger")), Seals.unkeyed()):
        with pytest.raises(UsageProblem, match="has no run"):
            RunStore.open(str(place), other)


def test_run_that_lies_elsewhere_is_not_gone_on_with(place: Path, tmp_path: Path, seals: Seals) -> None:
    """A copy in a clone, or another folder at the old place: where branches are written is for the user to say."""
    shutil.copytree(place, tmp_path / "clone/run")
    with pytest.raises(UsageProblem, match="has no run"):
        RunStore.open(str(tmp_path / "clone/run"), seals)
    place.rename(tmp_path / "away")
    (tmp_path / "clone/run").rename(place)
    with pytest.raises(UsageProblem, match="has no run"):
        RunStore.open(str(place), seals)


def changed(value: dict[str, Any], name: str, to: object) -> Any:
    return json.loads(json.dumps({**value, name: to}))


# Numbers of either kind, and what is left out.
MAY: list[tuple[str, object]] = [("seconds", 1), ("unit_timeout", 1.5)]
MAY += [(name, None) for name in ("layout", "skip", "cause", "intent", "result")]


@pytest.mark.parametrize("bad", [None, 1, 1.5, "x", [1], {"x": None}, True], ids=str)
def test_value_of_another_kind_in_any_field_is_refused_and_never_a_crash(bad: object) -> None:
    intent = Intent(branch="m", commits=("c",))
    for value in (UNIT, RESULT, OPTIONS, Job(unit=UNIT, options=OPTIONS), UnitProgress(intent=intent, result=RESULT)):
        kind = type(value)
        again = json.loads(json.dumps(to_plain(value)))
        assert from_plain(kind, again) == value
        for name in again:
            if type(bad) is type(again[name]) or (name, bad) in MAY:
                continue
            with pytest.raises(NotPlainError):
                from_plain(kind, changed(again, name, bad))
            with pytest.raises(NotPlainError):
                from_plain(kind, {other: again[other] for other in again if other != name})
        for other in ({}, {**again, "more": bad}):
            with pytest.raises(NotPlainError):
                from_plain(kind, other)


@pytest.mark.parametrize("seconds", [float("inf"), float("nan"), -1.0, 1e12])
def test_time_that_nobody_waits_for_is_refused(seconds: float) -> None:
    with pytest.raises(NotPlainError):
        from_plain(UnitResult, {**to_plain(RESULT), "seconds": seconds})


def test_what_a_run_folder_keeps_has_no_words_of_ours(place: Path, seals: Seals) -> None:
    unit = RunStore.open(str(place), seals).unit(0)
    unit.folder.make()
    unit.finish(RESULT)
    assert unit.result == RESULT
    kept = Path(unit.place, "state.json").read_text()
    assert not {"message", "remedy", "reason"} & set(json.loads(kept)["result"]["findings"][0])


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
        '{"intent": {"branch": "m", "commits": "c"}}',
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
    assert unit.progress == UnitProgress()
    assert (unit.intent.commits, unit.result, unit.kept_files()) == ((), None, {})
