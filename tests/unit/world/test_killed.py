"""A process killed, or its disk spoiled, at every single call: everything is as before, or all is done, and the next
run works without being helped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.model.errors import ProjectProblem, WorldProblem
from gomigrate.model.plan import Change, ChangeSet, Step
from gomigrate.world.disk.inplace import InPlaceResult, recover_in_place, undo_in_place, write_in_place
from gomigrate.world.git.branch import BranchResult, write_branch
from gomigrate.world.git.repository import Repository
from tests.unit.world.gitworld import git, gitconfig, make_repo, snapshot, write
from tests.unit.world.killing import Attempt, Stop, attempt, walk

__all__ = ["gitconfig"]

pytestmark = [
    pytest.mark.usefixtures("gitconfig"),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the walk needs fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

FILES: dict[str, str | bytes | None] = {"main.go": "old", "vendor/x/x.go": "x", "vendor/y.go": "y", "run.sh": "#!"}
KILLS = (Stop.BEFORE, Stop.TORN)
FAULTS = (Stop.FULL, Stop.READ_ONLY)


def change(path: str, before: str | None, after: str | None) -> Change:
    return Change(
        path=path,
        before=None if before is None else before.encode(),
        after=None if after is None else after.encode(),
    )


MIGRATION = ChangeSet(
    steps=(
        Step(subject="Add go.mod", body="", changes=(change("go.mod", None, "module m\n"),)),
        Step(
            subject="Migrate",
            body="Why.\n",
            changes=(
                change("main.go", "old", "new"),
                change("vendor/x/x.go", "x", None),
                change("vendor/y.go", "y", None),
                change("third_party/x.go", None, "x"),
            ),
        ),
    )
)
AFTER = {"main.go": "new", "go.mod": "module m\n", "run.sh": "#!", "third_party/x.go": "x"}


class Place:
    """A checkout with everything that could be disturbed, laid out again for each attempt."""

    def __init__(self, tmp_path: Path) -> None:
        self._kept = tmp_path / "kept"
        self.path = tmp_path / "place"
        make_repo(self._kept, FILES)
        write(self._kept, {"main.go": "stashed"})
        git(self._kept, "stash", "push", "--quiet")
        write(self._kept, {"main.go": "dirty", "staged.go": "staged", "untracked.go": "u"})
        git(self._kept, "add", "staged.go")
        git(self._kept, "branch", "other")
        self.before = snapshot(self._kept)

    def again(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(self._kept, self.path, symlinks=True)

    def run(self, *, force: bool = False) -> BranchResult:
        repository = Repository.find(self.path)
        assert repository is not None
        return write_branch(repository, "modules", repository.head().commit, MIGRATION, prefix="", force=force)

    def prepared(self) -> Callable[[], object]:
        self.again()
        return self.run

    def disturbed(self) -> set[str]:
        """What is not as before, objects and the new branch apart."""
        now = snapshot(self.path)
        allowed = {".git/refs/heads/modules", ".git/logs/refs/heads/modules"}
        return {name for name in now.keys() | self.before.keys() if now.get(name) != self.before.get(name)} - allowed

    def has_branch(self) -> bool:
        return bool(git(self.path, "for-each-ref", "refs/heads/modules"))

    def written(self, ref: str) -> dict[str, str]:
        names = git(self.path, "ls-tree", "-r", "--name-only", ref).splitlines()
        return {name: git(self.path, "cat-file", "blob", f"{ref}:{name}") for name in names}


@pytest.fixture
def place(tmp_path: Path, gitconfig: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """The checkout, and a temporary folder that killed processes may leave something in."""
    assert gitconfig.exists()
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    return Place(tmp_path)


def check_branch(place: Place, done: Attempt) -> None:
    assert not done.bug, done
    assert place.disturbed() == set(), done
    has_branch = place.has_branch()
    if has_branch:
        assert git(place.path, "rev-list", "--count", "main..modules") == "2", done
    git(place.path, "fsck", "--strict", "--connectivity-only")
    place.run(force=has_branch)
    whole = {name: text.strip() for name, text in AFTER.items()}
    assert place.written("modules") == whole, done
    assert place.disturbed() == set(), done


@pytest.mark.parametrize("stop", KILLS, ids=lambda stop: stop.value)
def test_write_branch_killed_at_every_call_leaves_nothing_or_the_whole_branch(stop: Stop, place: Place) -> None:
    calls = []
    for done in walk(place.prepared, stop):
        assert done.is_killed, done
        check_branch(place, done)
        calls.append(done.call)
    assert sum("Popen" in call for call in calls) >= 10, calls
    assert any("blob" in call for call in calls), calls


@pytest.mark.parametrize("stop", FAULTS, ids=lambda stop: stop.value)
def test_write_branch_on_a_spoiled_disk_says_so_and_leaves_nothing(stop: Stop, place: Place) -> None:
    for done in walk(place.prepared, stop):
        assert done.problem.count("\n") == 0, done
        # What is removed at the end is our own temporary folder; the branch is there by then.
        assert bool(done.problem) != place.has_branch(), done
        check_branch(place, done)


def test_write_branch_with_a_lock_of_the_user_on_the_index_does_not_wait_for_it(place: Place) -> None:
    place.again()
    write(place.path, {".git/index.lock": "of a commit that is being written"})
    place.run()
    assert place.disturbed() == {".git/index.lock"}
    assert (place.path / ".git/index.lock").read_text() == "of a commit that is being written"


def test_write_branch_whose_name_another_git_is_writing_is_refused_and_works_later(place: Place) -> None:
    place.again()
    lock = place.path / ".git/refs/heads/modules.lock"
    lock.write_text("")
    with pytest.raises((ProjectProblem, WorldProblem), match="modules"):
        place.run()
    assert place.disturbed() == {".git/refs/heads/modules.lock"}
    assert not place.has_branch()
    lock.unlink()
    place.run()
    assert place.disturbed() == set()


def test_write_branch_twice_at_the_same_time_makes_one_branch(place: Place) -> None:
    place.again()
    second: list[Attempt] = []

    def announce(commits: tuple[str, ...]) -> None:
        assert commits
        second.append(attempt(place.run, Stop.BEFORE, 10**9))

    repository = Repository.find(place.path)
    assert repository is not None
    head = repository.head().commit
    with pytest.raises(ProjectProblem, match="changed by someone else"):
        write_branch(repository, "modules", head, MIGRATION, prefix="", force=False, announce=announce)
    assert [(one.problem, one.bug) for one in second] == [("", "")]
    assert git(place.path, "rev-list", "--count", "main..modules") == "2"
    assert place.disturbed() == set()


class Folder:
    """A project that no git keeps, laid out again for each attempt, and the folder for state beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.home = path.with_name("state") / "gomigrate"
        self._again()
        self.before = snapshot(path)

    def _again(self) -> None:
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.rmtree(self.home.parent, ignore_errors=True)
        write(self.path, FILES)
        (self.path / "run.sh").chmod(0o755)

    def run(self) -> InPlaceResult:
        return write_in_place(self.path, MIGRATION, str(self.home))

    def undo(self) -> None:
        undo_in_place(self.path, str(self.home))

    def prepared(self) -> Callable[[], object]:
        self._again()
        return self.run

    def prepared_to_undo(self) -> Callable[[], object]:
        self._again()
        self.run()
        return self.undo

    def everything(self) -> set[str]:
        """What the files hold, of the project and of what is kept of it."""
        return {
            path.read_text("latin-1")
            for top in (self.path, self.home)
            for path in top.rglob("*")
            if path.is_file() and not path.is_symlink()
        }

    def files(self) -> dict[str, str]:
        return {str(path.relative_to(self.path)): path.read_text() for path in self.path.rglob("*") if path.is_file()}


