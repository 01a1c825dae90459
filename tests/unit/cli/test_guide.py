"""`gomigrate` alone: what it sees in each kind of folder, and that the command it names next is one that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.commands import Answer, Call, call
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["call", "gitconfig"]

MAIN = "package main\n\nfunc main() {}\n"
GO_MOD = "module example.com/app\n\ngo 1.18\n"


@pytest.fixture
def app(tmp_path: Path) -> Path:
    place = tmp_path / "gp/src/example.com/app"
    make_repo(place, {"main.go": MAIN, "Gopkg.lock": ""})
    return place


def first(answer: Answer) -> str:
    """The command that is named as the next one."""
    assert (answer.status, answer.err) == (0, "")
    return answer.out.partition("Next:")[2].strip().split("  ")[0]


def test_legacy_project_is_led_to_plan_and_apply_and_nothing_is_written(call: Call, app: Path) -> None:
    before = snapshot(app)
    answer = call(at=app)
    assert first(answer) == "gomigrate plan"
    assert "gomigrate apply --branch modules" in answer.out
    assert "example.com/app is a legacy Go project in GOPATH" in answer.out
    assert "Gopkg.lock" in answer.out
    assert snapshot(app) == before


def test_each_named_command_works_and_leads_on_to_the_next(call: Call, app: Path) -> None:
    assert call(*first(call(at=app)).split()[1:], at=app).status == 0
    assert call("apply", "--branch", "modules", at=app).status == 0
    assert first(call(at=app)) == "gomigrate verify --against modules"
    git(app, "checkout", "--quiet", "modules")
    answer = call(at=app)
    assert first(answer) == "gomigrate verify --against HEAD"
    assert "is a Go module" in answer.out


def test_module_that_never_was_legacy_is_led_to_what_helps_modules(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "plain"
    make_repo(place, {"main.go": MAIN, "go.mod": GO_MOD})
    assert first(call(at=place)) == "gomigrate doctor"


def test_go_mod_beside_a_lock_is_a_migration_halfway(call: Call, app: Path) -> None:
    commit(app, {"go.mod": GO_MOD})
    answer = call(at=app)
    assert "has a go.mod and legacy files" in answer.out
    assert first(answer) == "gomigrate plan"


def test_broken_lock_is_led_to_scan_which_tells_it(call: Call, app: Path) -> None:
    commit(app, {"Gopkg.lock": b"\x00\xff\x00"})
    assert first(call(at=app)) == "gomigrate scan"


def test_folder_without_git_is_led_to_in_place(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "gp/src/example.com/loose"
    write(place, {"main.go": MAIN})
    assert "gomigrate apply --in-place" in call(at=place).out


def test_folder_without_go_is_told_and_no_error(call: Call, tmp_path: Path) -> None:
    place = tmp_path / "empty"
    place.mkdir()
    answer = call(at=place)
    assert answer.out.startswith("Nothing to migrate in this folder")
    assert first(answer) == "gomigrate plan DIR"


def test_gopath_itself_is_led_to_batch(call: Call, app: Path, tmp_path: Path) -> None:
    answer = call(at=tmp_path / "gp/src")
    assert "gomigrate batch --list" in " ".join(answer.out.split())


@pytest.mark.parametrize("kind", ["legacy", "empty"])
def test_lines_fit_80_columns_and_have_no_colours(call: Call, app: Path, tmp_path: Path, kind: str) -> None:
    place = app if kind == "legacy" else tmp_path
    out = call(at=place).out
    paths = (str(tmp_path), "example.com")
    assert [line for line in out.splitlines() if len(line) > 80 and not any(path in line for path in paths)] == []
    assert "\x1b" not in out
