"""Bad input and bad surroundings, to the whole program: a finding or one clear line, the right status, nothing lost."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakeworld.program import ROOT, Answer, gomigrate
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve, text
from tests.unit.world.gitworld import commit, gitconfig, make_repo, snapshot, write

__all__ = ["gitconfig"]

COMMANDS: Mapping[str, tuple[str, ...]] = {
    "scan": ("scan", "-v"),
    "plan": ("plan", "-v"),
    "apply": ("apply", "--branch", "modules"),
    "verify": ("verify",),
}
PIN = 'revision = "0123456789012345678901234567890123456789"'
GOPKG_LOCK = f'[[projects]]\n  name = "ex.test/lib"\n  packages = ["."]\n  {PIN}\n'
MAIN_GO = 'package main\n\nimport _ "ex.test/app/sub"\n\nfunc main() {}\n'
USER_GO = 'package main\n\nimport _ "ex.test/lib"\n\nfunc main() {}\n'


def is_one_line(answer: Answer) -> bool:
    """One line of what is wrong, and one of what to do."""
    return re.fullmatch("error: .+\nhelp: .+\n", answer.err) is not None


def codes(answer: Answer) -> set[str]:
    return set(re.findall(r"\bGM\d{3}\b", answer.out))


@dataclass
class Bench:
    """A project in a GOPATH and the surroundings that the program runs in."""

    project: Path
    env: dict[str, str]
    prefix: tuple[str, ...] = ()

    def run(self, *words: str) -> Answer:
        return gomigrate(words, self.project, self.env, self.prefix)

    def answers(self, *names: str) -> dict[str, Answer]:
        """The answer of each command; whatever it is, it is one, and the repository stays."""
        found = {}
        for name in names or COMMANDS:
            before = snapshot(self.project)
            found[name] = answer = self.run(*COMMANDS[name])
            check(answer, before, snapshot(self.project), is_apply=name == "apply")
        return found


def check(answer: Answer, before: Mapping[str, str], after: Mapping[str, str], *, is_apply: bool) -> None:
    said = f"exit {answer.status}\n{answer.out}\n{answer.err}"
    assert answer.status in {0, 1, 2, 3}, said
    assert "Traceback" not in answer.err, said
    assert answer.status == 0 or is_one_line(answer) or codes(answer) or "Not checked" in answer.out, said
    kept = {path: after.get(path) for path in before}
    assert kept == before, said
    added = {path for path in after if path not in before}
    if is_apply and answer.status == 0:
        assert ".git/refs/heads/modules" in added
        added = {path for path in added if not re.fullmatch(r"\.git/(logs/)?refs/heads/modules", path)}
    assert added == set(), said


@pytest.fixture
def bench(tmp_path: Path, gitconfig: Path, shared_gocache: Path) -> Bench:
    """A project that depends on nothing but its own packages, and has a lock file."""
    project = tmp_path / "gp/src/ex.test/app"
    make_repo(project, {"main.go": MAIN_GO, "sub/s.go": "package sub\n"})
    kept = {name: value for name, value in os.environ.items() if name.startswith("GIT_") or name in {"PATH", "HOME"}}
    env = {
        **kept,
        "GOPATH": str(tmp_path / "gp"),
        "GOMODCACHE": str(tmp_path / "modcache"),
        "GOCACHE": str(shared_gocache),
        "GOMIGRATE_CACHE": str(tmp_path / "cache"),
        "GOENV": "off",
        "GOPROXY": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",
        "GOTELEMETRY": "off",
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return Bench(project, env)


# Lock files

BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{last}'] * 9)}]\n" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
)
CONFLICT = f"<<<<<<< HEAD\n{GOPKG_LOCK}=======\n{GOPKG_LOCK.replace('0123', '3210')}>>>>>>> theirs\n"

LOCKS: Mapping[str, tuple[str, bytes, str]] = {
    "binary": ("Gopkg.lock", bytes(range(256)) * 40, "GM101"),
    "binary text lock": ("vendor.conf", bytes(range(256)) * 40, "GM101"),
    "truncated JSON": ("Godeps/Godeps.json", b'{"ImportPath": "ex.test/app", "Deps": [{"ImportPath": "ex.te', "GM101"),
    "deep JSON": ("vendor/manifest", b"[" * 100_000, "GM101"),
    "YAML bomb": ("glide.lock", (BOMB + "imports: *i\n").encode(), "GM101"),
    "merge conflict": ("Gopkg.lock", CONFLICT.encode(), "GM101"),
    # These can be read, and an entry is none.
    "JSON of another shape": ("vendor/vendor.json", b'{"package": {"path": [1, null, {}]}, "rootPath": 3}', "GM102"),
    "YAML that calls Python": ("vendor.yml", b"!!python/object/apply:os.system ['touch owned']\n", "GM114"),
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_that_cannot_be_read_is_a_finding(bench: Bench, name: str) -> None:
    file, data, code = LOCKS[name]
    commit(bench.project, {file: data})
    answers = bench.answers(*(COMMANDS if name == "binary" else ("scan", "plan", "apply")))
    assert {answers[command].status for command in ("scan", "plan", "apply")} == {1 if code == "GM101" else 0}
    assert code in codes(answers["scan"]) & codes(answers["plan"])
    assert file in answers["scan"].out
    assert not (bench.project / "owned").exists()


@pytest.mark.parametrize(
    "entry",
    [
        "../../../../etc/passwd",
        "/etc/passwd",
        "--upload-pack=touch${IFS}owned",
        "ex.test/$(touch owned)",
        "ex.test/a\nb",
    ],
)
def test_a_name_in_a_lock_file_is_never_a_path_or_an_option(bench: Bench, entry: str) -> None:
    quoted = entry.replace("\n", "\\n")
    commit(bench.project, {"Gopkg.lock": GOPKG_LOCK.replace("ex.test/lib", quoted).replace("01234", "--out")})
    bench.answers("plan", "apply")
    assert not [path for path in bench.project.rglob("*") if path.name == "owned"]


# Trees


def test_symbolic_links_in_circles_are_passed_over(bench: Bench) -> None:
    project = bench.project
    write(project, {"vendor/ex.test/lib/a.go": "package lib\n"})
    for place, target in {
        "self": "self",
        "sub/up": "..",
        "ping": "pong",
        "pong": "ping",
        "vendor/ex.test/back": "../..",
        "sub/loop.go": "loop.go",
        "vendor/ex.test/lib/b.go": "../lib/b.go",
        "Gopkg.lock": "Gopkg.lock",
    }.items():
        (project / place).symlink_to(target)
    commit(project, {})
    answers = bench.answers()
    assert answers["scan"].status in {0, 1}
    assert "ex.test/app" in answers["scan"].out


def test_go_files_that_are_no_go_are_passed_over(bench: Bench) -> None:
    files = {"sub/nul.go": b"\0" * 5000, "sub/open.go": b'package sub\nimport "', "sub/utf.go": b"package \xff\xfe\n"}
    commit(bench.project, {"Gopkg.lock": GOPKG_LOCK, **files, "sub/long.go": b"/*" + b"x" * 300_000})
    answers = bench.answers("scan", "plan")
    assert codes(answers["scan"])


UNPRIVILEGED = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Starts a program for which root's files have the permissions that they say."""


