"""`gomigrate batch --list --layout`: the modules of one repository, shown and not made."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fixtures.monorepo.make import BROKEN_LOCK, CYCLES, PACKAGES, make, write
from gomigrate.model.fleets.partition import Layout, Preferences
from gomigrate.monorepo.partition.make import make_partition
from gomigrate.report.fleets.partition import partition_text
from tests.fakeworld.environment import closed_environment
from tests.fakeworld.program import Answer, gomigrate
from tests.unit.monorepo.partition.surveys import partition_of, survey_of


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("listed")
    write(make(), root)
    return root


def call(place: Path, *words: str) -> Answer:
    """The command in the made monorepo."""
    env = closed_environment(place, [place / "gopath"])
    return gomigrate(["batch", *words], place / "gopath/src/acme.test/mono", env)


def listed(place: Path, layout: str) -> dict[str, Any]:
    done = call(place, "--list", "--layout", layout, "--format", "json", ".")
    assert done.status == 1, done.err  # one lock has the markers of a merge conflict
    value: dict[str, Any] = json.loads(done.out)
    schema = json.loads((files("gomigrate.report") / "schemas" / "partition.json").read_text())
    jsonschema.validate(value, schema)
    return value


def test_the_list_names_units_modules_cycles_crossings_conflicts_and_the_broken_lock(place: Path) -> None:
    value = listed(place, "units")
    assert tuple(unit["folder"] for unit in value["units"]) == make().units
    assert all(unit["marks"] for unit in value["units"])
    assert {tuple(cycle["units"]) for cycle in value["cycles"]} == set(CYCLES)
    assert all(edge["imports"][0]["where"] for cycle in value["cycles"] for edge in cycle["edges"])
    assert [conflict["path"] for conflict in value["conflicts"]] == ["deps.test/alpha", "deps.test/beta"]
    assert value["crossings"]
    errors = [item["where"] for item in value["findings"] if item["severity"] == "error"]
    assert errors == [f"{BROKEN_LOCK}/Gopkg.lock:2"]


def test_each_module_is_in_the_order_once_and_after_what_it_needs(place: Path) -> None:
    value = listed(place, "work")
    needs = {part["folder"]: set(part["needs"]) for part in value["modules"]}
    done: set[str] = set()
    for folders in value["order"]:
        assert all(needs[folder] <= done for folder in folders)
        assert not done.intersection(folders)
        done.update(folders)
    assert done == set(needs)


def test_one_module_takes_all_packages_and_has_no_cycles_to_tell_of(place: Path) -> None:
    value = listed(place, "one")
    assert [(part["folder"], len(part["packages"])) for part in value["modules"]] == [("", PACKAGES)]
    codes = {item["code"] for item in value["findings"]}
    assert "GM903" not in codes
    assert "GM904" in codes


def test_a_list_writes_nothing(place: Path) -> None:
    top = place / "gopath/src/acme.test/mono"
    before = {path: path.stat().st_mtime_ns for path in top.rglob("*") if ".git" not in path.parts}
    call(place, "--list", "--layout", "units", "libs")
    assert {path: path.stat().st_mtime_ns for path in top.rglob("*") if ".git" not in path.parts} == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--layout", "units", "--resume", "."], "take their units from the run folder"),
        (["--layout", "units", "--list", "--resume", "."], "--list shows a new run"),
        (["--layout", "units", "--branch", "to/{unit}", "."], "no {unit} or {name}"),
        (["--layout", "units", "--list"], "name one ROOT"),
        (["--layout", "units", "--list", ".", "libs"], "name one ROOT"),
        (["--layout", "units", "--list", "--exclude", "libs", "."], "name one ROOT"),
        (["--layout", "units", "--list", "nowhere"], "no such folder"),
    ],
)
def test_what_does_not_name_one_repository_is_refused_in_a_line(place: Path, words: list[str], said: str) -> None:
    done = call(place, *words)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 2


def test_text_says_why_a_folder_is_a_unit_and_what_its_module_waits_for() -> None:
    survey = survey_of({"a": ["/lib"], "lib": []}, locks={"a": {"x.test/a": "1"}})
    lines = partition_text(partition_of(survey), 100, color=False).splitlines()
    assert "  a  1 package  a/vendor.conf" in lines
    assert [line.split() for line in lines[-2:]] == [
        ["1", ".", "1", "package"],
        ["2", "a", "1", "package;", "after", "."],
    ]


@pytest.mark.parametrize(("layout", "each"), [(Layout.ONE, False), (Layout.WORK, False), (Layout.UNITS, True)])
def test_pins_that_differ_meet_in_one_module_and_in_a_workspace(layout: Layout, *, each: bool) -> None:
    survey = survey_of({"a": [], "b": []}, locks={"a": {"x.test/y": "1"}, "b": {"x.test/y": "2"}})
    found = [f for f in make_partition(survey, Preferences(), layout).findings if f.code == "GM904"]
    assert [f.facts for f in found] == [
        (("path", "x.test/y"), ("commits", 2), ("units", 2), ("each_keeps_its_own", each)),
    ]
    assert found[0].evidence == ("a/vendor.conf:1: 1", "b/vendor.conf:1: 2")
