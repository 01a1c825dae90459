"""Changes in a folder that no git keeps: all or nothing, and nothing ever lost."""

from __future__ import annotations

import contextlib
import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.world import inplace
from gomigrate.world.inplace import UNDO_PREFIX, recover_in_place, undo_in_place, write_in_place
from tests.unit.world.gitworld import snapshot, write

FILES: dict[str, str | bytes | None] = {"main.go": "old", "vendor/x/x.go": "x", "vendor/y.go": "y", "run.sh": "#!"}


def change(path: str, before: str | None, after: str | None, **more: bool) -> Change:
    return Change(
        path=path,
        before=None if before is None else before.encode(),
        after=None if after is None else after.encode(),
        **more,
    )


def steps(*changes: Change) -> ChangeSet:
    return ChangeSet(steps=tuple(Step(subject="s", body="", changes=(one,)) for one in changes))


MIGRATION = steps(
    change("go.mod", None, "module m\n"),
    change("vendor/x/x.go", "x", None),
    change("vendor/y.go", "y", None),
    change("main.go", "old", "between"),
    change("main.go", "between", "new"),
    change("run.sh", "#!", "#!2"),
    change("third_party/x.go", None, "x"),
    change("link", None, "main.go", link=True),
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "root", FILES)
    (tmp_path / "root/run.sh").chmod(0o750)
    (tmp_path / "root/run.sh").chmod(0o755)
    return tmp_path / "root"


def contents(root: Path) -> dict[str, str]:
    return {name: what for name, what in snapshot(root).items() if not name.startswith(UNDO_PREFIX)}


def test_write_in_place_makes_the_changes_and_keeps_the_originals(root: Path) -> None:
    before = contents(root)
    result = write_in_place(root, MIGRATION)
    assert {name for name, what in contents(root).items() if what != "folder"} == {
        "go.mod",
        "link",
        "main.go",
        "run.sh",
        "third_party/x.go",
    }
    assert (root / "main.go").read_text() == "new"
    assert (root / "run.sh").stat().st_mode & 0o777 == 0o755
    assert (root / "link").readlink() == Path("main.go")
    assert not (root / "vendor").exists()
    assert result.removed == ("vendor/x/x.go", "vendor/y.go")
    assert result.written == ("go.mod", "link", "main.go", "run.sh", "third_party/x.go")
    assert (root / result.undo).is_dir()
    undo_in_place(root, result.undo)
    assert snapshot(root) == before


def test_write_in_place_with_nothing_to_do_touches_nothing(root: Path) -> None:
    before = snapshot(root)
    assert write_in_place(root, steps(change("main.go", "old", "old"))).undo == ""
    assert snapshot(root) == before


@pytest.mark.parametrize(
    "bad",
    [
        change("main.go", "other", "x"),
        change("main.go", None, "x"),
        change("gone.go", "x", None),
        change("vendor", None, "x"),
        change("vendor", "x", None),
    ],
)
def test_write_in_place_with_a_file_that_is_not_as_planned_changes_nothing(bad: Change, root: Path) -> None:
    before = snapshot(root)
    with pytest.raises(ProjectProblem, match=bad.path):
        write_in_place(root, steps(change("new", None, "x"), bad))
    assert snapshot(root) == before


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//b", "", UNDO_PREFIX + "x/y", "x\0y"])
def test_write_in_place_outside_the_root_is_refused(path: str, root: Path) -> None:
    before = snapshot(root.parent)
    with pytest.raises(WorldProblem, match="refused"):
        write_in_place(root, steps(change(path, None, "x")))
    assert snapshot(root.parent) == before


def test_write_in_place_behind_a_link_is_refused(root: Path) -> None:
    write(root.parent, {"outside/x": "x"})
    (root / "out").symlink_to("../outside")
    before = snapshot(root.parent)
    for one in (change("out/x", "x", "y"), change("out/new", None, "y")):
        with pytest.raises(ProjectProblem, match="link"):
            write_in_place(root, steps(one))
    assert snapshot(root.parent) == before