@pytest.fixture
def unprivileged(bench: Bench) -> Bench:
    if os.geteuid() == 0:
        if subprocess.run([*UNPRIVILEGED, "true"], capture_output=True, check=False).returncode:
            pytest.skip("root may read every folder, and there is no setpriv to change that")
        bench.prefix = UNPRIVILEGED
    return bench


@contextmanager
def shut(folder: Path) -> Iterator[None]:
    folder.chmod(0)
    try:
        yield
    finally:
        folder.chmod(0o755)


def test_a_project_that_may_not_be_read_is_one_line(unprivileged: Bench) -> None:
    bench = unprivileged
    with shut(bench.project):
        answer = gomigrate(["scan", str(bench.project)], bench.project.parent, bench.env, bench.prefix)
    assert answer.status in {2, 3}
    assert is_one_line(answer)


def test_a_folder_of_the_checkout_that_may_not_be_read_does_not_matter(unprivileged: Bench) -> None:
    commit(unprivileged.project, {"Gopkg.lock": ""})
    with shut(unprivileged.project / "sub"):
        answer = unprivileged.run("plan")
    assert answer.status == 0
    assert "module ex.test/app" in answer.out


def test_a_dependency_in_gopath_that_may_not_be_read_is_a_finding(unprivileged: Bench) -> None:
    commit(unprivileged.project, {"main.go": USER_GO})
    lib = unprivileged.project.parent / "lib"
    write(lib, {"a.go": "package lib\n"})
    with shut(lib):
        answer = unprivileged.run("scan")
    assert answer.status in {0, 1, 3}
    assert "GM001" in codes(answer) or is_one_line(answer)


