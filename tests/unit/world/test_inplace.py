"""Changes in a folder that no git keeps: all or nothing, and nothing ever lost."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.world.disk import inplace
from gomigrate.world.disk.inplace import (
    InPlaceResult,
    is_broken_off,
    recover_in_place,
    undo_in_place,
    write_in_place,
)
from gomigrate.world.disk.root import OpenFolder
from gomigrate.world.disk.seal import sealed, user_key
from gomigrate.world.disk.undo import PutBack
from gomigrate.world.disk.undojournal import Journal, Stage
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


def home_of(root: Path) -> str:
    return str(root.parent / "state/gomigrate")


def run(root: Path, changeset: ChangeSet = MIGRATION) -> InPlaceResult:
    return write_in_place(root, changeset, home_of(root))


def undo(root: Path) -> PutBack:
    return undo_in_place(root, home_of(root))


def recover(root: Path) -> PutBack:
    return recover_in_place(root, home_of(root))


def test_write_in_place_makes_the_changes_and_keeps_the_originals(root: Path) -> None:
    before = snapshot(root)
    result = run(root)
    assert {name for name, what in snapshot(root).items() if what != "folder"} == {
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
    assert Path(result.undo).is_dir()
    assert not Path(result.undo).is_relative_to(root)
    assert undo(root).left == ()
    assert snapshot(root) == before
    assert not Path(result.undo).exists()


def test_what_is_kept_is_for_the_user_alone_and_outside_of_the_project(root: Path) -> None:
    result = run(root)
    for folder, _, names in os.walk(home_of(root)):
        assert Path(folder).stat().st_mode & 0o777 == 0o700, folder
        for name in names:
            assert Path(folder, name).stat().st_mode & 0o777 & ~0o644 == 0, name
    kept = [path for path in Path(result.undo).rglob("*") if path.is_file()]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert not [name for name in snapshot(root) if "gomigrate" in name]


def test_undo_brings_back_modes_times_links_and_empty_folders(root: Path) -> None:
    (root / "old-link").symlink_to("main.go")
    (root / "empty").mkdir()
    os.utime(root / "run.sh", ns=(10**18, 10**18 + 12345))
    (root / "main.go").chmod(0o640)
    before = snapshot(root)
    run(
        root,
        steps(
            change("old-link", "main.go", None),
            change("run.sh", "#!", None),
            change("main.go", "old", "new", executable=True),
            change("empty/below/x", None, "x"),
        ),
    )
    assert (root / "main.go").stat().st_mode & 0o777 == 0o740
    undo(root)
    assert snapshot(root) == before
    assert (root / "old-link").readlink() == Path("main.go")
    assert (root / "run.sh").stat().st_mtime_ns == 10**18 + 12345
    assert (root / "empty").is_dir()


def test_undo_takes_back_one_run_after_the_other(root: Path) -> None:
    first = snapshot(root)
    run(root)
    second = snapshot(root)
    run(root, steps(change("main.go", "new", "newer")))
    undo(root)
    assert snapshot(root) == second
    undo(root)
    assert snapshot(root) == first
    with pytest.raises(ProjectProblem, match="nothing to undo"):
        undo(root)


def test_undo_from_a_folder_below_finds_the_project(root: Path) -> None:
    before = snapshot(root)
    run(root)
    undo_in_place(root / "third_party", home_of(root))
    assert snapshot(root) == before


def test_a_clone_in_a_vendor_tree_goes_with_it_and_comes_back(root: Path) -> None:
    write(root, {"vendor/x/.git/config": "c", ".git/config": "own"})
    before = snapshot(root)
    run(root, steps(change("vendor/x/.git/config", "c", None), change("vendor/x/x.go", "x", None)))
    assert not (root / "vendor/x").exists()
    undo(root)
    assert snapshot(root) == before
    for one in (change(".git/config", "own", None), change("vendor/x/.git/config", "c", "d")):
        with pytest.raises(WorldProblem, match="refused"):
            run(root, steps(one))
    assert snapshot(root) == before


def test_a_folder_takes_the_place_of_a_file_and_back(root: Path) -> None:
    before = snapshot(root)
    run(root, steps(change("main.go", "old", None), change("main.go/x.go", None, "x")))
    assert (root / "main.go/x.go").read_text() == "x"
    undo(root)
    assert snapshot(root) == before


def test_write_in_place_with_nothing_to_do_touches_nothing(root: Path) -> None:
    before = snapshot(root)
    assert run(root, steps(change("main.go", "old", "old"))).undo == ""
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
        run(root, steps(change("new", None, "x"), bad))
    assert snapshot(root) == before


NOT_WRITABLE = (
    ".git/hooks/x",
    "a/.GIT/x",
    "GIT~1/x",
    "a/.git./x",
    ".g\u200cit/x",
    ".git::$INDEX_ALLOCATION/x",
    "a\\.git\\x",
)


@pytest.mark.parametrize("path", ["../x", "/x", "a/../../x", "a//b", "", *NOT_WRITABLE, "x\0y"])
def test_write_in_place_outside_the_root_is_refused(path: str, root: Path) -> None:
    before = snapshot(root.parent / "root")
    with pytest.raises(WorldProblem, match="refused"):
        run(root, steps(change(path, None, "x")))
    assert snapshot(root) == before
    assert {place.name for place in root.parent.iterdir()} == {"root", "state"}


def test_write_in_place_of_gitmodules_as_a_link_is_refused(root: Path) -> None:
    with pytest.raises(WorldProblem, match="refused"):
        run(root, steps(change(".gitmodules", None, "main.go", link=True)))


def test_write_in_place_behind_a_link_is_refused(root: Path) -> None:
    write(root.parent, {"outside/x": "x"})
    (root / "out").symlink_to("../outside")
    before = snapshot(root), snapshot(root.parent / "outside")
    for one in (change("out/x", "x", "y"), change("out/new", None, "y"), change("out/a/b", None, "y")):
        with pytest.raises(ProjectProblem, match="link"):
            run(root, steps(one))
    assert (snapshot(root), snapshot(root.parent / "outside")) == before


@pytest.mark.skipif(os.open not in os.supports_dir_fd, reason="no descriptors of folders here")
@pytest.mark.parametrize("number", range(1, 40))
def test_a_link_put_in_the_way_at_any_moment_leads_nowhere(
    number: int, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may write in the project swaps a folder for a link to another one, between a look and a change."""
    outside = root.parent / "outside"
    write(root.parent, {"outside/x/x.go": "x", "outside/y.go": "y", "outside/x.go": "x"})
    before = snapshot(outside)
    seen = 0

    def swapping(real: Any) -> Any:
        def guarded(*args: Any, **more: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == number:
                (root / "vendor").rename(root / "moved")
                (root / "vendor").symlink_to("../outside")
            return real(*args, **more)

        return guarded

    for name in ("_at", "content"):
        monkeypatch.setattr(OpenFolder, name, swapping(getattr(OpenFolder, name)))
    with contextlib.suppress(ProjectProblem, WorldProblem):
        run(
            root,
            steps(
                change("vendor/x/x.go", "x", None), change("vendor/y.go", "y", "z"), change("vendor/x.go", None, "w")
            ),
        )
    assert snapshot(outside) == before


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

    for name in ("link", "rename", "replace", "unlink", "mkdir", "symlink", "fsync"):
        guard(os, name)
    return seen


def steps_of_a_whole_run(root: Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        seen = interrupt(patch, -1, OSError())
        run(root)
    undo(root)
    return len(seen)


def test_write_in_place_that_fails_at_any_step_takes_everything_back(root: Path) -> None:
    before = snapshot(root)
    for number in range(1, steps_of_a_whole_run(root) + 1):
        full = OSError(errno.ENOSPC, "No space left on device")
        with pytest.MonkeyPatch.context() as patch:
            interrupt(patch, number, full)
            try:
                run(root)
            except WorldProblem as problem:
                assert "no space left" in str(problem)  # noqa: PT017 -- some steps may fail without harm
            else:
                undo(root)
        assert snapshot(root) == before, number


class Killed(BaseException):
    """Stands for a process that ends here: nothing after it runs."""


def killed_when_done(real: Any) -> Any:
    def guarded(self: Journal, stage: Stage) -> None:
        if stage is Stage.DONE:
            raise Killed
        real(self, stage)

    return guarded


def kill(root: Path, changeset: ChangeSet = MIGRATION) -> Path:
    """A run that is killed when all is changed, before its journal says so; the folder with its journal."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "set_stage", killed_when_done(Journal.set_stage))
        patch.setattr(inplace, "take_back", lambda project, journal: PutBack())
        with pytest.raises(Killed):
            run(root, changeset)
    return next(Path(home_of(root)).glob("undo/*/000001"))


def test_write_in_place_after_a_killed_run_recovers_first_and_says_so(root: Path) -> None:
    before = snapshot(root)
    kill(root)
    assert (root / "main.go").read_text() == "new"
    assert is_broken_off(root, home_of(root))
    result = run(root)
    assert "main.go" in result.recovered
    assert (root / "main.go").read_text() == "new"
    assert not is_broken_off(root, home_of(root))
    undo(root)
    assert snapshot(root) == before


def test_recover_from_a_folder_below_and_again(root: Path) -> None:
    before = snapshot(root)
    kill(root)
    assert "main.go" in recover_in_place(root / "third_party", home_of(root)).restored
    assert snapshot(root) == before
    assert recover(root) == PutBack()


def test_recover_leaves_what_was_changed_since_and_names_it(root: Path) -> None:
    kill(root)
    write(root, {"main.go": "mine now", "go.mod": "mine too"})
    back = recover(root)
    assert back.left == ("go.mod", "main.go")
    assert (root / "main.go").read_text() == "mine now"
    assert "old" in {path.read_text() for path in Path(back.kept).rglob("old/*")}
    assert (root / "vendor/x/x.go").read_text() == "x"


def test_undo_in_place_leaves_what_was_changed_since(root: Path) -> None:
    result = run(root)
    write(root, {"main.go": "mine now", "go.mod": "mine too"})
    for _ in range(2):
        back = undo(root)
        assert back.left == ("go.mod", "main.go")
        assert back.kept == result.undo
        assert (root / "main.go").read_text() == "mine now"
        assert (root / "go.mod").read_text() == "mine too"
        assert (root / "vendor/x/x.go").read_text() == "x"
    write(root, {"main.go": "new"})
    assert "main.go" in undo(root).restored
    assert (root / "main.go").read_text() == "old"


def test_undo_where_nothing_was_done_is_refused(root: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    for place in (root, root / "vendor"):
        with pytest.raises(ProjectProblem, match="nothing to undo"):
            undo_in_place(place, home_of(root))
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("path", [".git/hooks/post-checkout", "main.go", "new", "../victim"])
@pytest.mark.parametrize("stage", ["ready", "begun", ""])
def test_a_journal_that_lies_in_the_project_is_a_file_like_any_other(path: str, stage: str, root: Path) -> None:
    """Folders such as a repository may bring, in the form that gomigrate once had and in that of today."""
    old = hashlib.sha256(b"#!evil").hexdigest()
    row = {
        "path": path,
        "at": "",
        "before": old,
        "after": "",
        "size": 9,
        "is_link": False,
        "mode": 0o755,
        "modified": 1,
    }
    body = {"schema": "gomigrate/undo/1", "project": str(root), "inode": root.stat().st_ino, "token": "0" * 32}
    journal = sealed(b"", "undo 000001", json.dumps({**body, "stage": stage, "lines": [row]}).encode())
    here = f".local/state/gomigrate/undo/{hashlib.sha256(os.fsencode(root)).hexdigest()[:32]}-{root.stat().st_ino:x}"
    write(
        root,
        {
            ".gomigrate-undo-aaaaaaaaaaaa/old/0": "#!evil",
            ".gomigrate-undo-aaaaaaaaaaaa/journal.json": json.dumps([[path, 0, old, ""]]),
            ".gomigrate-undo-aaaaaaaaaaaa/stage": stage,
            f"{here}/000001/old/0": "#!evil",
            f"{here}/000001/journal": journal,
            ".local/state/gomigrate/key": b"k" * 32,
        },
    )
    before = snapshot(root.parent)
    assert recover(root) == PutBack()
    with pytest.raises(ProjectProblem):
        undo(root)
    assert snapshot(root.parent) == before
    run(root)
    undo(root)
    assert snapshot(root) == {name.removeprefix("root/"): what for name, what in before.items() if name != "root"}


@pytest.mark.parametrize("call", [recover, undo, run])
def test_state_that_lies_in_the_project_is_not_believed(call: Any, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.unit.world.test_inplace.home_of", lambda root: str(root / "state/gomigrate"))
    if call is not run:
        place = hashlib.sha256(os.fsencode(root)).hexdigest()[:32]
        write(root, {f"state/gomigrate/undo/{place}-{root.stat().st_ino:x}/000001/journal": "x"})
    before = snapshot(root)
    with pytest.raises(WorldProblem, match="XDG_STATE_HOME"):
        call(root)
    assert snapshot(root) == before


def forged(journal: Path, key: bytes, **changed: Any) -> bytes:
    body = json.loads(journal.read_bytes()[65:])
    return sealed(key, "undo 000001", json.dumps({**body, **changed}).encode())


def row(root: Path, path: str) -> dict[str, Any]:
    held = hashlib.sha256(b"#!").hexdigest()
    return {
        "path": path,
        "at": "",
        "before": held,
        "after": "",
        "size": 9,
        "is_link": False,
        "mode": 0o755,
        "modified": 1,
    }


SPOILED: dict[str, Any] = {
    "cut off": lambda text, root: text[:-1],
    "empty": lambda text, root: b"",
    "a bit": lambda text, root: text[:-9] + bytes([text[-9] ^ 1]) + text[-8:],
    "no seal": lambda text, root: text[65:],
    "a seal of a plain digest": lambda text, root: hashlib.sha256(text[65:]).hexdigest().encode() + text[64:],
}


@pytest.mark.parametrize("how", SPOILED)
@pytest.mark.parametrize("call", [recover, undo, run])
def test_journal_whose_seal_does_not_hold_is_left_where_it_is(how: str, call: Any, root: Path) -> None:
    journal = kill(root) / "journal"
    journal.write_bytes(SPOILED[how](journal.read_bytes(), root))
    before = snapshot(root.parent)
    with pytest.raises(WorldProblem, match="not sealed by this user") as said:
        call(root)
    assert "\n" not in str(said.value)
    assert str(journal.parent) in str(said.value)
    assert snapshot(root.parent) == before


@pytest.mark.parametrize("call", [recover, undo, run])
def test_journal_that_another_key_sealed_is_left_where_it_is(call: Any, root: Path) -> None:
    journal = kill(root) / "journal"
    journal.write_bytes(forged(journal, b"s" * 32, lines=[row(root, "run.sh")]))
    before = snapshot(root.parent)
    with pytest.raises(WorldProblem, match="not sealed by this user"):
        call(root)
    assert snapshot(root.parent) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"schema": "gomigrate/undo/0"},
        {"lines": None},
        {"lines": [[]]},
        {"lines": [{}]},
        {"stage": "ready"},
        {"token": "../x"},
        {"inode": "1"},
        {"lines": [row(Path(), ".git/hooks/x")]},
        {"lines": [row(Path(), "../victim")]},
        {"lines": [row(Path(), "/etc/x")]},
        {"lines": [{**row(Path(), "a"), "at": "../.."}]},
        {"lines": [{**row(Path(), "a"), "before": "x"}]},
        {"lines": [{**row(Path(), "a"), "modified": -1}]},
    ],
    ids=str,
)
def test_journal_that_is_sealed_and_nonsense_is_damaged(changed: dict[str, Any], root: Path) -> None:
    journal = kill(root) / "journal"
    journal.write_bytes(forged(journal, user_key(home_of(root)), **changed))
    before = snapshot(root.parent)
    with pytest.raises(WorldProblem, match=r"damaged|another gomigrate"):
        recover(root)
    assert snapshot(root.parent) == before


def test_journal_behind_a_link_is_taken_back_nowhere(root: Path) -> None:
    kill(root)
    write(root.parent, {"outside/x/x.go": ""})
    assert not (root / "vendor").exists()
    (root / "vendor").symlink_to("../outside")
    before = snapshot(root.parent / "outside")
    assert {"vendor/x/x.go", "vendor/y.go"} <= set(recover(root).left)
    assert snapshot(root.parent / "outside") == before


def test_journal_of_a_project_that_was_moved_is_said_and_left(root: Path) -> None:
    journal = kill(root)
    moved = root.rename(root.with_name("moved"))
    before = snapshot(root.parent)
    for call in (recover, undo, run):
        with pytest.raises(WorldProblem, match="not this folder any more") as said:
            call(moved)
        assert str(journal) in str(said.value)
    assert snapshot(root.parent) == before


def test_journal_of_another_folder_at_the_same_path_is_said_and_left(root: Path) -> None:
    kill(root)
    shutil.copytree(root, root.with_name("copy"), symlinks=True)
    root.rename(root.with_name("away"))
    root.with_name("copy").rename(root)
    before = snapshot(root.parent)
    for call in (recover, undo, run):
        with pytest.raises(WorldProblem, match="not this folder any more"):
            call(root)
    assert snapshot(root.parent) == before


def test_journal_of_another_project_that_was_at_the_same_path_is_no_concern(root: Path) -> None:
    """As in a container, where each project in turn is mounted at the same place."""
    journal = kill(root)
    root.rename(root.with_name("away"))
    write(root, {"main.go": "mine", "vendor/y.go": "y"})
    before = snapshot(root)
    assert recover(root) == PutBack()
    run(root, steps(change("main.go", "mine", "new"), change("vendor/y.go", "y", None), change("go.mod", None, "m")))
    undo(root)
    assert snapshot(root) == before
    assert journal.exists()


def test_journal_of_a_run_that_ended_is_no_concern_of_another_folder(root: Path) -> None:
    run(root)
    moved = root.rename(root.with_name("moved"))
    assert recover(moved) == PutBack()
    with pytest.raises(ProjectProblem, match="nothing to undo"):
        undo(moved)


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize("below", ["", "undo", "undo/*"])
@pytest.mark.parametrize("call", [recover, undo, run])
def test_state_that_others_may_write_to_is_refused(below: str, call: Any, root: Path) -> None:
    kill(root)
    folder = next(Path(home_of(root)).glob(below)) if below else Path(home_of(root))
    folder.chmod(0o777)
    before = snapshot(root.parent)
    with pytest.raises(WorldProblem, match="written by others"):
        call(root)
    assert snapshot(root.parent) == before


def test_original_that_was_tampered_with_is_not_put_back(root: Path) -> None:
    journal = kill(root)
    for aside in root.rglob("*.old"):
        aside.unlink()
    (journal / "old/0").write_text("evil")  # vendor/x/x.go
    back = recover(root)
    assert "vendor/x/x.go" in back.left
    assert not (root / "vendor/x/x.go").exists()
    assert (root / "vendor/y.go").read_text() == "y"


def test_two_runs_at_the_same_time_do_not_mix(root: Path) -> None:
    """The second one is refused, and takes back nothing of the first, which goes on."""
    real = Journal.set_stage
    said: list[str] = []

    def meanwhile(self: Journal, stage: Stage) -> None:
        for call in (run, recover, undo):
            with pytest.raises(WorldProblem, match="another gomigrate") as refused:
                call(root)
            said.append(str(refused.value))
        real(self, stage)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "set_stage", meanwhile)
        run(root)
    assert said
    assert (root / "main.go").read_text() == "new"


@pytest.mark.parametrize("number", range(3))
def test_file_that_is_changed_while_we_write_is_never_lost(number: int, root: Path) -> None:
    """Somebody writes to each file in turn, after our look and before our change."""
    path = ("main.go", "vendor/y.go", "go.mod")[number]
    real = inplace._InPlaceRun._perform
    before = snapshot(root)

    def meanwhile(self: Any, journal: Journal, line: int) -> None:
        if journal.lines[line].path == path:
            write(root, {path: "theirs"})
        real(self, journal, line)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inplace._InPlaceRun, "_perform", meanwhile)
        with pytest.raises(ProjectProblem, match="changed meanwhile"):
            run(root)
    assert (root / path).read_text() == "theirs"
    after = snapshot(root)
    assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == {path}


def test_on_a_disk_without_hard_links_the_same_holds(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*args: Any, **more: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    before = snapshot(root)
    monkeypatch.setattr(os, "link", no_links)
    run(root)
    assert (root / "main.go").read_text() == "new"
    undo(root)
    assert snapshot(root) == before


def test_where_folders_have_no_descriptors_the_same_holds(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gomigrate.world.disk.root._USES_DESCRIPTORS", False)
    write(root.parent, {"outside/x": "x"})
    (root / "out").symlink_to("../outside")
    before = snapshot(root)
    run(root)
    assert (root / "main.go").read_text() == "new"
    undo(root)
    assert snapshot(root) == before
    for one in (change("out/x", "x", "y"), change("out/a/b", None, "y")):
        with pytest.raises(ProjectProblem, match="link"):
            run(root, steps(one))
    kill(root)
    recover(root)
    assert snapshot(root) == before
