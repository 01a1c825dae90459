"""Nothing that lies where a file is expected makes gomigrate, git or the go command wait without an end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base import process
from gomigrate.world.base.specialfiles import anywhere, where_git_looks
from gomigrate.world.disk.disktree import DiskTree
from gomigrate.world.disk.reading import MAX_FILE, read_file
from gomigrate.world.git.clone import Clone
from gomigrate.world.git.discovery import origin_of
from gomigrate.world.git.gitrun import Git, GitFailed, ObjectReader
from gomigrate.world.git.gittree import GitTree
from gomigrate.world.git.othervcs import read_other_head
from gomigrate.world.git.repository import Repository
from gomigrate.world.go.envfile import read_env_file
from gomigrate.world.go.gocmd import GoCommand
from gomigrate.world.net.netrc import Netrc
from tests.unit.world.gitworld import make_repo

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes in folders")

AT_ONCE = (
    *(".git", ".git/HEAD", ".git/config", ".git/commondir", ".git/packed-refs", ".git/index", ".git/shallow"),
    *(".git/info/exclude", ".git/info/attributes", ".git/objects/info/alternates", ".git/FETCH_HEAD"),
    *(".gitignore", ".gitattributes", ".gitmodules", ".mailmap"),
)
LATER = ("sub/.gitignore", "sub/.gitattributes", ".git/rebase-merge/head-name", "sub/deep/.gitignore")


def repository(place: Path) -> Path:
    make_repo(place, {"a.go": "package a\n", "sub/b.go": "package b\n", "sub/deep/c.go": "package c\n"})
    return place


def pipe(place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir():
        place.rename(place.with_name("moved"))
    place.unlink(missing_ok=True)
    os.mkfifo(place)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program is not waited for long before what it waits for is looked for."""
    monkeypatch.setattr(process, "_PATIENCE", 1.0)


