"""One repository that becomes several modules, by `gomigrate batch --layout`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.fleets.batch import CauseKind
from gomigrate.model.fleets.partition import Layout
from gomigrate.model.policy import Policy
from gomigrate.monorepo.divide import divide
from gomigrate.monorepo.prepare import prepare_module
from gomigrate.monorepo.write import write_module
from gomigrate.world.world import World
from tests.unit.batch.made import HOST, Fleet, make_fleet, write_repository

pytestmark = pytest.mark.go
TOP = f"{HOST}/mono"
_GLIDE = "hash: x\nimports: []\n"
_LOST = '[[projects]]\n  name = "gone.example.org/x"\n  packages = ["."]\n  revision = "' + "0123456789" * 4 + '"\n'
FILES = {
    "lib/glide.lock": _GLIDE,
    "lib/lib.go": "package lib\n",
    "lib/inner/glide.lock": _GLIDE,
    "lib/inner/inner.go": f'package inner\n\nimport _ "{TOP}/lib"\n',
    "app/vendor.conf": "# nothing\n",
    "app/app.go": f'package main\n\nimport _ "{TOP}/lib/inner"\n\nfunc main() {{}}\n',
    "left/glide.lock": _GLIDE,
    "left/left.go": f'package left\n\nimport _ "{TOP}/right/api"\n',
    "left/api/api.go": "package api\n",
    "right/glide.lock": _GLIDE,
    "right/right.go": f'package right\n\nimport _ "{TOP}/left/api"\n',
    "right/api/api.go": "package api\n",
}
BAD = {
    "bad/Gopkg.lock": _LOST,
    "bad/bad.go": 'package bad\n\nimport _ "gone.example.org/x"\n',
    "user/glide.lock": _GLIDE,
    "user/user.go": f'package user\n\nimport _ "{TOP}/bad"\n',
}
# No lock says of which versions the copies are, and no source has them: they are kept.
COPIES = {
    f"{unit}/{path}": text
    for unit in ("a", "b")
    for path, text in {
        "x.go": f'package {unit}\n\nimport _ "dep.example.org/d"\n',
        "vendor/dep.example.org/d/d.go": f'package d\n\nconst By = "{unit}"\n',
    }.items()
}

# A folder below the top is a module already, with another copy of what the top has as well.
NESTED = {
    "main.go": f'package main\n\nimport (\n\t_ "dep.example.org/d"\n\t_ "{TOP}/tool/config"\n)\n\nfunc main() {{}}\n',
    "tool/go.mod": f"module {TOP}/tool\n",
    "tool/main.go": 'package main\n\nimport _ "dep.example.org/d"\n\nfunc main() {}\n',
    "tool/config/config.go": "package config\n",
    "vendor/dep.example.org/d/d.go": 'package d\n\nconst By = "top"\n',
    "tool/vendor/dep.example.org/d/d.go": 'package d\n\nconst By = "tool"\n',
}


@pytest.fixture
def fleet(tmp_path: Path) -> Fleet:
    return make_fleet(tmp_path, 0)


def call(fleet: Fleet, *words: str, code: int = 0) -> dict[str, Any]:
    """The report of a batch on the one repository."""
    done = fleet.call("batch", "--format", "json", *words)
    assert done.status == code, done.said
    value: dict[str, Any] = json.loads(done.out)
    return value


def states(report: dict[str, Any]) -> dict[str, str]:
    return {unit["path"]: unit["state"] for unit in report["units"]}


def test_modules_are_written_one_upon_the_other_and_what_is_blocked_keeps_only_its_users(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES | BAD)
    top = str(fleet.own / "mono")
    report = call(fleet, top, "--layout", "units", "--run-dir", "run", "-j", "2", "--step-branches", code=1)
    assert states(report) == {
        ".": "verified",
        "lib": "verified",
        "lib/inner": "verified",
        "app": "verified",
        "bad": "blocked",
        "user": "blocked",
    }
    causes = {unit["path"]: unit["cause"] for unit in report["units"] if unit["cause"]}
    assert causes.keys() == {"bad", "user"}
    assert causes["bad"]["kind"] == CauseKind.FINDINGS
    assert "gone.example.org/x" in causes["bad"]["message"]
    assert (causes["user"]["kind"], causes["user"]["facts"]) == (CauseKind.NEEDS, {"unit": "bad"})
    mods = {
        p: fleet.git("mono", "show", f"modules:{p}/go.mod") for p in (".", "lib", "lib/inner", "app", "bad", "user")
    }
    assert f"replace {TOP}/lib => ..\n" in f"{mods['lib/inner']}\n"
    assert f"{TOP}/lib/inner => ../lib/inner" in mods["app"]
    assert f"{TOP}/lib => ../lib" in mods["app"]
    # The places of those that are not there yet are held, so that the module above them has not their packages.
    assert all("not a module yet" in mods[name] for name in ("bad", "user"))
    # One commit for each module after the one that holds places; each is named besides.
    assert fleet.git("mono", "rev-list", "--count", "main..modules") == "5"
    named = [fleet.git("mono", "rev-parse", f"modules-{number}") for number in range(1, 6)]
    assert named == fleet.git("mono", "rev-list", "--reverse", "main..modules").split()
    assert fleet.git("mono", "status", "--porcelain") == ""


def test_what_is_a_module_already_stays_one_and_keeps_its_own_copies(fleet: Fleet) -> None:
    write_repository(fleet, "mono", NESTED)
    report = call(fleet, str(fleet.own / "mono"), "--layout", "auto", "--run-dir", "run")
    assert states(report) == {"tool": "verified", ".": "verified"}
    kept = ("third_party/dep.example.org/d/d.go", "tool/third_party/dep.example.org/d/d.go")
    assert [fleet.git("mono", "show", f"modules:{path}").split()[-1] for path in kept] == ['"top"', '"tool"']


def test_a_run_in_several_sittings_and_the_library_write_the_same(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES)
    top = str(fleet.own / "mono")
    planned = call(fleet, top, "--layout", "units", "--run-dir", "dry", "--dry-run")
    assert set(states(planned).values()) == {"planned"}
    assert fleet.git("mono", "branch", "--list", "modules") == ""
    call(fleet, top, "--layout", "units", "--run-dir", "run", "--limit", "1")
    report = call(fleet, "--resume", "--run-dir", "run", "-j", "2")
    assert set(states(report).values()) == {"verified"}
    world = World.from_environment(fleet.env, top)
    divided, tip, files = divide(world, top, layout=Layout.UNITS), "", dict[str, bytes]()
    for folder in (folder for batch in divided.partition.order for folder in batch):
        made = prepare_module(world, divided, folder, Policy(), files)
        files |= made.files
        write_module(made, Policy(), "library", force=False, onto=tip, announce=lambda commits: None)
        tip = fleet.git("mono", "rev-parse", "library")
    assert fleet.git("mono", "rev-parse", "library^{tree}") == fleet.git("mono", "rev-parse", "modules^{tree}")


def test_a_workspace_is_tried_out_and_written_last(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES | BAD)
    report = call(fleet, str(fleet.own / "mono"), "--layout", "work", "--run-dir", "run", "-j", "2", code=1)
    assert list(states(report).items())[-1] == ("", "verified")
    uses = [line.strip() for line in fleet.git("mono", "show", "modules:go.work").splitlines() if line.startswith("\t")]
    assert uses == [".", "./app", "./lib", "./lib/inner"]
    top = fleet.root / "checkout"
    fleet.git("mono", "worktree", "add", "-q", str(top), "modules")
    env = {**fleet.env, "GO111MODULE": "on"}
    listed = subprocess.run(["go", "list", f"{TOP}/..."], cwd=top, env=env, capture_output=True, text=True, check=True)
    assert f"{TOP}/lib/inner" in listed.stdout.split()
    assert f"{TOP}/bad" not in listed.stdout.split()
    before = fleet.git("mono", "rev-parse", "modules")
    fleet.git("mono", "worktree", "remove", str(top))
    call(fleet, "--resume", "--run-dir", "run", code=1)
    assert fleet.git("mono", "rev-parse", "modules") == before


def test_a_branch_that_ends_with_a_go_work_is_handed_over(fleet: Fleet) -> None:
    write_repository(fleet, "mono", {name: text for name, text in FILES.items() if name.startswith("lib/")})
    tool = fleet.root / "tool.py"
    tool.write_text("import sys\nopen(sys.argv[1], 'a').write(open(sys.argv[2]).read())\n")
    command = f"{sys.executable} {tool} {fleet.root}/said {{body}}"
    top = str(fleet.own / "mono")
    report = call(fleet, top, "--layout", "work", "--run-dir", "run", "--open-with", command)
    assert states(report)[""] == "verified"
    said = (fleet.root / "said").read_text()
    assert [line for line in said.splitlines() if line.startswith("## `")] == [
        f"## `{TOP}/lib`",
        f"## `{TOP}/lib/inner`",
    ]


def test_a_go_work_that_is_there_is_left_alone(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES | {"go.work": "go 1.18\n"})
    report = call(fleet, str(fleet.own / "mono"), "--layout", "work", "--run-dir", "run", code=1)
    assert states(report)[""] == "blocked"
    assert "go work use" in report["units"][-1]["cause"]["message"]
    assert states(report)["app"] == "verified"


def test_a_lock_that_belongs_to_no_module_goes_when_all_that_need_it_are_there(fleet: Fleet) -> None:
    wish = {"gomigrate.toml": '[modules]\nlayout = "units"\nboundaries = ["a", "b"]\n'}
    lock = {"glide.lock": _GLIDE, "glide.yaml": f"package: {TOP}\n", "vendor/dep.example.org/d/d.go": "package d\n"}
    own = {f"{unit}/x.go": f'package {unit}\n\nimport _ "dep.example.org/d"\n' for unit in ("a", "b")}
    write_repository(fleet, "good", wish | lock | own)
    report = call(fleet, str(fleet.own / "good"), "--layout", "auto", "--run-dir", "good")
    assert states(report) == {"a": "verified", "b": "verified", "": "applied"}
    left = fleet.git("good", "ls-tree", "-r", "--name-only", "modules").splitlines()
    assert not [name for name in left if name.startswith(("glide", "vendor/"))]
    lost = {"b/y.go": 'package b\n\nimport _ "gone.example.org/x"\n', "b/Gopkg.lock": _LOST}
    write_repository(fleet, "part", wish | lock | own | lost)
    report = call(fleet, str(fleet.own / "part"), "--layout", "auto", "--run-dir", "part", code=1)
    assert states(report) == {"a": "verified", "b": "blocked", "": "blocked"}
    (found,) = report["units"][-1]["findings"]
    assert (found["code"], found["where"]) == ("GM932", "glide.lock")
    assert found["facts"] == {"path": "glide.lock", "modules": ["b"]}
    assert "glide.lock" in fleet.git("part", "ls-tree", "-r", "--name-only", "modules").splitlines()


def test_without_a_reason_to_divide_auto_makes_one_module(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES)
    report = call(fleet, str(fleet.own / "mono" / "lib"), "--layout", "auto", "--run-dir", "run")
    assert states(report) == {".": "verified"}
    assert fleet.git("mono", "ls-tree", "-r", "--name-only", "modules").count("go.mod") == 1


def test_a_wish_that_is_not_understood_stops_it_before_anything_is_written(fleet: Fleet) -> None:
    write_repository(fleet, "mono", FILES | {"gomigrate.toml": '[modules]\nlayuot = "one"\n'})
    done = fleet.call("batch", str(fleet.own / "mono"), "--layout", "auto", "--run-dir", "run")
    assert done.status == 1
    assert "layuot" in done.said
    assert fleet.git("mono", "branch", "--list", "modules") == ""
    assert not (fleet.root / "run").exists()


def test_copies_that_differ_are_told_in_one_module_and_kept_apart_in_several(fleet: Fleet) -> None:
    write_repository(fleet, "mono", COPIES)
    top = str(fleet.own / "mono")
    report = call(fleet, top, "--layout", "one", "--branch", "one", "--run-dir", "one", code=1)
    assert states(report) == {".": "blocked"}
    (found,) = (f for f in report["units"][0]["findings"] if f["severity"] == "error")
    assert (found["code"], found["facts"]["path"]) == ("GM440", "dep.example.org/d")
    assert found["facts"]["units"] == ["a", "b"]
    report = call(fleet, top, "--layout", "units", "--branch", "units", "--run-dir", "units")
    assert states(report) == {"a": "verified", "b": "verified"}
    assert "GM440" not in {f["code"] for unit in report["units"] for f in unit["findings"]}
