"""`apply --in-place` and `apply --undo`, as they are called."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
from pathlib import Path

import pytest

from gomigrate.world.disk import inplace
from gomigrate.world.disk.undo import PutBack
from gomigrate.world.disk.undojournal import Journal, Stage
from tests.unit.cli.commands import Call, call
from tests.unit.world.gitworld import git, gitconfig, snapshot, write

__all__ = ["call", "gitconfig"]

MAIN = 'package main // import "ex.test/app"\n\nfunc main() {}\n'


@pytest.fixture
def app(tmp_path: Path) -> Path:
    place = tmp_path / "gp/src/ex.test/app"
    write(place, {"main.go": MAIN, "sub/s.go": "package sub\n", "Gopkg.lock": ""})
    return place


class Killed(BaseException):
    """Stands for a process that ends here."""


def kill(call: Call, app: Path, *, at: Stage = Stage.DONE) -> None:
    """An apply that is killed when all is changed, before its journal says so."""
    real = Journal.set_stage

    def killed(self: Journal, stage: Stage) -> None:
        if stage is at:
            raise Killed
        real(self, stage)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "set_stage", killed)
        patch.setattr(inplace, "take_back", lambda project, journal: PutBack())
        with pytest.raises(Killed):
            call("apply", "--in-place", at=app)


def test_undo_brings_back_what_apply_in_place_changed(call: Call, app: Path) -> None:
    before = snapshot(app)
    applied = call("apply", "--in-place", at=app)
    assert applied.status == 0, applied.err
    assert "gomigrate apply --undo" in applied.out
    assert (app / "go.mod").exists()
    undone = call("apply", "--undo", str(app))
    assert (undone.status, undone.err) == (0, "")
    assert "3 files restored" in undone.out
    assert snapshot(app) == before
    again = call("apply", "--undo", at=app)
    assert again.status == 1
    assert "nothing to undo" in again.err


def test_undo_leaves_and_names_what_was_changed_since(call: Call, app: Path) -> None:
    call("apply", "--in-place", at=app)
    write(app, {"go.mod": "module mine\n"})
    undone = call("apply", "--undo", "--format", "json", at=app)
    assert undone.status == 1
    assert json.loads(undone.out)["undone"]["left"] == ["go.mod"]
    assert (app / "go.mod").read_text() == "module mine\n"
    assert (app / "Gopkg.lock").exists()


@pytest.mark.parametrize(
    "words", [("--branch", "m"), ("--in-place",), ("--force",), ("--format", "markdown")], ids=lambda words: words[0]
)
def test_undo_takes_no_other_option(words: tuple[str, ...], call: Call, app: Path) -> None:
    before = snapshot(app)
    assert call("apply", "--undo", *words, at=app).status == 2
    assert snapshot(app) == before


def test_a_run_that_was_killed_at_its_end_is_not_taken_for_a_module(call: Call, app: Path) -> None:
    before = snapshot(app)
    kill(call, app)
    assert (app / "go.mod").exists()
    assert not (app / "Gopkg.lock").exists()
    planned = call("plan", at=app)
    assert planned.status == 1
    assert "gomigrate apply --undo" in planned.err
    applied = call("apply", "--in-place", at=app)
    assert applied.status == 0, applied.err
    assert "undone first" in applied.err
    call("apply", "--undo", at=app)
    assert snapshot(app) == before


def test_undo_takes_back_a_run_that_was_killed(call: Call, app: Path) -> None:
    before = snapshot(app)
    kill(call, app)
    assert call("apply", "--undo", at=app / "sub").status == 0
    assert snapshot(app) == before


def test_a_journal_that_is_not_ours_stops_in_one_line(call: Call, app: Path, tmp_path: Path) -> None:
    kill(call, app)
    journal = next(tmp_path.glob("home/.local/state/gomigrate/undo/*/*/journal"))
    journal.write_bytes(journal.read_bytes()[:-1] + b" ")
    before = snapshot(app), snapshot(tmp_path / "home/.local")
    for words in (("apply", "--in-place"), ("apply", "--undo"), ("plan",)):
        answer = call(*words, at=app)
        assert answer.status == 3
        assert answer.err.count("\n") == 2
        assert str(journal.parent) in answer.err
    assert (snapshot(app), snapshot(tmp_path / "home/.local")) == before


JOURNALS = {
    "hook": (".git/hooks/post-checkout", "old"),
    "config": (".git/config", "old"),
    "a file of the user above": ("../../../../home/.bashrc", "old"),
    "removal": ("main.go", "new"),
}


@pytest.mark.parametrize("what", JOURNALS)
@pytest.mark.parametrize("stage", ["ready", "done"])
def test_a_journal_that_comes_with_a_clone_does_nothing(
    what: str, stage: str, call: Call, app: Path, tmp_path: Path
) -> None:
    """A repository with a folder as an earlier gomigrate left it: nothing of it gets anywhere else."""
    path, kind = JOURNALS[what]
    mark = tmp_path / "it-ran"
    program = f"#!/bin/sh\n[alias]\ntouch {mark}\n"
    digest = hashlib.sha256(program.encode()).hexdigest()
    mine = hashlib.sha256(MAIN.encode()).hexdigest()
    row = [path, 0, digest, ""] if kind == "old" else [path, 0, "", mine]
    undo = ".gomigrate-undo-aaaaaaaaaaaa"
    files = {f"{undo}/old/0": program, f"{undo}/journal.json": json.dumps([row]), f"{undo}/stage": stage}
    write(app, {**files, f"{undo}/new/.keep": ""})
    (app / undo / "old/0").chmod(0o755)
    git(app, "init", "--quiet")
    git(app, "add", "--all", "--force")
    git(app, "commit", "--quiet", "-m", "x")
    theirs = {name: what for name, what in snapshot(app).items() if name.startswith((".git/", undo))}
    for words in (("plan",), ("apply", "--in-place"), ("apply", "--undo")):
        assert call(*words, at=app).status == 0
    after = snapshot(app)
    assert {name: after.get(name) for name in theirs} == theirs
    assert (app / "main.go").read_text() == MAIN
    assert not (tmp_path / "home/.bashrc").exists()
    subprocess.run(["git", "checkout", "--quiet", "-b", "next"], cwd=app, check=True, env=dict(os.environ))
    assert not mark.exists()