@pytest.mark.xfail(strict=True, reason="git status says nothing of folders that it may not read, and scan believes it")
def test_an_untracked_vendor_folder_that_may_not_be_read_is_a_finding(unprivileged: Bench) -> None:
    commit(unprivileged.project, {"Gopkg.lock": "", "main.go": USER_GO, ".gitignore": "/vendor\n"})
    write(unprivileged.project, {"vendor/ex.test/lib/a.go": "package lib\n"})
    with shut(unprivileged.project / "vendor/ex.test"):
        answer = unprivileged.run("scan")
    assert "vendor/ex.test" in answer.out + answer.err


# Surroundings


@pytest.fixture
def depending(bench: Bench) -> Bench:
    """A project whose only dependency has to be asked for."""
    commit(bench.project, {"main.go": USER_GO, "Gopkg.lock": GOPKG_LOCK})
    return bench


@pytest.fixture
def plain(bench: Bench) -> Bench:
    """A project that can be migrated with nothing from outside."""
    commit(bench.project, {"Gopkg.lock": ""})
    return bench


def without_go(bench: Bench, tmp_path: Path) -> None:
    """A PATH with git and sh alone."""
    bins = tmp_path / "bin"
    bins.mkdir()
    for name in ("git", "sh"):
        program = shutil.which(name)
        assert program is not None
        (bins / name).symlink_to(program)
    bench.env["PATH"] = str(bins)


def test_without_go_plan_and_apply_work_and_verify_says_what_it_could_not_do(plain: Bench, tmp_path: Path) -> None:
    without_go(plain, tmp_path)
    answers = plain.answers()
    assert [answers[name].status for name in ("scan", "plan", "apply")] == [0, 0, 0]
    assert answers["verify"].status == 3
    assert "go command" in answers["verify"].out + answers["verify"].err


def test_without_git_it_is_one_line(plain: Bench, tmp_path: Path) -> None:
    plain.env["PATH"] = str(tmp_path / "empty")
    for name, answer in plain.answers().items():
        assert answer.status in {2, 3}, (name, answer)
        assert "git" in answer.err, (name, answer)


@pytest.mark.parametrize("limit", [0, 1])
def test_a_full_disk_leaves_no_half_branch(plain: Bench, tmp_path: Path, limit: int) -> None:
    without_go(plain, tmp_path)
    commit(plain.project, {"sub/big.go": "package sub\n" + "// much\n" * 2000})
    plain.prefix = ("sh", "-c", f'ulimit -f {limit}; exec "$@"', "sh")
    answers = plain.answers()
    if limit == 0:
        assert answers["apply"].status == 3
        assert is_one_line(answers["apply"])


