"""The go command's own words: each failure is brought about with the real go command, and its log is read."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import trustme

from gomigrate.diagnose.sums.golog import read_log, suspects
from tests.unit.sumdb.fakedatabase import FakeDatabase, sums_of
from tests.unit.world.fakeproxy import Reply, module, serve, write_proxy

GO = shutil.which("go")
pytestmark = pytest.mark.go

A, B = "example.com/a", "example.com/b"


def published() -> dict[str, Reply]:
    """What the proxy has."""
    modules: dict[str, Reply] = {}
    for path, files in {
        A: {"go.mod": f"module {A}\n", "a.go": "package a\n", "internal/x/x.go": "package x\n"},
        B: {"go.mod": f"module {B}\n\nrequire {A} v1.0.0\n", "b.go": f'package b\n\nimport _ "{A}"\n'},
        "example.com/moved": {"go.mod": "module example.org/elsewhere\n", "m.go": "package moved\n"},
        "example.com/split": {"go.mod": "module example.com/split\n", "sub/s.go": "package sub\n"},
        "example.com/split/sub": {"go.mod": "module example.com/split/sub\n", "s.go": "package sub\n"},
        "example.com/new": {"go.mod": "module example.com/new\n\ngo 1.99\n", "n.go": "package n\n"},
    }.items():
        modules |= module(path, "v1.0.0", files)
        modules[f"/{path}/@v/list"] = Reply(body=b"v1.0.0\n")
    return modules


def sums(*paths: str) -> str:
    return "".join(sums_of(published(), path, "v1.0.0") for path in paths)


def main_module(*paths: str, more: str = "", go: str = "1.21") -> str:
    return f"module example.com/main\n\ngo {go}\n\n" + "".join(f"require {path} v1.0.0\n" for path in paths) + more


def importing(*paths: str) -> str:
    return "package main\n\n" + "".join(f'import _ "{path}"\n' for path in paths) + "\nfunc main() {}\n"


@dataclass(frozen=True)
class Case:
    """A project, a command, and the failure that its log tells."""

    kind: str
    files: Mapping[str, str]
    words: Sequence[str] = ("build", "./...")
    environ: Mapping[str, str] = field(default_factory=dict)
    about: str = ""


GOOD = {"go.mod": main_module(A), "go.sum": sums(A), "main.go": importing(A)}


def wrong(text: str) -> str:
    """go.sum lines with another first hash of the right length."""
    first, _, rest = text.partition("h1:")
    return f"{first}h1:{'A' * 43}={rest[44:]}"


CASES = {
    "missing zip entry": Case("missing-go-sum-entry", {**GOOD, "go.sum": ""}, about=A),
    "missing package entry": Case("missing-go-sum-entry", {**GOOD, "go.sum": sums(A).splitlines()[1] + "\n"}, about=A),
    "go.sum mismatch": Case(
        "checksum-mismatch", {**GOOD, "go.sum": wrong(sums(A))}, ("mod", "download", A), about=f"{A}@v1.0.0"
    ),
    "go.mod mismatch": Case(
        "checksum-mismatch",
        {**GOOD, "go.sum": sums(A).splitlines()[0] + "\n" + wrong(sums(A).splitlines()[1]) + "\n"},
        about=f"{A}@v1.0.0",
    ),
    "merge conflict": Case("go-sum-malformed", {**GOOD, "go.sum": f"<<<<<<< HEAD\n{sums(A)}=======\n>>>>>>> x\n"}),
    "go.mod updates": Case("go-mod-updates", {"go.mod": main_module(B), "go.sum": sums(A, B), "main.go": importing(B)}),
    "inconsistent vendoring": Case("vendoring", {**GOOD, "vendor/modules.txt": "# example.com/z v1.0.0\n"}),
    "package not vendored": Case(
        "vendor-package-missing",
        {
            "go.mod": main_module(A),
            "main.go": importing("example.com/z"),
            "vendor/modules.txt": f"# {A} v1.0.0\n## explicit\n",
        },
        ("build", "-mod=vendor", "./..."),
    ),
    "ambiguous import": Case(
        "ambiguous-import",
        {
            "go.mod": main_module("example.com/split", "example.com/split/sub"),
            "go.sum": sums("example.com/split", "example.com/split/sub"),
            "main.go": importing("example.com/split/sub"),
        },
        about="example.com/split/sub",
    ),
    "declares its path": Case(
        "declares-path", GOOD, ("get", "example.com/moved@v1.0.0"), about="example.org/elsewhere"
    ),
    "no such version": Case("gone", GOOD, ("get", f"{A}@v1.9.9"), about=f"{A}@v1.9.9"),
    "post-v1": Case("post-v1", {**GOOD, "go.mod": main_module(more=f"require {A} v2.0.0\n")}),
    "no required module": Case("no-required-module", {**GOOD, "main.go": importing(B)}, about=B),
    "no module": Case(
        "no-module", {**GOOD, "main.go": importing("example.com/nowhere")}, ("mod", "tidy"), about="example.com/nowhere"
    ),
    "no package in module": Case("no-module", GOOD, ("get", f"{A}/sub@v1.0.0"), about=f"{A}/sub"),
    "no main module": Case("no-main-module", {"main.go": importing()}),
    "no main module for a file": Case("no-main-module", {"main.go": importing()}, ("build",)),
    "legacy project": Case("no-main-module", {"main.go": importing(), "Gopkg.lock": ""}, ("mod", "tidy")),
    "not std": Case("not-std", {**GOOD, "main.go": importing("nosuch/thing")}, about="nosuch/thing"),
    "proxy off": Case("proxy-off", GOOD, ("mod", "download"), {"GOPROXY": "off"}, about=f"{A}@v1.0.0"),
    "dependency needs newer Go": Case("go-version", GOOD, ("get", "example.com/new@v1.0.0")),
    "go.mod needs newer Go": Case("go-version", {**GOOD, "go.mod": main_module(A, go="1.99")}),
    "internal": Case("internal", {**GOOD, "main.go": importing(f"{A}/internal/x")}, about=f"{A}/internal/x"),
    "import cycle": Case(
        "import-cycle",
        {
            "go.mod": main_module(),
            "x/x.go": 'package x\n\nimport _ "example.com/main/y"\n',
            "y/y.go": 'package y\n\nimport _ "example.com/main/x"\n',
        },
    ),
    "bad go.mod": Case("go-mod-malformed", {**GOOD, "go.mod": "module example.com/main\n\nrequires x\n"}),
    "connection refused": Case(
        "unreachable", GOOD, ("mod", "download"), {"GOPROXY": "http://127.0.0.1:1"}, about=f"{A}@v1.0.0"
    ),
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory, shared_gocache: Path) -> Path:
    root = tmp_path_factory.mktemp("goerrors")
    write_proxy(root / "proxy", published())
    (root / "gocache").symlink_to(shared_gocache)
    return root


def log_of(place: Path, shared: Path, case: Case) -> str:
    """What the real go command says; it has to fail."""
    assert GO is not None
    for name, content in case.files.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(place),
        "GOENV": "off",
        "GOPATH": str(place / "gopath"),
        "GOCACHE": str(shared / "gocache"),
        "GOPROXY": f"file://{shared / 'proxy'}",
        "GOSUMDB": "off",
        "GOFLAGS": "-modcacherw",
        "GOTOOLCHAIN": "local",
        "GOWORK": "off",
        **case.environ,
    }
    done = subprocess.run([GO, *case.words], cwd=place, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode != 0, done.stdout
    return done.stderr + done.stdout


@pytest.mark.parametrize("name", CASES)
def test_failure_of_the_real_go_command_is_named(name: str, tmp_path: Path, shared: Path) -> None:
    case = CASES[name]
    log = log_of(tmp_path, shared, case)
    troubles = read_log(log)
    assert [trouble.kind for trouble in troubles] == [case.kind], log
    said = [trouble.subject for trouble in troubles] + [str(trouble.module) for trouble in troubles]
    assert not case.about or any(case.about in one for one in said), (said, log)


def test_mismatch_with_the_database_names_the_module(tmp_path: Path, shared: Path) -> None:
    fake = FakeDatabase([(A, "v1.0.0", wrong(sums(A)))])
    url = write_proxy(tmp_path / "sumdb", fake.replies())
    case = Case("", {**GOOD, "go.sum": ""}, ("mod", "download", A), {"GOSUMDB": f"{fake.key} {url}"})
    log = log_of(tmp_path / "project", shared, case)
    troubles = read_log(log)
    assert [trouble.kind for trouble in troubles] == ["checksum-mismatch-database"], log
    assert [str(module) for module in suspects(troubles)] == [f"{A}@v1.0.0"]


@pytest.mark.parametrize("status", [404, 410])
def test_private_module_that_the_database_does_not_have(status: int, tmp_path: Path, shared: Path) -> None:
    fake = FakeDatabase([(B, "v1.0.0", sums(B))])
    with serve() as server:
        server.replies |= fake.replies()
        server.replies[f"/lookup/{A}@v1.0.0"] = Reply(status=status, body=b"not found: unknown revision v1.0.0")
        case = Case("", {**GOOD, "go.sum": ""}, ("mod", "download", A), {"GOSUMDB": f"{fake.key} {server.url}"})
        log = log_of(tmp_path / "project", shared, case)
    troubles = read_log(log)
    assert [trouble.kind for trouble in troubles] == ["database-missing"], log
    assert [str(module) for module in suspects(troubles)] == [f"{A}@v1.0.0"]


@pytest.mark.parametrize(("status", "kind"), [(404, "gone"), (410, "gone"), (403, "refused"), (500, "refused")])
def test_answer_of_a_proxy(status: int, kind: str, tmp_path: Path, shared: Path) -> None:
    with serve() as server:
        server.replies[f"/{A}/@v/v1.0.0.info"] = Reply(status=status)
        server.replies[f"/{A}/@v/v1.0.0.mod"] = Reply(status=status)
        case = Case("", GOOD, ("mod", "download", A), {"GOPROXY": server.url})
        log = log_of(tmp_path / "project", shared, case)
    assert [trouble.kind for trouble in read_log(log)] == [kind], log


def test_certificate_of_an_unknown_authority(tmp_path: Path, shared: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serve(context) as server:
        case = Case("", GOOD, ("mod", "download", A), {"GOPROXY": server.url})
        log = log_of(tmp_path / "project", shared, case)
    assert [trouble.kind for trouble in read_log(log)] == ["certificate"], log


def test_failure_of_the_compiler_is_none_of_ours(tmp_path: Path, shared: Path) -> None:
    case = Case("", {**GOOD, "main.go": importing(A) + "var x int = nope\n"})
    assert read_log(log_of(tmp_path, shared, case)) == ()
