"""Remotes are read from a repository's own configuration, whoever wrote it: nothing is included, run or waited for."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.base import process
from gomigrate.world.git.config import remote_urls
from gomigrate.world.git.repository import Repository
from tests.unit.world.gitworld import git, gitconfig, make_repo

__all__ = ["gitconfig"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[remote "origin"]\n\turl = https://x/y # why\n', {"origin": "https://x/y"}),
        ('[remote "origin"]\r\n\turl = https://x/y\r\n', {"origin": "https://x/y"}),
        ('[remote "origin"] url = https://x/y\n', {"origin": "https://x/y"}),
        ('[Remote "a"]\n\tURL = "https://x/#y"\n\turl = second\n', {"a": "https://x/#y"}),
        ('[remote "a\\"b"]\nurl=x\n[remote "c]"]\nurl=y\n', {'a"b': "x", "c]": "y"}),
        ('[remote "a"]\nurl = one\n[core]\nbare = true\n[remote "a"]\nurl = two\n', {"a": "one"}),
        ('[DEFAULT]\nurl = x\n[remote "a"]\npushurl = y\n', {}),
        ('[remote "a"]\nurl\nurl =\n', {}),
        ('[remote]\nurl = x\n[remotes "a"]\nurl = x\n', {}),
        ('; [remote "a"]\n# url = x\n', {}),
        ('[remote "a"]\n= x\n\turl = y\n', {"a": "y"}),
        ('url = x\n[remote "a"]\nurl = y\n', {"a": "y"}),
        ("", {}),
    ],
)
def test_remote_urls_of_each_spelling(text: str, expected: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(text.encode())
    assert remote_urls(tmp_path) == expected


def test_remote_urls_of_what_is_no_utf_8_are_read(tmp_path: Path) -> None:
    (tmp_path / "config").write_bytes(b'[user]\nname = Jos\xe9\n[remote "origin"]\nurl = https://x/y\n')
    assert remote_urls(tmp_path) == {"origin": "https://x/y"}


@pytest.mark.parametrize("key", ["include", 'includeIf "gitdir:/"', 'includeIf "hasconfig:remote.*.url:**"'])
def test_remote_urls_include_no_other_file(key: str, tmp_path: Path) -> None:
    (tmp_path / "more").write_text('[remote "more"]\nurl = more\n')
    (tmp_path / "config").write_text(f'[{key}]\npath = more\npath = {tmp_path}/more\n[remote "a"]\nurl = x\n')
    assert remote_urls(tmp_path) == {"a": "x"}


def test_remote_urls_of_no_file_or_a_large_one_are_none(tmp_path: Path) -> None:
    assert remote_urls(tmp_path) == {}
    (tmp_path / "config").write_bytes(b'[remote "a"]\nurl = x\n' + b"#" * (1 << 20))
    assert remote_urls(tmp_path) == {}


@pytest.mark.parametrize(
    "piece",
    ["ab\\\n", "\\\n", '"a\n', "=\n", "[\n", '["\n', '"\\"', '[a "b"]\n', "[a]", "x = 1\n", " ", "\\", "x=\\\n"],
)
def test_remote_urls_take_a_time_that_grows_with_the_file(piece: str, tmp_path: Path) -> None:
    # Each of these, given to GitPython as it is or to a careless pattern, takes minutes.
    for lead in ("", "[a]\nx = ", '[a]\nx = "'):
        text = lead + piece * ((128 << 10) // len(piece)) + '\n[remote "a"]\nurl = x\n'
        (tmp_path / "config").write_text(text)
        began = time.process_time()
        assert remote_urls(tmp_path) in ({"a": "x"}, {})
        assert time.process_time() - began < 5


@pytest.mark.usefixtures("gitconfig")
def test_remotes_agree_with_git_in_every_kind_of_repository(tmp_path: Path) -> None:
    make_repo(tmp_path / "main", {"a": ""})
    git(tmp_path / "main", "remote", "add", "origin", "https://example.com/x")
    git(tmp_path / "main", "remote", "add", "odd.na/me", "ssh://git@example.com/y")
    git(tmp_path / "main", "worktree", "add", "--quiet", str(tmp_path / "side"))
    git(tmp_path, "clone", "--quiet", "--mirror", "main", "bare.git")
    for name, count in {"main": 2, "side": 2, "bare.git": 1}.items():
        found = Repository.find(tmp_path / name)
        assert found is not None
        said = dict(line.split("\t") for line in git(tmp_path / name, "remote", "-v").splitlines() if "fetch" in line)
        assert found.remotes() == {remote: url.removesuffix(" (fetch)") for remote, url in said.items()}
        assert len(said) == count


@pytest.mark.usefixtures("gitconfig")
@pytest.mark.parametrize("url", ["ext::touch {mark}", "--upload-pack=touch {mark}", "{mark}; touch {mark}", "-c", "."])
def test_remotes_of_an_address_that_is_a_command_start_none(url: str, tmp_path: Path) -> None:
    make_repo(tmp_path / "p", {"a": ""})
    mark = tmp_path / "mark"
    git(tmp_path / "p", "config", "remote.origin.url", url.format(mark=mark))
    found = Repository.find(tmp_path / "p")
    assert found is not None
    assert set(found.remotes()) == {"origin"}
    assert not mark.exists()


IMPORTS = """
import os, sys
started = []
sys.addaudithook(lambda event, args: started.append(args[0]) if event in ("subprocess.Popen", "os.exec") else None)
before = dict(os.environ)
from gomigrate.world.git.config import remote_urls
print(started, dict(os.environ) == before, sep="\\n")
"""


@pytest.mark.parametrize("named", [{}, {"GIT_PYTHON_GIT_EXECUTABLE": "./git", "GIT_PYTHON_REFRESH": "raise"}])
def test_the_import_of_gitpython_starts_no_program_and_leaves_the_environment(
    named: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "git").write_text(f"#!/bin/sh\ntouch {tmp_path}/mark\n")
    (tmp_path / "git").chmod(0o755)
    env = {**os.environ, **named, "PATH": f".:{os.environ['PATH']}", "PYTHONPATH": str(Path(__file__).parents[3])}
    words = [sys.executable, "-P", "-c", IMPORTS]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [f"{[os.devnull]}", "True"]  # which can be started as little as none
    assert not (tmp_path / "mark").exists()


# Why GitPython reads no references and no objects here (docs/decisions/0016): who changes that starts with these.


@pytest.mark.usefixtures("gitconfig")
def test_gitpython_takes_no_sha256_objects_and_we_do(tmp_path: Path) -> None:
    from git import Repo

    made = make_repo(tmp_path, {"a": ""}, "--object-format=sha256")
    with Repo(tmp_path) as repo, pytest.raises((AssertionError, ValueError)):
        _ = repo.head.commit
    found = Repository.find(tmp_path)
    assert found is not None
    assert found.head().commit == made


@pytest.mark.usefixtures("gitconfig")
def test_gitpython_stops_at_a_branch_whose_name_is_no_utf_8_and_we_do_not(tmp_path: Path) -> None:
    from git import Repo

    made = make_repo(tmp_path, {"a": ""})
    (tmp_path / ".git/packed-refs").write_bytes(b"# pack-refs with: peeled \n" + made.encode() + b" refs/heads/l\xe4\n")
    with Repo(tmp_path) as repo, pytest.raises(UnicodeDecodeError):
        _ = repo.heads
    found = Repository.find(tmp_path)
    assert found is not None
    assert found.resolve(os.fsdecode(b"refs/heads/l\xe4")) == made


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes in folders")
@pytest.mark.usefixtures("gitconfig")
def test_gitpython_waits_for_ever_for_a_reference_that_is_a_pipe_and_we_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PATIENCE", 1.0)
    make_repo(tmp_path, {"a": ""})
    (tmp_path / ".git/refs/heads/main").unlink()
    os.mkfifo(tmp_path / ".git/refs/heads/main")
    words = [sys.executable, "-c", "import git; git.Repo('.').head.commit"]
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run(words, cwd=tmp_path, capture_output=True, timeout=3, check=False)
    found = Repository.find(tmp_path)
    assert found is not None
    with pytest.raises(WorldProblem, match="named pipe"):
        found.head()