@pytest.mark.parametrize(
    "broken",
    [
        {"GOMIGRATE_CACHE": "file"},
        {"GOMIGRATE_CACHE": "shut/cache"},
        {"GOMODCACHE": "file"},
        {"HOME": "file", "GOMIGRATE_CACHE": ""},
        {"TMPDIR": "nowhere"},
        {"GOPATH": "file"},
    ],
    ids=str,
)
def test_a_place_that_cannot_be_written_does_not_stop_the_plan(
    depending: Bench, tmp_path: Path, broken: Mapping[str, str]
) -> None:
    without_go(depending, tmp_path)
    (tmp_path / "file").write_text("a file")
    (tmp_path / "shut").mkdir(mode=0o500)
    depending.env |= {name: str(tmp_path / place) if place else "" for name, place in broken.items()}
    for name, answer in depending.answers("plan", "apply").items():
        assert answer.status in {1, 2, 3}, (name, answer)


# Proxies


class Always(dict[str, Reply | list[Reply]]):
    """The same reply to every question."""

    def __init__(self, reply: Reply) -> None:
        super().__init__()
        self.reply = reply

    def get(self, _key: str, _default: object = None) -> Reply:
        return self.reply


@pytest.fixture
def fake() -> Iterator[FakeProxy]:
    with serve() as server:
        yield server


HTML = "<!DOCTYPE html><html><body>Sign in to continue</body></html>"
REPLIES: Mapping[str, Reply] = {
    "403": text(403, "forbidden by policy"),
    "410": text(410, "gone"),
    "500": text(500, "oops"),
    "a login page": Reply(body=HTML.encode(), headers={"Content-Type": "text/html"}),
    "truncated JSON": Reply(body=b'{"Version": "v1.0.0", "Ti', headers={"Content-Type": "application/json"}),
    "JSON of another shape": Reply(body=b'[{"Version": 7}]'),
    "a broken connection": Reply(body=b"{", declared=5000),
    "nothing": Reply(),
    "too much": Reply(body=b"v1.0.0\n" * 6_000_000),
    "binary": Reply(body=bytes(range(256)) * 100, headers={"Content-Encoding": "gzip"}),
    "a redirect to itself": Reply(status=302, headers={"Location": "/x"}),
}


@pytest.mark.parametrize("name", REPLIES)
def test_a_proxy_that_answers_badly_ends_with_the_pin_unresolved(
    depending: Bench, fake: FakeProxy, tmp_path: Path, name: str
) -> None:
    without_go(depending, tmp_path)
    fake.replies = Always(REPLIES[name])
    depending.env["GOPROXY"] = fake.url
    answers = depending.answers("plan", *(("apply",) if name in {"403", "a login page"} else ()))
    assert fake.asked
    assert {answer.status for answer in answers.values()} <= {1, 3}
    plan = answers["plan"]
    assert "GM401" in codes(plan) or is_one_line(plan)
    assert "ex.test/lib" in plan.out + plan.err


def test_a_proxy_that_is_down_is_one_line_with_its_name(depending: Bench, tmp_path: Path) -> None:
    without_go(depending, tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        depending.env["GOPROXY"] = f"http://{address}"
        answers = depending.answers()
    assert answers["scan"].status == 0
    for name in ("plan", "apply"):
        assert answers[name].status == 3
        assert is_one_line(answers[name])
        assert address in answers[name].err


@pytest.mark.parametrize("goproxy", ["ftp://proxy.test", "http://[::1", "https://", "nonsense", "file:///nowhere", ","])
def test_a_goproxy_that_is_no_proxy_is_one_line_or_a_finding(depending: Bench, tmp_path: Path, goproxy: str) -> None:
    without_go(depending, tmp_path)
    depending.env["GOPROXY"] = goproxy
    answers = depending.answers("plan")
    assert answers["plan"].status in {1, 2, 3}


def test_a_password_in_goproxy_is_never_shown(depending: Bench, tmp_path: Path) -> None:
    without_go(depending, tmp_path)
    depending.env["GOPROXY"] = "https://ada:s3cret@127.0.0.1:1/x"
    for answer in depending.answers("plan", "apply").values():
        assert answer.status in {1, 3}
        assert "s3cret" not in answer.out + answer.err
