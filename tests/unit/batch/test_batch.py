"""A batch as a user runs it, killed and gone on with."""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import jsonschema
import pytest

import gomigrate
from gomigrate.batch.store import unit_folder
from tests.unit.batch.made import HOST, Fleet, make_fleet, write_repository
from tests.unit.report.test_pagenumbers import assert_numbers

pytestmark = pytest.mark.go
SCHEMA = Path(gomigrate.__file__).parent / "report" / "schemas" / "batch.json"


def test_a_batch_makes_branches_and_reports(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 2)
    bad = '[[projects]]\n  name = "gone.example.org/x"\n  packages = ["."]\n'
    bad += f'  revision = "{"0123456789" * 4}"\n'
    write_repository(fleet, "bad", {"Gopkg.lock": bad, "b.go": 'package b\nimport _ "gone.example.org/x"\n'})
    done = fleet.call("batch", str(fleet.own), "--run-dir", "run", "--format", "json")
    assert done.status == 1, done.err
    report = json.loads(done.out)
    jsonschema.validate(report, json.loads(SCHEMA.read_text()))
    assert {unit["path"]: unit["state"] for unit in report["units"]} == {
        "u000": "verified",
        "u001": "verified",
        "bad": "blocked",
    }
    assert set(fleet.trees()) == {"u000", "u001"}
    assert report["units"][1]["tree"] == fleet.trees()[report["units"][1]["path"]].split()[0]
    assert report["summary"]["blockers"][0]["units"] == 1
    assert report["summary"]["blockers"][0]["first"] == "bad"
    rows = list(csv.DictReader((tmp_path / "run" / "report.csv").read_text().splitlines()))
    assert [row["state"] for row in rows] == [unit["state"] for unit in report["units"]]
    page = (tmp_path / "run" / "report.html").read_text()
    assert "</html>" in page
    # Each unit has a page beside it, with the numbers of its own plan and verdict.
    for link in re.findall(r'<a href="([^"]+)">', page):
        unit = tmp_path / "run" / Path(link).parent
        everything = {file.stem: json.loads(file.read_text()) for file in unit.glob("[pv]*.json")}
        assert_numbers((tmp_path / "run" / link).read_text(), everything)
    assert len(re.findall(r'<a href="units/000/00\d/report.html">', page)) == len(report["units"])
    assert f"report: {tmp_path / 'run' / 'report.html'}" in done.err
    metrics = (tmp_path / "run" / "metrics.prom").read_text()
    assert 'gomigrate_batch_units{state="verified"} 2\n' in metrics
    assert metrics.endswith("# EOF\n")
    # Nothing of the checkouts is touched, and what is done stays done.
    assert fleet.git("u000", "status", "--porcelain") == ""
    before = fleet.git("u000", "rev-parse", "modules")
    assert fleet.call("batch", "--resume", "--run-dir", "run").status == 1
    assert fleet.git("u000", "rev-parse", "modules") == before


def test_what_a_kill_after_the_result_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 1)
    assert fleet.call("batch", str(fleet.own), "--run-dir", "run").status == 0
    unit = tmp_path / "run" / "units" / "000" / "000"
    kept = {path.name: path.read_bytes() for path in unit.iterdir()}
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "file").write_text("mine")
    (unit / "scratch" / "worktree").mkdir(parents=True)
    (unit / "scratch" / "worktree" / "link").symlink_to(mine, target_is_directory=True)
    (unit / "scratch" / "worktree").chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert fleet.call("batch", "--resume", "--run-dir", "run").status == 0
    assert {path.name: path.read_bytes() for path in unit.iterdir()} == kept
    assert (mine / "file").read_text() == "mine"


def test_a_branch_that_exists_is_not_replaced(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 1)
    fleet.git("u000", "branch", "modules")
    before = fleet.git("u000", "rev-parse", "modules")
    done = fleet.call("batch", str(fleet.own), "--run-dir", "run")
    assert done.status == 1
    assert "already exists" in done.out
    assert fleet.git("u000", "rev-parse", "modules") == before
    fleet.git("u000", "branch", "-D", "modules")
    assert fleet.call("batch", "--failed", "--run-dir", "run").status == 0
    assert set(fleet.trees()) == {"u000"}


def test_a_unit_that_hangs_is_stopped_and_the_others_go_on(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 2)
    slow = tmp_path / "bin"
    slow.mkdir()
    git = subprocess.run(["sh", "-c", "command -v git"], capture_output=True, text=True, check=True).stdout.strip()
    (slow / "git").write_text(f'#!/bin/sh\ncase "$PWD" in */u000*) exec sleep 300;; esac\nexec {git} "$@"\n')
    (slow / "git").chmod(stat.S_IRWXU)
    env = {**fleet.env, "PATH": f"{slow}:{fleet.env['PATH']}"}
    stuck = Fleet(root=fleet.root, env=env)
    # To plan a unit takes a second, and no compiler; to verify one may take longer than this on a busy machine.
    words = ("batch", str(fleet.own), "--dry-run", "--run-dir", "run", "--unit-timeout", "15s", "--jobs", "2")
    done = stuck.call(*words, "--format", "json")
    assert done.status == 1, done.err
    units = {unit["path"]: unit for unit in json.loads(done.out)["units"]}
    assert (units["u000"]["state"], units["u001"]["state"]) == ("failed", "planned")
    assert "within 15 seconds" in str(units["u000"])


def test_limit_dry_run_and_list_write_no_more_than_asked(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 3)
    listed = fleet.call("batch", str(fleet.own), "--list")
    assert listed.status == 0
    assert "Gopkg.lock" in listed.out
    assert fleet.call("batch", str(fleet.own), "--dry-run", "--run-dir", "dry").status == 0
    assert fleet.trees() == {}
    assert fleet.call("batch", str(fleet.own), "--limit", "1", "--run-dir", "run").status == 0
    assert set(fleet.trees()) == {"u000"}


