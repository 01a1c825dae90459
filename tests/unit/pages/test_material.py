"""What a page shows beside the plan and the verdict."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.model.plan import Plan
from gomigrate.pages.material import recorded_material
from gomigrate.report.edits import edits_json
from gomigrate.verify.branch.record import recorded_plan
from tests.unit.batch.made import Fleet, make_fleet, write_repository

pytestmark = pytest.mark.go
MAKEFILE = "build:\n\tdep ensure\n\tgo build ./...\n"


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> tuple[Fleet, Plan]:
    """A repository with a Makefile, and its branch."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOCACHE", str(shared_gocache))
        fleet = make_fleet(tmp_path_factory.mktemp("fleet"), 1)
    place = fleet.own / "u000"
    (place / "Makefile").write_text(MAKEFILE)
    (place / "link").symlink_to("Makefile")
    for words in (["add", "-A"], ["commit", "-q", "-m", "build file"]):
        subprocess.run(["git", *words], cwd=place, env=fleet.env, check=True)
    assert fleet.call("apply", str(place), "--branch", "modules").status == 0
    plan = recorded_plan(str(place), "modules")
    assert plan
    return fleet, plan


def test_the_branch_has_the_edits_that_the_plan_shows(migrated: tuple[Fleet, Plan]) -> None:
    fleet, plan = migrated
    place = str(fleet.own / "u000")
    planned = json.loads(fleet.call("plan", place, "--format", "json").out)
    found = recorded_material(place, "modules", fleet.git("u000", "rev-parse", "HEAD"), plan)
    assert [edit.path for edit in found.edits] == ["Makefile"]
    assert edits_json(found.edits) == planned["edits"]
    assert found.picture is None


def test_without_a_record_or_a_commit_before_there_are_no_edits(migrated: tuple[Fleet, Plan]) -> None:
    fleet, plan = migrated
    place = str(fleet.own / "u000")
    assert recorded_material(place, "modules", "", plan).edits == ()
    assert recorded_material(place, "modules", "HEAD", None).edits == ()


def test_a_path_of_a_record_that_is_no_changed_file_of_the_branch_is_left_out(migrated: tuple[Fleet, Plan]) -> None:
    fleet, plan = migrated
    place = str(fleet.own / "u000")
    hostile = ("../u000/Makefile", "/etc/passwd", "nowhere", "link", ".git/config", "go.mod", "", "u000.go", "Makefile")
    found = recorded_material(place, "modules", "HEAD", replace(plan, edits=hostile))
    assert [edit.path for edit in found.edits] == ["Makefile"]


def test_the_page_of_a_verdict_has_the_edits_and_that_of_a_unit_the_graph_too(migrated: tuple[Fleet, Plan]) -> None:
    fleet, _ = migrated
    place = str(fleet.own / "u000")
    fleet.call("verify", place, "--against", "modules", "--report", "verdict.html")
    page = (fleet.root / "verdict.html").read_text()
    assert '<h2 id="edits">' in page
    assert "+\tgo mod download" in page
    assert "gomigrate graph" in page
    named = 'package u001\n\nimport _ "corp.example.com/u000"\n'
    write_repository(fleet, "u001", {"Gopkg.lock": "", "Gopkg.toml": "", "u001.go": named, "Makefile": MAKEFILE})
    done = fleet.call("batch", str(fleet.own), "--branch", "other", "--run-dir", "run")
    units = [path.read_text() for path in sorted((fleet.root / "run").glob("units/*/*/report.html"))]
    assert len(units) == 2, done.err
    assert all('<h2 id="edits">' in unit for unit in units)
    assert any('<h2 id="graph-of-modules">' in unit for unit in units)
