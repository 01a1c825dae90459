"""Plan, apply, verify and doctor through a real module proxy, github.com/goproxy/goproxy, which fetches from the git
repositories of a made world: in the open, and as companies have it.

`scripts/check` builds the program of tests/servers/goproxy where its modules are available; without it, these are
skipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import World, build_world
from tests.unit.sumdb.fakedatabase import FakeDatabase
from tests.unit.world.fakeproxy import serve

PROGRAM = Path(sys.prefix, "bin", "test-goproxy")
SCENARIO = Path(__file__).parents[1] / "scenarios" / "dep"
LOGIN = ("release", "s3cret-and-long")

pytestmark = [
    pytest.mark.go,
    pytest.mark.skipif(not PROGRAM.exists(), reason="no module proxy program: its modules could not be had"),
]


@contextmanager
def proxy(world: World, *words: str) -> Iterator[str]:
    """The program at work with a module cache of its own, out of the world's repositories; its address."""
    own = {"GOPROXY": "direct", "GOMODCACHE": str(world.root / "served"), "GOSUMDB": "off"}
    with subprocess.Popen(
        [PROGRAM, "-temp", str(world.root), *words],
        env={**world.env, **own},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as server:
        assert server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.kill()


@pytest.fixture
def world(tmp_path: Path, shared_gocache: Path) -> World:
    built = build_world(SCENARIO, tmp_path / "world", shared_gocache)
    built.env["COLUMNS"] = "1000"
    return built


def planned(world: World) -> tuple[str, dict[str, str]]:
    """The go.mod that is planned, and what becomes of each pin."""
    said = json.loads(gomigrate(["plan", "--fresh", "--format", "json"], world.project, world.env).out)
    return said["go_mod"], {line["path"]: line["state"] for line in said["ledger"]}


def goes_through(world: World) -> None:
    """Every command does its work, and the go command, with nothing in its module cache, builds the branch."""
    for words in (["apply", "--branch", "modules"], ["verify", "--against", "modules"], ["doctor"]):
        answer = gomigrate(words, world.project, world.env)
        assert answer.status == 0, answer.said
        assert LOGIN[1] not in answer.said
    run(["git", "worktree", "add", "-q", str(world.root / "branch"), "modules"], world.project, world.env)
    fresh = {**world.env, "GO111MODULE": "on", "GOMODCACHE": str(world.root / "fresh"), "GOFLAGS": "-mod=readonly"}
    run(["go", "build", "./..."], world.root / "branch", fresh)


def test_what_a_proxy_of_files_says_a_real_one_says_too(world: World) -> None:
    before = planned(world)
    with proxy(world) as address:
        world.env.update({"GOPROXY": f"http://{address}", "GOMODCACHE": str(world.root / "open")})
        assert planned(world) == before
        goes_through(world)


def test_through_a_login_a_path_a_private_authority_and_a_checksum_database(world: World, tmp_path: Path) -> None:
    database = FakeDatabase(_sums(world))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    issued = authority.issue_cert("127.0.0.1")
    issued.private_key_and_cert_chain_pem.write_to_path(str(tmp_path / "cert.pem"))
    with serve() as behind:
        behind.replies.update(database.replies())
        secured = ("-cert", str(tmp_path / "cert.pem"), "-key", str(tmp_path / "cert.pem"), "-prefix", "/modules")
        passed_on = ("-login", ":".join(LOGIN), "-sumdb", f"{database.name} {behind.url}")
        with proxy(world, *secured, *passed_on) as address:
            netrc = f"machine {address} login {LOGIN[0]} password {LOGIN[1]}\n"
            Path(world.env["HOME"], ".netrc").write_text(netrc)
            world.env.update(
                {
                    "GOPROXY": f"https://{address}/modules",
                    "GOSUMDB": database.key,
                    "GOMODCACHE": str(world.root / "closed"),
                    "SSL_CERT_FILE": str(tmp_path / "ca.pem"),
                }
            )
            goes_through(world)
            assert any(question.startswith("/lookup/") for question in behind.asked)
            trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
            world.env["SSL_CERT_FILE"] = str(tmp_path / "other.pem")
            world.env["GOMODCACHE"] = str(world.root / "distrusting")
            assert gomigrate(["doctor"], world.project, world.env).status == 1


def _sums(world: World) -> Sequence[tuple[str, str, str]]:
    """The go.sum lines of the planned modules, for a database that has them."""
    gomigrate(["apply", "--branch", "first"], world.project, world.env)
    lines = run(["git", "show", "first:go.sum"], world.project, world.env).splitlines(keepends=True)
    by_module: dict[tuple[str, str], str] = {}
    for line in lines:
        path, version, _ = line.split()
        key = (path, version.removesuffix("/go.mod"))
        by_module[key] = by_module.get(key, "") + line
    return [(path, version, text) for (path, version), text in by_module.items()]
