"""A repository whose every name steers a terminal or hides: no command shows it raw, in any form, on either stream."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate.model.text.visible import visible
from tests.fakeworld.program import gomigrate

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's own")

ESC, BIDI, ZERO, C1 = "\x1b[31m", "\u202egpj", "\u200b\ufeff", "\x9b2J"
NAMES = (
    f"esc{ESC}",
    f"bidi{BIDI}",
    f"zero{ZERO}",
    f"c1{C1}",
    "line\u2028sep",
    "byte\udcff",
    "tick`|<b>",
    "new\nline",
    "tag\U000e0041",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A project in GOPATH with hostile names for files, branches, tags, a remote, an author, pins and build lines."""
    top = tmp_path_factory.mktemp("hostile")
    env = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    env |= {"HOME": str(top), "GOPATH": str(top / "go"), "GOPROXY": "off", "GOFLAGS": "", "PYTHONPATH": str(ROOT)}
    env |= {"GIT_CONFIG_NOSYSTEM": "1", "GOMIGRATE_CACHE": str(top / "cache"), "GOSUMDB": "off", "PYTHONUTF8": "1"}
    project = top / "go/src/x.test/p"
    project.mkdir(parents=True)
    (project / "main.go").write_text('package main\n\nimport _ "x.test/dep"\n\nfunc main() {}\n')
    pins = "".join(f"x.test/dep{n} {name}\n" for n, name in enumerate(NAMES))
    (project / "vendor.conf").write_bytes(f"x.test/dep {'a' * 40}\n{pins}".encode("utf-8", "surrogateescape"))
    (project / "Makefile").write_bytes(
        "".join(
            f"{n}:\n\tGO111MODULE=off go get x.test/{name!s} && dep ensure {name!s}\n"
            for n, name in enumerate(NAMES[:5])
        ).encode("utf-8", "surrogateescape")
    )
    for folder in ("", "vendor/x.test/dep", "lib"):
        (project / folder).mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            (project / folder / f"{name}.txt").write_text(name.encode("utf-8", "replace").decode())
        (project / folder / f"b{BIDI}.go").write_text(f"package {'main' if not folder else 'dep'}\n")
    (project / "vendor/x.test/dep/d.go").write_text(f'package dep // {ESC}\n\nimport _ "x.test/{BIDI}"\n')

    def git(*words: str) -> None:
        said = {"GIT_AUTHOR_NAME": f"A{ESC}{BIDI}", "GIT_AUTHOR_EMAIL": f"a{ZERO}@b.test", "GIT_COMMITTER_NAME": "c"}
        said |= {"GIT_COMMITTER_EMAIL": "c@d.test"}
        subprocess.run(["git", *words], cwd=project, env={**env, **said}, check=True, capture_output=True)

    git("init", "-q", "-b", f"main{BIDI}")
    git("remote", "add", "origin", f"https://h.test/{BIDI}{ESC}/p")
    git("add", "-A", "-f")
    git("commit", "-q", "-m", f"x{ESC}{BIDI}")
    git("tag", f"v{ZERO}")
    return project, env


def assert_shown(text: bytes, what: str) -> None:
    words = text.decode()  # strictly: no half of a surrogate pair, no broken byte
    hidden = {c for c in words if not c.isprintable() and c not in "\n\t"}
    assert not hidden, (what, hidden)
    assert visible(words, lines=True) == words, what


COMMANDS: tuple[list[str], ...] = (
    *(["scan"], ["scan", "--format", "json"], ["scan", "--provenance"], ["scan", "--layout", "units"]),
    *(["plan"], ["plan", "-v"], ["plan", "-q"], ["plan", "--format", "json"], ["plan", "--format", "markdown"]),
    *(["plan", "--explain-goflags"], ["plan", "--report", "@page"], ["plan", "--import-path", f"x.test/{BIDI}"]),
    *(["graph", "--packages"], ["graph", "--packages", "--format", "dot"], ["graph", "--packages", "--format", "json"]),
    *(["graph", "--packages", "--format", "mermaid"], ["graph", "--packages", "--format", "html"]),
    *(["graph", "--packages", "--why", f"x.test/{ESC}"], ["graph", "--input", f"{ESC}.txt"], ["graph"]),
    *(["doctor", "--offline"], ["doctor", "--offline", "-v"], ["doctor", "--offline", "--format", "json"]),
    *(
        ["sum"],
        ["sum", f"x.test/{BIDI}"],
        ["sum", "--log", f"{ESC}.log"],
        ["explain", ESC],
        [f"pl{BIDI}n"],
        ["plan", f"--{ESC}"],
    ),
    *(["verify", "--against", f"main{BIDI}"], ["verify", "--against", ESC], ["apply", "--branch", f"b{ESC}"], []),
    *(
        ["batch", "--list", ".."],
        ["batch", "--list", "--format", "json", ".."],
        ["batch", "--from", f"{ESC}", "--list"],
    ),
)


@pytest.mark.parametrize("words", COMMANDS, ids=[" ".join(map(ascii, words)) for words in COMMANDS])
def test_nothing_hidden_is_shown(words: list[str], world: tuple[Path, dict[str, str]], tmp_path: Path) -> None:
    project, env = world
    argv = [word.replace("@page", str(tmp_path / "page.html")) for word in words]
    done = gomigrate(argv, project, env)
    assert done.status in {0, 1, 2, 3}, done.err_bytes
    assert_shown(done.out_bytes, "stdout")
    assert_shown(done.err_bytes, "stderr")
    if "json" in words and done.out:
        json.loads(done.out)
    if (tmp_path / "page.html").exists():
        assert_shown((tmp_path / "page.html").read_bytes(), "page")


def test_a_branch_carries_names_as_they_are_and_shows_them_escaped(
    world: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    project, env = world
    clone = tmp_path / "go/src/x.test/p"
    subprocess.run(["git", "clone", "-q", str(project), str(clone)], env=env, check=True, capture_output=True)
    (clone / "vendor.conf").write_text(f"x.test/dep {'a' * 40}\n")
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qam", "x"], cwd=clone, env=env, check=True
    )
    env = {**env, "GOPATH": str(tmp_path / "go"), "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.test"}
    env |= {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b.test"}
    for words in (["apply", "--branch", "modules"], ["verify", "--against", "modules"]):
        done = gomigrate(words, clone, env)
        assert_shown(done.out_bytes, "stdout")
        assert_shown(done.err_bytes, "stderr")

    def git(*words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=clone, env=env, capture_output=True, check=True).stdout

    listed = os.fsdecode(git("ls-tree", "-r", "-z", "--name-only", "modules"))
    for name in NAMES:
        assert f"{name}.txt" in listed.split("\0")
        assert any(f"third_party/x.test/dep/{name}.txt" in path for path in listed.split("\0"))
    log = subprocess.run(
        ["git", "log", "--format=%B", f"origin/main{BIDI}..modules"],
        cwd=clone,
        env=env,
        capture_output=True,
        check=True,
    ).stdout
    assert_shown(log, "messages")
    for path in listed.split("\0"):
        if re.search(r"\.gomigrate/plan\.json$|GOMIGRATE\.txt$", path):
            said = subprocess.run(
                ["git", "show", f"modules:{path}"], cwd=clone, env=env, capture_output=True, check=True
            )
            assert_shown(said.stdout, path)