def test_finished_branches_are_handed_over_once(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 2)
    tool = tmp_path / "tool.py"
    tool.write_text("import sys\nopen(sys.argv[1], 'a').write(repr(sys.argv[2:]) + open(sys.argv[-1]).read())\n")
    command = f"{sys.executable} {tool} {tmp_path}/said {{branch}} '{{title}};$(touch {tmp_path}/shell)' {{body}}"
    words = ("batch", str(fleet.own), "--run-dir", "run", "--open-with", command)
    assert fleet.call(*words).status == 0
    said = (tmp_path / "said").read_text()
    assert said.count("'modules'") == 2
    assert said.count("## What changed") == 2
    assert all(
        f"`{HOST}/{name}` at `{fleet.git(name, 'rev-parse', 'modules')[:12]}`" in said for name in ("u000", "u001")
    )
    assert not (tmp_path / "shell").exists()
    assert fleet.call("batch", "--resume", "--run-dir", "run", "--open-with", command).status == 0
    assert (tmp_path / "said").read_text() == said


def test_units_of_one_repository_share_a_branch_or_have_their_own(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 0)
    lock = "hash: x\nimports: []\n"
    files = {"a/glide.lock": lock, "a/a.go": "package a\n", "b/glide.lock": lock, "b/b.go": "package b\n"}
    write_repository(fleet, "mono", files)
    assert fleet.call("batch", str(fleet.own), "--run-dir", "one", "--jobs", "2").status == 0
    assert fleet.git("mono", "ls-tree", "-r", "--name-only", "modules").count("go.mod") == 2
    done = fleet.call("batch", str(fleet.own), "--run-dir", "each", "--branch", "to/{name}", "--step-branches")
    assert done.status == 0, done.out
    assert fleet.git("mono", "ls-tree", "-r", "--name-only", "to/a").count("go.mod") == 1
    assert fleet.git("mono", "rev-parse", "to/a-1^") == fleet.git("mono", "rev-parse", "main")


def test_killed_five_times_and_resumed_gives_the_branches_of_an_undisturbed_run(tmp_path: Path) -> None:
    calm, wild = make_fleet(tmp_path / "calm", 6, chain=True), make_fleet(tmp_path / "wild", 6, chain=True)
    assert calm.call("batch", str(calm.own), "--run-dir", "run").status in (0, 1)
    chance = random.Random(5)
    words = ["batch", str(wild.own), "--run-dir", "run", "--jobs", "2"]
    for turn in range(5):
        _killed(wild, words, chance.uniform(0.8, 3.0), signal.SIGKILL if turn % 2 == 0 else signal.SIGINT)
        if (wild.root / "run" / "run.json").exists():
            words = ["batch", "--resume", "--run-dir", "run", "--jobs", "2"]
    last = wild.call(*words)
    assert last.status in (0, 1), last.err
    assert wild.trees() == calm.trees()
    assert len(calm.trees()) == 6
    states = [json.loads(path.read_text()) for path in (wild.root / "run").rglob("state.json")]
    assert {state["result"]["state"] for state in states} == {"verified"}
    assert list((wild.root / "run").rglob("scratch")) == []


def _killed(fleet: Fleet, words: list[str], after: float, number: signal.Signals) -> None:
    argv = [sys.executable, "-m", "gomigrate", *words]
    child = subprocess.Popen(argv, cwd=fleet.root, env=fleet.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    os.kill(child.pid, number)
    child.wait(60)


# The signal comes while Python runs a `__del__`, so that what its handler raises is dropped.
_TOLD_TO_END = """
import os, signal, sys
import git.config
from gomigrate.cli.batchunit import main
from gomigrate.world.base.worker import end_with_parent

def told(self):
    os.kill(os.getpid(), signal.SIGTERM)
    sum(range(100_000))

git.config.GitConfigParser.__del__ = told
end_with_parent()
sys.exit(main(sys.argv[1]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_unit_that_is_told_to_end_has_no_result_even_where_python_drops_the_exception(tmp_path: Path) -> None:
    fleet = make_fleet(tmp_path, 1)
    assert fleet.call("batch", str(fleet.own), "--run-dir", "run").status == 0
    whole = fleet.trees()
    fleet.git("u000", "branch", "-D", "modules")
    unit = unit_folder(str(tmp_path / "run" / "units" / "000" / "000"))
    unit.reopen()
    argv = [sys.executable, "-c", _TOLD_TO_END, unit.place]
    env = {**fleet.env, "PWD": str(fleet.own / "u000")}
    with subprocess.Popen(argv, cwd=env["PWD"], env=env, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        status = child.wait(60)  # before its standard input is closed
        assert b"Exception ignored" in (child.stderr.read() if child.stderr else b"")
    assert status == 130
    assert (unit.result, fleet.trees()) == (None, {})
    assert fleet.call("batch", "--resume", "--run-dir", "run").status == 0
    assert fleet.trees() == whole


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["batch"], "no ROOT"),
        (["batch", "nowhere"], "no such folder"),
        (["batch", "--resume", "--run-dir", "nothing"], "has no run"),
        (["batch", ".", "--resume"], "take their units from the run folder"),
        (["batch", "--from", "missing"], "missing"),
        (["batch", ".", "--open-with", "'"], "--open-with"),
        (["batch", ".", "--open-with", "no-such-program-at-all"], "no such program"),
        (["batch", "."], "no unit was found"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(tmp_path: Path, words: list[str], said: str) -> None:
    fleet = make_fleet(tmp_path, 0)
    done = fleet.call(*words)
    assert done.status == 2
    assert said in done.err
    assert len(done.err.strip().splitlines()) == 2
