"""The user's repository is found, read, and left exactly as it was."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.git.gitrun import Git, GitFailed, failure
from gomigrate.world.git.repository import Repository, commit_time, is_plain_name, without_user
from tests.unit.world.gitworld import FIRST_SECOND, commit, git, gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]

pytestmark = pytest.mark.usefixtures("gitconfig")


def found(place: Path) -> Repository:
    repository = Repository.find(place)
    assert repository is not None
    return repository


def test_find_in_a_folder_of_a_monorepo_gives_top_and_prefix(tmp_path: Path) -> None:
    make_repo(tmp_path / "mono", {"svc/api/main.go": "package main\n"})
    repository = found(tmp_path / "mono/svc/api")
    assert (repository.top, repository.prefix, repository.is_bare) == (tmp_path / "mono", "svc/api", False)
    assert found(tmp_path / "mono").prefix == ""


def test_find_through_a_link_gives_the_real_place(tmp_path: Path) -> None:
    make_repo(tmp_path / "mono", {"svc/x": ""})
    (tmp_path / "link").symlink_to("mono/svc")
    repository = found(tmp_path / "link")
    assert (repository.top, repository.prefix) == (tmp_path / "mono", "svc")


def test_find_without_repository_is_none(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    assert Repository.find(tmp_path / "plain") is None
    assert Repository.find(tmp_path / "nothing") is None


@pytest.mark.parametrize("content", ["", "gitdir: nowhere\n", "rubbish\n"])
def test_find_with_unusable_git_file_is_none_or_one_line(content: str, tmp_path: Path) -> None:
    write(tmp_path / "place", {".git": content})
    try:
        assert Repository.find(tmp_path / "place") is None
    except WorldProblem as problem:
        assert "\n" not in str(problem)  # noqa: PT017 -- either answer will do, a traceback will not


def test_find_with_broken_configuration_says_so_in_one_line(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": ""})
    (tmp_path / ".git/config").write_text("[core\n  broken")
    with pytest.raises(WorldProblem, match="config") as caught:
        Repository.find(tmp_path)
    assert "\n" not in str(caught.value)


def test_find_in_bare_repository_worktree_and_submodule(tmp_path: Path) -> None:
    first = make_repo(tmp_path / "main", {"a": "1"})
    git(tmp_path, "clone", "--quiet", "--bare", "main", "bare.git")
    git(tmp_path / "main", "worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    outer = tmp_path / "outer"
    make_repo(outer, {"o": ""})
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tmp_path / "main"), "sub")
    assert found(tmp_path / "bare.git").is_bare
    assert found(tmp_path / "bare.git").head().commit == first
    side = found(tmp_path / "side")
    assert (side.top, side.layout.common_dir) == (tmp_path / "side", tmp_path / "main/.git")
    assert side.head().branch == "side"
    sub = found(outer / "sub")
    assert (sub.top, sub.head().commit) == (outer / "sub", first)


def test_find_with_git_dir_in_the_environment_ignores_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_repo(tmp_path / "other", {"o": ""})
    mine = make_repo(tmp_path / "mine", {"m": ""})
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "other/.git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "other"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nonsense"))
    repository = found(tmp_path / "mine")
    assert (repository.top, repository.head().commit) == (tmp_path / "mine", mine)
    assert not repository.status().is_dirty


def test_find_in_repository_of_another_owner_names_the_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_repo(tmp_path / "mine", {"m": ""})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    # Our runner drops the variable, as it drops every GIT_ variable that it does not know.
    assert Repository.find(tmp_path / "mine") is not None
    said = "fatal: detected dubious ownership in repository at '/x'\nTo add an exception ...\n"
    assert "safe.directory" in str(failure("rev-parse", 128, said))


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can give a folder away")
def test_find_in_folder_given_away_raises_worldproblem(tmp_path: Path) -> None:
    make_repo(tmp_path / "theirs", {"m": ""})
    for place in (tmp_path / "theirs", tmp_path / "theirs/.git"):
        os.chown(place, 12345, 12345)
    with pytest.raises(WorldProblem, match=r"safe\.directory"):
        Repository.find(tmp_path / "theirs")


def test_head_of_each_state(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    unborn = found(tmp_path).head()
    assert (unborn.commit, unborn.branch, unborn.time) == ("", "main", None)
    first = commit(tmp_path, {"a": "1"}, second=5)
    head = found(tmp_path).head()
    assert (head.commit, head.branch) == (first, "main")
    assert head.time == datetime.fromtimestamp(FIRST_SECOND + 5, UTC)
    git(tmp_path, "checkout", "--quiet", "--detach")
    assert found(tmp_path).head().branch == ""


def test_status_names_each_kind_of_change_and_writes_nothing(tmp_path: Path) -> None:
    files: dict[str, str | bytes | None] = {"p/keep": "", "p/edit": "1", "p/gone": "1", "p/staged x": "1", "other": "1"}
    make_repo(tmp_path, {**files, ".gitignore": "ignored/\n"})
    write(
        tmp_path, {"p/edit": "2", "p/gone": None, "p/staged x": "2", "p/new dir/f": "", "p/ignored/f": "", "other": "2"}
    )
    git(tmp_path, "add", "p/staged x")
    os.utime(tmp_path / "p/keep", (1, 1))
    before = snapshot(tmp_path, objects=True)
    status = found(tmp_path / "p").status()
    assert status.changed == ("edit", "gone", "staged x")
    assert status.untracked == ("new dir/",)
    assert found(tmp_path).status().changed == ("other", "p/edit", "p/gone", "p/staged x")
    assert snapshot(tmp_path, objects=True) == before


def test_status_of_clean_checkout_with_old_time_stamps_is_clean(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": "1"})
    os.utime(tmp_path / "a", (1, 1))
    assert not found(tmp_path).status().is_dirty


def test_status_of_sparse_checkout_is_clean_and_stays_so(tmp_path: Path) -> None:
    make_repo(tmp_path, {"in/a": "1", "out/b": "1"})
    git(tmp_path, "sparse-checkout", "set", "--cone", "--sparse-index", "in")
    before = snapshot(tmp_path, objects=True)
    assert not (tmp_path / "out").exists()
    assert not found(tmp_path).status().is_dirty
    assert snapshot(tmp_path, objects=True) == before


def test_status_in_conflict_names_the_file(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a b": "1\n"})
    git(tmp_path, "checkout", "--quiet", "-b", "side")
    commit(tmp_path, {"a b": "2\n"})
    git(tmp_path, "checkout", "--quiet", "main")
    commit(tmp_path, {"a b": "3\n"})
    subprocess.run(["git", "merge", "--quiet", "side"], cwd=tmp_path, capture_output=True, check=False)
    assert found(tmp_path).status().changed == ("a b",)


@pytest.mark.parametrize("kind", ["clean", "process"])
def test_status_with_programs_configured_starts_none(kind: str, tmp_path: Path) -> None:
    place, mark = tmp_path / "place", tmp_path / "ran"
    make_repo(place, {"a.txt": "1\n", ".gitattributes": "*.txt filter=loud diff=loud\n"})
    loud = f"touch {mark}; cat"
    for name in (f"filter.loud.{kind}", "core.fsmonitor", "diff.loud.textconv", "diff.loud.command", "diff.external"):
        git(place, "config", name, loud)
    git(place, "config", "filter.loud.required", "true")
    hook = place / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n{loud}\n")
    hook.chmod(0o755)
    write(place, {"a.txt": "2\n"})
    os.utime(place / "a.txt", (1, 1))
    assert found(place).status().changed == ("a.txt",)
    assert not mark.exists()


def test_ignored_dirs_are_those_with_files_that_git_does_not_track(tmp_path: Path) -> None:
    place = tmp_path / "place"
    make_repo(place, {"p/tracked/a": "", "p/partly/vendor.json": "", "p/.gitignore": "ignored/\npartly/*/\n"})
    write(place, {"p/ignored/a": "", "p/partly/x/y.go": "", "p/untracked/a": ""})
    (place / "p/empty").mkdir()
    (place / "p/link").symlink_to("ignored")
    names = ("tracked", "partly", "ignored", "untracked", "empty", "nothing", "link")
    assert found(place / "p").ignored_dirs(names) == ("partly", "ignored", "untracked")


def test_ignored_go_files_are_those_outside_of_ignored_folders(tmp_path: Path) -> None:
    place = tmp_path / "place"
    make_repo(place, {"p/a.go": "", "a.go": "", ".gitignore": "*_gen.go\nout/\n"})
    write(
        place,
        {"p/x_gen.go": "", "p/sub/y_gen.go": "", "p/out/z.go": "", "p/new.go": "", "b_gen.go": "", "p/c_gen.txt": ""},
    )
    assert found(place / "p").ignored_go_files() == ("sub/y_gen.go", "x_gen.go")
    assert found(place).ignored_go_files() == ("b_gen.go", "p/sub/y_gen.go", "p/x_gen.go")


def test_remotes_show_no_credentials(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "remote", "add", "origin", "https://ada:s3cret@example.com/x.git")
    git(tmp_path, "remote", "add", "short", "gh:acme/x")
    git(tmp_path, "config", "url.https://github.com/.insteadOf", "gh:")
    remotes = found(tmp_path).remotes()
    assert dict(remotes) == {"origin": "https://example.com/x.git", "short": "https://github.com/acme/x"}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://ada:pa@ss@example.com/x", "https://example.com/x"),
        ("https://token@example.com/x", "https://example.com/x"),
        ("ssh://git@example.com/x", "ssh://git@example.com/x"),
        ("ssh://git:pw@example.com/x", "ssh://example.com/x"),
        ("git@example.com:acme/x.git", "git@example.com:acme/x.git"),
        ("/srv/git/x@1", "/srv/git/x@1"),
        ("https://example.com/a@b", "https://example.com/a@b"),
    ],
)
def test_without_user_keeps_only_what_is_no_secret(url: str, shown: str) -> None:
    assert without_user(url) == shown


def test_resolve_finds_every_kind_of_name(tmp_path: Path) -> None:
    first = make_repo(tmp_path, {"a": "1"})
    git(tmp_path, "tag", "-a", "-m", "annotated", "v1.0.0")
    second = commit(tmp_path, {"a": "2"})
    repository = found(tmp_path)
    names = {"v1.0.0": first, "main": second, "HEAD": second, "HEAD~1": first, first[:8]: first, second: second}
    assert {name: repository.resolve(name) for name in names} == names


@pytest.mark.parametrize("ref", ["", "--help", "-q", "nothing", "a\0b", "a\nHEAD", "f" * 40, "HEAD:a", "..", "@{99}"])
def test_resolve_of_anything_else_is_none(ref: str, tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": "1"})
    assert found(tmp_path).resolve(ref) is None


@pytest.mark.parametrize(
    ("name", "is_plain"),
    [
        ("v1.0.0", True),
        ("feature/x-1", True),
        ("a", True),
        ("über", True),
        ("-x", False),
        ("a..b", False),
        ("a@{1}", False),
        ("@{u}", False),
        ("a:b", False),
        (":/fix", False),
        ("a b", False),
        ("a~1", False),
        ("a^2", False),
        ("", False),
        ("a\n", False),
    ],
)
def test_is_plain_name_of_each_spelling(name: str, is_plain: bool) -> None:
    assert is_plain_name(name) is is_plain


@pytest.mark.parametrize(
    ("text", "second"),
    [
        (b"tree x\ncommitter A <a@b> 1500000000 +0200\n\nm", 1_500_000_000),
        (b"tree x\ncommitter A > B <a@b> 7 -1130\n\nm", 7),
        (b"tree x\ncommitter A <a@b> 99999999999999999999 +0000\n\nm", None),
        (b"tree x\n\ncommitter A <a@b> 7 +0000\n", None),
        (b"", None),
    ],
)
def test_commit_time_reads_the_header_alone(text: bytes, second: int | None) -> None:
    expected = None if second is None else datetime.fromtimestamp(second, UTC)
    assert commit_time(text) == expected


def test_shallow_clone_says_so(tmp_path: Path) -> None:
    make_repo(tmp_path / "full", {"a": "1"})
    commit(tmp_path / "full", {"a": "2"})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{tmp_path}/full", "cut")
    assert found(tmp_path / "cut").shallow
    assert not found(tmp_path / "full").shallow


def test_git_not_installed_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WorldProblem, match="git command was not found"):
        Git(tmp_path).run("version")


def test_git_not_installed_when_gitpython_is_first_imported_is_one_clear_line(tmp_path: Path) -> None:
    program = (
        "from gomigrate.world.git.repository import Repository\n"
        "from gomigrate.model.errors import WorldProblem\n"
        "try: Repository.find('.')\n"
        "except WorldProblem as problem: print(problem)\n"
    )
    root = Path(__file__).parents[3]
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path / "repo",
        env={"PATH": str(tmp_path), "PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().startswith("the git command was not found")
    assert done.stdout.count(b"\n") == 1


def test_git_folder_missing_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(WorldProblem, match="no such folder"):
        Git(tmp_path / "none").run("version")


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("warning: x\nfatal: No space left on device\n", "no space left"),
        (
            "error: insufficient permission for adding an object to repository database .git/objects\n",
            "cannot be written",
        ),
        ("fatal: unable to access 'https://ada:s3cret@example.com/'\n", "unable to access"),
        ("", "exit status 3"),
    ],
)
def test_failure_is_one_line_without_credentials(said: str, expected: str) -> None:
    problem = failure("hash-object", 3, said)
    assert isinstance(problem, GitFailed)
    assert expected in str(problem)
    assert "\n" not in str(problem)
    assert "s3cret" not in str(problem) + problem.stderr


def test_reading_a_repository_leaves_every_byte_of_it(tmp_path: Path) -> None:
    make_repo(tmp_path, {"a": "1", "d/b": "2"})
    write(tmp_path, {"a": "2", "new": "3"})
    before = snapshot(tmp_path, objects=True)
    repository = found(tmp_path / "d")
    repository.head(), repository.status(), repository.remotes(), repository.ignored_dirs(["d"])
    repository.resolve("main")
    assert snapshot(tmp_path, objects=True) == before