def check_folder(folder: Folder, done: Attempt) -> None:
    """Everything is there still; the next run puts it back, or finds all of it done, and then can be undone. Nothing
    but the project's own files stays in it."""
    assert not done.bug, done
    assert {"old", "x", "y", "#!"} <= folder.everything(), done
    recover_in_place(folder.path, str(folder.home))
    if folder.files() != AFTER:
        assert snapshot(folder.path) == folder.before, done
        folder.run()
    assert folder.files() == AFTER, done
    folder.undo()
    assert snapshot(folder.path) == folder.before, done
    with pytest.raises(ProjectProblem):
        folder.undo()


def check_undone(folder: Folder, done: Attempt) -> None:
    """The next call, whichever it is, brings everything back."""
    assert not done.bug, done
    assert {"old", "x", "y", "#!"} <= folder.everything(), done
    recover_in_place(folder.path, str(folder.home))
    if snapshot(folder.path) != folder.before:
        assert folder.files() == AFTER, done
        folder.undo()
    assert snapshot(folder.path) == folder.before, done


@pytest.mark.parametrize("stop", KILLS, ids=lambda stop: stop.value)
def test_write_in_place_killed_at_every_call_loses_nothing(stop: Stop, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "root")
    calls = []
    for done in walk(folder.prepared, stop):
        assert done.is_killed, done
        check_folder(folder, done)
        calls.append(done.call)
    assert any("journal" in call for call in calls), calls


@pytest.mark.parametrize("stop", FAULTS, ids=lambda stop: stop.value)
def test_write_in_place_on_a_spoiled_disk_says_so_and_loses_nothing(stop: Stop, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "root")
    for done in walk(folder.prepared, stop):
        assert done.problem.count("\n") == 0, done
        check_folder(folder, done)


@pytest.mark.parametrize("stop", [*KILLS, *FAULTS], ids=lambda stop: stop.value)
def test_undo_in_place_stopped_at_every_call_loses_nothing(stop: Stop, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "root")
    for done in walk(folder.prepared_to_undo, stop):
        assert done.problem.count("\n") == 0, done
        check_undone(folder, done)
