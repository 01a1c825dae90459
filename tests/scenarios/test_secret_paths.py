"""A token in the path of a proxy, as hosted registries put it there, comes out nowhere: not on the branch, not in what
any command says or writes, whatever the proxy answers."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world
from tests.unit.world.fakeproxy import FakeProxy, Reply, serve, text

pytestmark = pytest.mark.go

HERE = Path(__file__).parent
TOKEN = "t0kS3CRETx9"
OTHER = "pl4nnedS3CRETy7"
SIGNED = "s1gnedS3CRETz5"
PLAIN = "plainwordthatisasecret"
LIB = "/github.com/acme/lib/@v/"

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("plan", "-v"),
    ("plan", "--format", "json"),
    ("plan", "--format", "markdown"),
    ("plan", "--report", "{out}/plan.html"),
    ("scan", "--provenance"),
    ("apply", "--branch", "mod"),
    ("verify", "--against", "mod", "--tidy", "--report", "{out}/verdict.html"),
    ("verify", "--against", "mod", "--format", "json"),
    ("verify", "--against", "mod", "--format", "markdown"),
    ("doctor", "-v"),
    ("doctor", "--format", "json"),
    ("doctor", "--plan-proxy", "{url}/" + OTHER + "/go", "-v"),
    ("doctor", "--offline", "--fix"),
    ("graph", "--packages"),
    ("batch", "--run-dir", "{out}/run", "."),
)
IN_MODULE: tuple[tuple[str, ...], ...] = (("sum", "-v"), ("sum", "--format", "json"), ("graph",), ("doctor", "-v"))


def redirect(path: str, proxy: FakeProxy) -> Reply | None:
    """To another host, with a link that was signed in its path; there it is refused."""
    if path.startswith(f"/{SIGNED}/"):
        return text(403, f"no access to {proxy.url}/{SIGNED}/{PLAIN}/x, nor {TOKEN}")
    target = f"{proxy.url.replace('127.0.0.1', 'localhost')}/{SIGNED}/{PLAIN}/file"
    return Reply(status=302, headers={"Location": target}) if LIB in path and path.endswith(".zip") else None


ANSWERS: dict[str, Callable[[str, FakeProxy], Reply | None]] = {
    "well": lambda path, proxy: None,
    "refused": lambda path, proxy: text(403, f"{TOKEN} may not read {proxy.url}{path}") if LIB in path else None,
    "missing": lambda path, proxy: text(404, f"GET https:\\/\\/h\\/{TOKEN}: no {path}") if LIB in path else None,
    "redirected": redirect,
    "in a circle": lambda path, proxy: Reply(status=302, headers={"Location": path}) if path.endswith(".zip") else None,
    "out of order": lambda path, proxy: text(503, f"backend of {path} is down"),
    "reset": lambda path, proxy: Reply(is_reset=True) if path.endswith(".zip") else None,
}


@contextlib.contextmanager
def served(world: World, answer: str) -> Iterator[FakeProxy]:
    """The world's modules at a proxy below a path with a token."""
    with serve() as proxy:
        proxy.tree, proxy.prefix = world.root / "proxy", f"/{TOKEN}/{PLAIN}/go"
        proxy.sick = lambda path: ANSWERS[answer](path, proxy)
        world.env["GOPROXY"] = f"{proxy.url}/{TOKEN}/{PLAIN}/go/,{proxy.url}/{TOKEN}/second"
        world.env["GOSUMDB"] = "off"
        yield proxy


def bytes_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for above, _, names in os.walk(folder):
        for name in names:
            file = Path(above, name)
            if file.is_file() and not file.is_symlink():
                yield str(file), file.read_bytes()


def objects(world: World) -> bytes:
    """All that git holds, the new commits with it."""
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    return subprocess.run(command, cwd=world.project, env=world.env, capture_output=True, check=True).stdout


@pytest.mark.parametrize("answer", ANSWERS)
def test_no_part_of_a_proxys_path_comes_out(answer: str, tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(HERE / "patched-vendor", tmp_path / "world", shared_gocache)
    out = tmp_path / "out"
    out.mkdir()
    world.env.update({"GOMIGRATE_CACHE": str(out / "cache"), "COLUMNS": "1000"})
    with served(world, answer) as proxy:
        heard = {words: _said(world, out, proxy, words) for words in COMMANDS}
        if answer == "well":
            run(["git", "checkout", "-q", "-f", "mod"], world.project, world.env)
            heard |= {words: _said(world, out, proxy, words) for words in IN_MODULE}
        # The command that is to find it has to have met it, and to have said where it was.
        assert any(TOKEN in path for path in proxy.asked)
        assert proxy.url in "".join(heard.values())
    written = [*bytes_of(out), ("git", objects(world)), *((" ".join(w), t.encode()) for w, t in heard.items())]
    for secret in (TOKEN, OTHER, SIGNED, PLAIN):
        leaks = [name for name, data in written if secret.lower().encode() in data.lower()]
        assert leaks == [], secret


def _said(world: World, out: Path, proxy: FakeProxy, words: tuple[str, ...]) -> str:
    done = gomigrate([word.format(out=out, url=proxy.url) for word in words], world.project, world.env)
    assert "Traceback" not in done.err
    return done.said


@pytest.mark.parametrize("token", ["TOKEN-S3CRET", "o-rdinary"])
def test_a_folder_as_a_proxy_keeps_its_path_to_itself(token: str, tmp_path: Path, shared_gocache: Path) -> None:
    world = build_world(HERE / "patched-vendor", tmp_path / "world", shared_gocache)
    folder = tmp_path / token
    folder.symlink_to(world.root / "proxy")
    world.env.update({"GOPROXY": f"file://{folder}", "GOMIGRATE_CACHE": str(tmp_path / "cache"), "COLUMNS": "1000"})
    with serve() as proxy:
        heard = "".join(_said(world, tmp_path, proxy, words) for words in COMMANDS[:9])
    assert "file://…" in heard
    assert token not in heard
    assert token.encode() not in objects(world)


def test_a_record_of_before_is_read_and_not_repeated(tmp_path: Path, shared_gocache: Path) -> None:
    """As it was written when the source of an answer was still the whole URL."""
    world = build_world(HERE / "patched-vendor", tmp_path / "world", shared_gocache)
    assert gomigrate(["apply", "--branch", "mod"], world.project, world.env).status == 0
    run(["git", "checkout", "-q", "-f", "mod"], world.project, world.env)
    record = world.project / ".gomigrate/plan.json"
    said = record.read_text()
    assert "file://…" in said
    record.write_text(said.replace("file://…", f"https://dl.example.test/{TOKEN}/{PLAIN}/go"))
    run(["git", "commit", "-q", "-a", "-m", "as before"], world.project, world.env)
    for words in (["--format", "markdown"], ["--format", "json"], ["--report", str(tmp_path / "verdict.html")]):
        done = gomigrate(["verify", "--against", "HEAD", *words], world.project, world.env)
        assert done.status in {0, 1}, done.err
        assert TOKEN not in done.said
        assert PLAIN not in done.said
    assert TOKEN not in (tmp_path / "verdict.html").read_text()
