"""Whether git would merge a branch, beside what git really does in a clone of the same repository."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.world.git.merging import Mergeable, mergeable
from gomigrate.world.git.repository import Repository
from tests.unit.world.gitworld import commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]

Change = Callable[[Path], object]


def dirty(path: Path) -> None:
    write(path, {"kept.txt": "edited\n", "new.txt": "untracked\n"})


def staged(path: Path) -> None:
    write(path, {"a.go": "package staged\n"})
    git(path, "add", "a.go")


def detached(path: Path) -> None:
    git(path, "checkout", "--quiet", "--detach")


def committed_and_staged(path: Path) -> None:
    commit(path, {"c.go": "package a\n"})
    staged(path)


CASES: dict[str, tuple[Mergeable, Change]] = {
    "nothing else happened": (Mergeable.FORWARD, lambda _: None),
    "files that the branch leaves alone were edited": (Mergeable.FORWARD, dirty),
    "a file of the branch was edited": (Mergeable.IN_THE_WAY, lambda at: write(at, {"a.go": "package mine\n"})),
    "a file of the branch was staged": (Mergeable.IN_THE_WAY, staged),
    "a file that the branch deletes was edited": (Mergeable.IN_THE_WAY, lambda at: write(at, {"old/b.go": "x\n"})),
    "a file that the branch adds lies there": (Mergeable.IN_THE_WAY, lambda at: write(at, {"go.mod": "module x\n"})),
    "a folder of the branch has a file that lies there": (
        Mergeable.IN_THE_WAY,
        lambda at: write(at, {"third_party/x.go": "package x\n", "third_party/y.go": "package x\n"}),
    ),
    "another file was committed": (Mergeable.COMMIT, lambda at: commit(at, {"c.go": "package a\n"})),
    "another file was committed, and one edited": (
        Mergeable.IN_THE_WAY,
        committed_and_staged,
    ),
    "the same file was committed": (Mergeable.CONFLICTS, lambda at: commit(at, {"a.go": "package other\n"})),
    "merged already": (Mergeable.MERGED, lambda at: git(at, "merge", "--quiet", "modules")),
    "no branch is checked out": (Mergeable.DETACHED, detached),
}


@pytest.fixture
def project(tmp_path: Path, gitconfig: Path) -> Path:
    """A repository with a branch that edits, adds and deletes."""
    place = tmp_path / "app"
    make_repo(place, {"a.go": "package a\n", "old/b.go": "package b\n", "kept.txt": "kept\n"})
    start = git(place, "symbolic-ref", "--short", "HEAD").strip()
    git(place, "checkout", "--quiet", "-b", "modules")
    git(place, "rm", "--quiet", "old/b.go")
    commit(place, {"a.go": "package a // edited\n", "go.mod": "module a\n", "third_party/x.go": "package x\n"})
    git(place, "checkout", "--quiet", start)
    return place


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_a_merge_is_what_git_does(project: Path, name: str) -> None:
    expected, change = CASES[name]
    change(project)
    repository = Repository.find(project)
    assert repository is not None
    before = snapshot(project)
    assert mergeable(repository, "modules") is expected
    assert snapshot(project) == before
    merged = subprocess.run(
        ["git", "-C", project, "merge", "--no-edit", "modules"], capture_output=True, text=True, check=False
    )
    works = expected in {Mergeable.FORWARD, Mergeable.COMMIT, Mergeable.MERGED, Mergeable.DETACHED}
    assert (merged.returncode == 0) is works, merged.stdout + merged.stderr
    assert ("Already up to date" in merged.stdout) is (expected is Mergeable.MERGED)


def test_a_merge_commit_needs_an_author(project: Path, gitconfig: Path) -> None:
    commit(project, {"c.go": "package a\n"})
    gitconfig.write_text("[user]\n\tuseConfigOnly = true\n")
    repository = Repository.find(project)
    assert repository is not None
    assert mergeable(repository, "modules") is Mergeable.NAMELESS


def test_a_merge_under_way_is_in_the_way(project: Path) -> None:
    git(project, "checkout", "--quiet", "-b", "third")
    commit(project, {"kept.txt": "third\n"})
    git(project, "checkout", "--quiet", "-")
    commit(project, {"kept.txt": "first\n"})
    subprocess.run(["git", "-C", project, "merge", "third"], capture_output=True, check=False)
    repository = Repository.find(project)
    assert repository is not None
    assert mergeable(repository, "modules") is Mergeable.IN_THE_WAY


def test_a_branch_that_is_none_or_of_another_history_is_not_merged(project: Path) -> None:
    repository = Repository.find(project)
    assert repository is not None
    assert mergeable(repository, "nobody") is Mergeable.CONFLICTS
    tree = git(project, "rev-parse", "HEAD^{tree}").strip()
    root = git(project, "commit-tree", "-m", "another root", tree).strip()
    assert mergeable(repository, root) is Mergeable.CONFLICTS