def interrupt(monkeypatch: pytest.MonkeyPatch, number: int, error: BaseException) -> list[str]:
    """Lets the `number`th step that changes anything on disk fail."""
    seen: list[str] = []

    def guard(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def guarded(*args: Any, **more: Any) -> Any:
            seen.append(name)
            if len(seen) == number:
                raise error
            return real(*args, **more)

        monkeypatch.setattr(owner, name, guarded)

    for owner, name in [
        (os, "link"),
        (Path, "replace"),
        (Path, "unlink"),
        (Path, "mkdir"),
        (Path, "symlink_to"),
        (os, "fsync"),
    ]:
        guard(owner, name)
    return seen


def steps_of_a_whole_run(root: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        seen = interrupt(patch, -1, OSError())
        result = write_in_place(root, MIGRATION)
    undo_in_place(root, result.undo)
    return len(seen)


def test_write_in_place_that_fails_at_any_step_takes_everything_back(root: Path) -> None:
    before = snapshot(root)
    for number in range(1, steps_of_a_whole_run(root) + 1):
        full = OSError(errno.ENOSPC, "No space left on device")
        with pytest.MonkeyPatch.context() as patch:
            interrupt(patch, number, full)
            try:
                result = write_in_place(root, MIGRATION)
            except WorldProblem as problem:
                assert "no space left" in str(problem)  # noqa: PT017 -- some steps may fail without harm
            else:
                undo_in_place(root, result.undo)
        assert snapshot(root) == before, number


class Killed(BaseException):
    """Stands for a process that ends here: nothing after it runs."""


def test_write_in_place_killed_at_any_step_is_taken_back_by_the_next_run(root: Path) -> None:
    before = snapshot(root)
    for number in range(1, steps_of_a_whole_run(root) + 1):
        with pytest.MonkeyPatch.context() as patch:
            interrupt(patch, number, Killed())
            # A killed process takes nothing back and cleans nothing up.
            patch.setattr(inplace._Journal, "take_back", lambda self: ())
            patch.setattr(inplace, "remove_tree", lambda place: None)
            with contextlib.suppress(Killed):
                write_in_place(root, MIGRATION)
        originals = {path.read_text() for path in root.rglob("*") if path.is_file()}
        assert {"old", "x", "y", "#!"} <= originals, number
        recover_in_place(root)
        leftover = [place.name for place in root.iterdir() if place.name.startswith(UNDO_PREFIX)]
        for name in leftover:  # only the last step leaves a finished run
            undo_in_place(root, name)
        assert snapshot(root) == before, number


def test_write_in_place_after_a_killed_run_recovers_first_and_says_so(root: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inplace._Journal, "set_stage", killed_when_done(inplace._Journal.set_stage))
        patch.setattr(inplace._Journal, "take_back", lambda self: ())
        with pytest.raises(Killed):
            write_in_place(root, MIGRATION)
    assert (root / "main.go").read_text() == "new"
    result = write_in_place(root, MIGRATION)
    assert "main.go" in result.recovered
    assert (root / "main.go").read_text() == "new"


def killed_when_done(real: Any) -> Any:
    def guarded(self: Any, stage: str) -> None:
        if stage == "done":
            raise Killed
        real(self, stage)

    return guarded


def test_undo_in_place_leaves_what_was_changed_since(root: Path) -> None:
    result = write_in_place(root, MIGRATION)
    write(root, {"main.go": "mine now", "go.mod": "mine too"})
    done = undo_in_place(root, result.undo)
    assert "main.go" not in done
    assert (root / "main.go").read_text() == "mine now"
    assert (root / "go.mod").read_text() == "mine too"
    assert (root / "vendor/x/x.go").read_text() == "x"
    assert [path.read_text() for path in (root / result.undo / "old").iterdir()] == ["old"]


@pytest.mark.parametrize("undo", ["", "vendor", "../x", UNDO_PREFIX + "none", f"{UNDO_PREFIX}a/../../vendor"])
def test_undo_in_place_of_anything_else_is_refused(undo: str, root: Path) -> None:
    before = snapshot(root)
    with pytest.raises(ProjectProblem):
        undo_in_place(root, undo)
    assert snapshot(root) == before


@pytest.mark.parametrize("path", ["../victim", "/etc/x", "out/victim", "a/../../victim"])
def test_recover_in_place_does_not_believe_a_journal_that_leads_out(path: str, root: Path) -> None:
    write(root.parent, {"victim": "mine", "outside/victim": "mine"})
    (root / "out").symlink_to("../outside")
    mine = inplace._hash(b"mine")
    write(root, {f"{UNDO_PREFIX}x/journal.json": json.dumps([[path, 0, "", mine]]), f"{UNDO_PREFIX}x/stage": "ready"})
    before = snapshot(root.parent)
    with pytest.raises((WorldProblem, ProjectProblem)):
        recover_in_place(root)
    assert snapshot(root.parent) == before


@pytest.mark.parametrize("text", ["", "{", "[[1]]", '{"a": 1}', "[[]]", "null", "[1]"])
def test_recover_in_place_with_damaged_journal_is_one_clear_line(text: str, root: Path) -> None:
    write(root, {f"{UNDO_PREFIX}x/journal.json": text, f"{UNDO_PREFIX}x/stage": "ready", f"{UNDO_PREFIX}x/old/0": "o"})
    with pytest.raises(WorldProblem, match="damaged"):
        recover_in_place(root)
    assert (root / f"{UNDO_PREFIX}x/old/0").exists()