@pytest.mark.parametrize("name", AT_ONCE)
def test_a_pipe_where_git_looks_first_is_told_at_once(name: str, tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    pipe(place / name)
    for find in (Repository.find, Clone.open):
        with pytest.raises(WorldProblem, match="named pipe") as caught:
            find(place)
        assert str(place / name) in str(caught.value)
        assert not isinstance(caught.value, process.TimedOut)  # git was not asked
    assert origin_of(str(place)) == ""


@pytest.mark.parametrize("key", ["include.path", "core.excludesFile", "core.attributesFile", "mailmap.file"])
@pytest.mark.parametrize("target", ["relative", "/dev/zero", "absolute"])
def test_a_pipe_or_device_that_the_configuration_names_is_told(key: str, target: str, tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    os.mkfifo(place / "there")
    relative = "../there" if key == "include.path" else "there"
    value = {"absolute": str(place / "there"), "relative": relative}.get(target, target)
    with (place / ".git/config").open("a") as file:
        section, _, name = key.partition(".")
        file.write(f"[{section}]\n\t{name} = {value}\n")
    with pytest.raises(WorldProblem, match=r"named pipe|device"):
        Repository.find(place)


def test_a_pipe_in_the_git_directory_of_a_linked_work_tree_or_an_include_is_told(tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    Git(place).run("worktree", "add", "-q", str(tmp_path / "linked"), "HEAD")
    for name in (".git/worktrees/linked/index", ".git/packed-refs", ".git/more"):
        (place / name).unlink(missing_ok=True)
        with (place / ".git/config").open("a") as file:
            file.write("[include]\n\tpath = one\n")
        (place / ".git/one").write_text("[include]\n\tpath = more\n")
        pipe(place / name)
        with pytest.raises(WorldProblem, match="named pipe"):
            Repository.find(tmp_path / "linked")
        (place / name).unlink()


def test_a_pipe_among_the_users_settings_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = repository(tmp_path / "p")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    pipe(tmp_path / ".gitconfig")
    assert where_git_looks(place) == ""
    assert ".gitconfig, which is a named pipe" in anywhere(place)


def test_files_and_the_empty_device_are_nothing_to_wait_for(tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    (place / ".git/info").mkdir(exist_ok=True)
    (place / ".git/info/exclude").unlink(missing_ok=True)
    (place / ".git/info/exclude").symlink_to(os.devnull)
    with (place / ".git/config").open("a") as file:
        file.write(f"[core]\n\texcludesFile = {os.devnull}\n\tattributesFile = ../none\n[include]\n\tpath = none\n")
    assert where_git_looks(place) == ""
    found = Repository.find(place)
    assert found is not None
    assert not found.status().is_dirty


@pytest.mark.usefixtures("soon")
def test_a_pipe_further_down_is_told_after_some_seconds(tmp_path: Path) -> None:
    def told(number: int) -> str:
        place = repository(tmp_path / str(number))
        found = Repository.find(place)
        assert found is not None
        pipe(place / LATER[number])
        # git asks for the attributes of a file only where it must read it: where its time is not that of the index.
        os.utime(place / "sub" / "b.go", (0, 0))
        with pytest.raises(process.TimedOut) as caught:
            found.status()
        return str(caught.value)

    with ThreadPoolExecutor(len(LATER)) as pool:
        for name, said in zip(LATER, pool.map(told, range(len(LATER))), strict=True):
            assert name in said
            assert "git status" in said


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("name", [".git/packed-refs", ".git/refs/tags/none"])
def test_an_object_that_is_waited_for_is_told_after_some_seconds(name: str, tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    pipe(place / name)
    reader = ObjectReader(Git(place))
    with pytest.raises(WorldProblem, match="named pipe"):
        reader.read("refs/tags/none^{commit}")
    (place / name).unlink()
    found = reader.read("HEAD^{commit}")
    assert found is not None
    assert found[1] == "commit"
    reader.close()


def test_an_object_that_takes_too_long_ends_the_program(tmp_path: Path) -> None:
    words = [sys.executable, "-c", "import time; time.sleep(60)"]
    child = process.start(words, cwd=tmp_path, env={})
    assert child.stdout is not None
    with process.Deadline(child, 1.0, lambda: "") as deadline:
        assert child.stdout.read() == b""
    assert deadline.reason == "no answer after 1 s"
    process.end(child)


def test_a_question_that_is_answered_leaves_the_program_running(tmp_path: Path) -> None:
    child = process.start(["/bin/cat"], cwd=tmp_path, env={})
    assert child.stdin is not None
    assert child.stdout is not None
    for number in range(3):
        with process.Deadline(child, 1.0, lambda: "") as deadline:
            child.stdin.write(b"%d\n" % number)
            child.stdin.flush()
            assert child.stdout.readline() == b"%d\n" % number
        time.sleep(0.8)
    assert (deadline.reason, child.poll()) == ("", None)
    process.end(child)


def test_run_gives_a_program_time_to_take_its_locks_away(tmp_path: Path) -> None:
    code = (
        "import os,signal,time,pathlib; lock = pathlib.Path('lock'); lock.touch()\n"
        "signal.signal(signal.SIGTERM, lambda *_: (lock.unlink(), os._exit(1)))\ntime.sleep(60)"
    )
    with pytest.raises(process.TimedOut, match="no end after 1 s"):
        process.run([sys.executable, "-c", code], cwd=tmp_path, env={}, timeout=1)
    assert not (tmp_path / "lock").exists()


def test_git_does_not_wait_for_a_lock_for_ever(tmp_path: Path) -> None:
    place = repository(tmp_path / "p")
    git = Git(place, timeout=120)
    git.run("config", "core.filesRefLockTimeout", "-1")
    git.run("config", "core.packedRefsTimeout", "-1")
    (place / ".git/refs/heads/x.lock").touch()
    commit = git.run("rev-parse", "HEAD").decode().strip()
    with pytest.raises(GitFailed, match="lock"):
        git.run("update-ref", "refs/heads/x", commit)


@pytest.mark.usefixtures("soon")
def test_a_go_command_that_waits_is_told_with_the_file(tmp_path: Path) -> None:
    slow = tmp_path / "go"
    slow.write_text("#!/bin/sh\nexec sleep 60\n")
    slow.chmod(0o755)

    def told(name: str) -> str:
        project = tmp_path / name.replace("/", "-") / "p"
        project.mkdir(parents=True)
        pipe(project / name)
        env = {"PATH": "/usr/bin:/bin", "GOENV": str(project / "env")}
        with pytest.raises(process.TimedOut) as caught:
            GoCommand(str(slow), env).ask(["env"], cwd=str(project), env=env)
        return str(caught.value)

    names = ("go.mod", "go.work", "../go.mod", "vendor/modules.txt", "env")
    with ThreadPoolExecutor(len(names)) as pool:
        for name, said in zip(names, pool.map(told, names), strict=True):
            assert f"{name.removeprefix('../')}, which is a named pipe" in said


def test_settings_that_are_pipes_or_devices_count_as_unreadable(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for place in (str(tmp_path / "pipe"), "/dev/zero", str(tmp_path), "a\0b"):
        assert read_env_file(place) == {}
        assert Netrc.load({"NETRC": place}).logins == ()
    for name in (".hg/dirstate", ".bzr/branch/last-revision", ".svn/wc.db"):
        pipe(tmp_path / name)
    assert read_other_head(tmp_path) is None


@pytest.mark.parametrize("size", [(16 << 20) + 1, 1 << 40])
def test_a_file_that_is_too_large_is_not_read(size: int, tmp_path: Path) -> None:
    place = tmp_path / "large"
    with place.open("wb") as file:
        file.truncate(size)
    with pytest.raises(OSError, match="larger than 16 MB"):
        read_file(place)
    if size > MAX_FILE:
        with pytest.raises(OSError, match="larger than 500 MB"):
            DiskTree(tmp_path).read("large")
        assert Netrc.load({"NETRC": str(place)}).logins == ()
        assert origin_of(str(tmp_path)) == ""


def test_a_blob_that_is_too_large_is_not_read_and_the_others_are(tmp_path: Path) -> None:
    # A fast-import stream writes a blob of any size in little time; all zeros, it takes next to nothing on disk.
    place = repository(tmp_path / "p")
    size = MAX_FILE + 1
    quick = "-c", "pack.compression=1"
    stream = subprocess.Popen(["git", *quick, "fast-import", "--quiet"], cwd=place, stdin=subprocess.PIPE)
    assert stream.stdin is not None
    stream.stdin.write(b"blob\nmark :1\ndata %d\n" % size)
    for _ in range(0, size - 1, 1 << 20):
        stream.stdin.write(bytes(1 << 20))
    stream.stdin.write(b"\0\nblob\nmark :2\ndata 2\nok\n")
    stream.stdin.write(b"commit refs/heads/large\ncommitter a <a@b> 0 +0000\ndata 1\nx\n")
    stream.stdin.write(b"M 644 :1 a.go\nM 644 :2 b.go\nM 644 :2 c.txt\n")
    stream.stdin.close()
    assert stream.wait() == 0
    tree = GitTree(place, "refs/heads/large")
    for _ in range(2):
        with pytest.raises(OSError, match="more than 500 MB"):
            tree.read("a.go")
        assert (tree.read("b.go"), tree.read("c.txt")) == (b"ok", b"ok")
    tree.close()
