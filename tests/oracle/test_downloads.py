"""Many versions side by side: the module cache is as `go mod download` fills it, and every question is put once."""

from __future__ import annotations

import os
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.model.modules import ModuleVersion, Said
from gomigrate.world.base import process
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.go.gocmd import Downloaded
from gomigrate.world.modules.downloads import Downloads
from gomigrate.world.net.hosts import AT_A_HOST
from gomigrate.world.world import World
from tests.unit.sumdb.fakedatabase import NAME, FakeDatabase, sums_of
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, module_zip, serve, text

pytestmark = pytest.mark.go

MODS = [ModuleVersion(f"ex.test/{'Up' if number % 3 else ''}m{number}", "v1.0.0") for number in range(40)]


def escaped(path: str) -> str:
    return path.replace("U", "!u")


@pytest.fixture
def server() -> Iterator[FakeProxy]:
    with serve() as proxy:
        for mod in MODS:
            replies = module(
                mod.path, mod.version, {"go.mod": f"module {mod.path}\n\ngo 1.12\n", "a.go": "package a\n"}
            )
            replies[f"/{mod.path}/@v/{mod.version}.info"] = info("v1.0.0", commit="0123456789" * 4)
            proxy.replies |= {escaped(name): reply for name, reply in replies.items()}
        yield proxy


@pytest.fixture
def environ(tmp_path: Path, server: FakeProxy) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "GOROOT") if name in os.environ}
    return {
        **kept,
        "HOME": str(tmp_path / "home"),
        "GOPATH": str(tmp_path / "gopath"),
        "GOMODCACHE": str(tmp_path / "ours"),
        "GOCACHE": str(tmp_path / "gocache"),
        "GOMIGRATE_CACHE": str(tmp_path / "cache"),
        "GOPROXY": server.url,
        "GOENV": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",
        "GOTELEMETRY": "off",
    }


def with_database(server: FakeProxy, environ: dict[str, str]) -> dict[str, str]:
    """The settings with a checksum database that the proxy brings."""
    replies = {name.replace("!u", "U"): reply for name, reply in server.replies.items()}
    assert all(isinstance(reply, Reply) for reply in replies.values())
    whole = {name: reply for name, reply in replies.items() if isinstance(reply, Reply)}
    database = FakeDatabase([(m.path, m.version, sums_of(whole, m.path, m.version)) for m in MODS], filler=300)
    for name, reply in database.replies(f"/sumdb/{NAME}").items():
        server.replies[escaped(name) if "/lookup/" in name else name] = reply
    return {**environ, "GOSUMDB": database.key}


def downloads(environ: Mapping[str, str]) -> Downloads:
    found = World.from_environment(environ, "/").modules._downloads
    assert found is not None
    return found


def plain(environ: Mapping[str, str], folder: Path) -> dict[str, bytes]:
    """What `go mod download` of the same versions leaves in a module cache of its own."""
    env = {**environ, "GOMODCACHE": str(folder / "theirs"), "GOPATH": str(folder / "gopath2"), "GO111MODULE": "on"}
    subprocess.run(["go", "mod", "download", *map(str, MODS)], cwd=folder, env=env, check=True)
    return files(folder / "theirs")


def files(cache: Path) -> dict[str, bytes]:
    """All files of a module cache, but for the locks."""
    found = (file for file in cache.rglob("*") if file.is_file() and not file.name.endswith("lock"))
    return {file.relative_to(cache).as_posix(): file.read_bytes() for file in found}


@pytest.mark.parametrize("is_checked", [False, True], ids=["no database", "database"])
def test_the_module_cache_is_as_the_go_command_fills_it(
    is_checked: bool, server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    env = with_database(server, environ) if is_checked else environ
    answers = downloads(env).wait(MODS)
    asked = Counter(server.asked)
    assert all(isinstance(answer, Downloaded) for answer in answers.values())
    server.asked.clear()
    expected = plain(env, tmp_path)
    assert files(tmp_path / "ours") == expected
    assert any(b"Origin" in data for name, data in expected.items() if name.endswith(".info"))
    # The database's tiles are asked for as often as go commands that know nothing yet look there.
    theirs = Counter(server.asked)
    assert set(asked) == set(theirs)
    assert {path for path, times in asked.items() if times > 1 and "/sumdb/" not in path} == set()


def test_a_zip_that_the_database_has_another_hash_of_is_refused_and_no_other(
    server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    env = with_database(server, environ)
    bad = MODS[7]
    forged = module_zip(bad.path, bad.version, {"go.mod": f"module {bad.path}\n\ngo 1.12\n", "a.go": "package b\n"})
    server.replies[f"/{escaped(bad.path)}/@v/v1.0.0.zip"] = Reply(body=forged)
    answers = downloads(env).wait(MODS)
    refused = {mod: answer for mod, answer in answers.items() if isinstance(answer, Failure)}
    assert list(refused) == [bad]
    assert refused[bad].said is Said.FORGED
    assert not [
        name
        for name in files(tmp_path / "ours")
        if name.startswith(f"cache/download/{escaped(bad.path)}/@v/v1.0.0.zip")
    ]


def test_no_more_questions_are_open_at_a_host_than_allowed(server: FakeProxy, environ: dict[str, str]) -> None:
    lock = threading.Lock()
    open_: list[int] = [0]
    most: list[int] = [0]

    def held(path: str) -> Reply | None:
        with lock:
            open_[0] += 1
            most[0] = max(most[0], open_[0])
        threading.Event().wait(0.02)
        with lock:
            open_[0] -= 1
        return None

    server.sick = held
    answers = downloads(environ).wait(MODS)
    assert all(isinstance(answer, Downloaded) for answer in answers.values())
    assert 1 < most[0] <= AT_A_HOST


def test_a_connection_that_breaks_costs_one_question(server: FakeProxy, environ: dict[str, str]) -> None:
    broken = {f"/{escaped(MODS[n].path)}/@v/v1.0.0.{ending}" for n, ending in ((1, "info"), (11, "mod"), (21, "zip"))}
    met: set[str] = set()

    def once(path: str) -> Reply | None:
        if path in broken - met:
            met.add(path)
            return Reply(is_reset=True)
        return None

    server.sick = once
    answers = downloads(environ).wait(MODS)
    assert met == broken
    assert [mod for mod, answer in answers.items() if isinstance(answer, Failure)] == []
    assert {path: times for path, times in Counter(server.asked).items() if times > 1} == dict.fromkeys(broken, 2)


def test_what_stays_broken_is_named_and_nothing_else(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies[f"/{escaped(MODS[3].path)}/@v/v1.0.0.zip"] = Reply(is_reset=True)
    server.replies[f"/{escaped(MODS[4].path)}/@v/v1.0.0.info"] = text(403, "not for you")
    answers = downloads(environ).wait(MODS)
    failed = {mod: answer.said for mod, answer in answers.items() if isinstance(answer, Failure)}
    assert failed == {MODS[3]: Said.FAILED, MODS[4]: Said.REFUSED}


def test_a_proxy_that_is_down_is_found_by_a_few(environ: dict[str, str], tmp_path: Path) -> None:
    """The go commands that run when it is found out, and none after that."""
    log = tmp_path / "log"
    go = tmp_path / "bin/go"
    go.parent.mkdir()
    real = next(f"{folder}/go" for folder in environ["PATH"].split(":") if Path(folder, "go").exists())
    go.write_text(f'#!/bin/sh\n[ "$1" = mod ] && echo "$*" >> {log}\nexec {real} "$@"\n')
    go.chmod(0o755)
    env = {**environ, "PATH": f"{go.parent}:{environ['PATH']}", "GOPROXY": "http://127.0.0.1:1"}
    many = [ModuleVersion(f"ex.test/m{number}", "v1.0.0") for number in range(400)]
    answers = downloads(env).wait(many)
    assert {answer.said for answer in answers.values() if isinstance(answer, Failure)} == {Said.UNREACHABLE}
    assert len(answers) == 400
    asked = [word for line in log.read_text().splitlines() for word in line.split() if "@" in word]
    assert 0 < len(set(asked)) <= AT_A_HOST


def test_what_began_is_not_waited_for_and_not_asked_again(server: FakeProxy, environ: dict[str, str]) -> None:
    release = threading.Event()
    server.sick = lambda path: None if release.wait(30) else text(500, "too late")
    traffic = Traffic()
    mine = downloads(environ)
    mine._traffic = traffic
    mine.begin(MODS[:5])
    mine.begin(MODS[3:8])
    now = traffic.so_far()
    assert (now.wanted, now.brought) == (8, 0)
    release.set()
    answers = mine.wait(MODS[:8])
    assert all(isinstance(answer, Downloaded) for answer in answers.values())
    now = traffic.so_far()
    assert (now.wanted, now.brought) == (8, 8)
    assert now.downloaded == sum(Path(a.zip).stat().st_size for a in answers.values() if isinstance(a, Downloaded))
    assert set(Counter(server.asked).values()) == {1}


def test_what_lies_here_is_checked_by_one_go_command(server: FakeProxy, environ: dict[str, str]) -> None:
    downloads(environ).wait(MODS)
    server.asked.clear()
    world = World.from_environment(environ, "/")
    calls: list[int] = []
    assert world.go is not None

    class Counting(type(world.go)):  # type: ignore[misc]
        def download(self, mods: list[ModuleVersion], **more: object) -> object:
            calls.append(len(mods))
            return super().download(mods, **more)

    world.__dict__["go"] = Counting(world.go.path, world.go.environ)
    found = world.modules._downloads
    assert found is not None
    assert all(isinstance(answer, Downloaded) for answer in found.wait(MODS).values())
    assert calls == [len(MODS)]
    assert server.asked == []


def test_a_slow_host_holds_no_other(environ: dict[str, str]) -> None:
    """Version control of one host says nothing for as long as it likes."""
    world = World.from_environment({**environ, "GOPROXY": "direct"}, "/")
    release = threading.Event()
    assert world.go is not None
    here = Downloaded(info="", go_mod="", zip="", sum="", go_mod_sum="")

    class Slow(type(world.go)):  # type: ignore[misc]
        def download(self, mods: list[ModuleVersion], **_: object) -> dict[ModuleVersion, Downloaded]:
            if mods[0].path.startswith("slow.test/"):
                release.wait(30)
            return dict.fromkeys(mods, here)

    world.__dict__["go"] = Slow(world.go.path, world.go.environ)
    found = world.modules._downloads
    assert found is not None
    slow = [ModuleVersion(f"slow.test/m{number}", "v1.0.0") for number in range(100)]
    quick = [replace(mod, path=mod.path.replace("slow", "quick")) for mod in slow]
    found.begin(slow)
    assert set(found.wait(quick)) == set(quick)
    assert not any(found._answers[mod].done() for mod in slow)
    release.set()
    assert set(found.wait(slow)) == set(slow)


def test_a_go_command_that_breaks_down_is_told_of_those_it_was_asked_for(environ: dict[str, str]) -> None:
    from gomigrate.model.errors import WorldProblem

    world = World.from_environment(environ, "/")
    assert world.go is not None

    class Breaking(type(world.go)):  # type: ignore[misc]
        def download(self, mods: list[ModuleVersion], **more: object) -> object:
            if MODS[9] in mods:
                raise WorldProblem("killed")
            return super().download(mods, **more)

    world.__dict__["go"] = Breaking(world.go.path, world.go.environ)
    found = world.modules._downloads
    assert found is not None
    found.begin(MODS[9:10])
    answers = found.wait(MODS)
    assert {mod: answer for mod, answer in answers.items() if isinstance(answer, Failure)} == {
        MODS[9]: Failure(Said.BROKEN, "killed")
    }


def test_a_server_that_says_nothing_costs_the_versions_it_says_nothing_of(
    server: FakeProxy, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The go command itself would wait for ever."""
    monkeypatch.setattr(process, "_PATIENCE", 0.2)
    monkeypatch.setattr("gomigrate.world.modules.downloads._STANDING_STILL", 3)
    once, always = (f"/{escaped(MODS[n].path)}/@v/v1.0.0.zip" for n in (3, 5))
    server.sick = lambda path: (
        Reply(delay=60) if path == always or (path == once and server.asked.count(once) == 1) else None
    )
    answers = downloads(environ).wait(MODS[:12])
    failed = {mod: answer.said for mod, answer in answers.items() if isinstance(answer, Failure)}
    assert failed == {MODS[5]: Said.SILENT}
    assert (server.asked.count(once), server.asked.count(always)) == (2, 2)


def test_a_download_that_gets_on_is_not_stopped(
    server: FakeProxy, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_PATIENCE", 0.2)
    monkeypatch.setattr("gomigrate.world.modules.downloads._STANDING_STILL", 2)
    big = module_zip(MODS[0].path, "v1.0.0", {"go.mod": f"module {MODS[0].path}\n", "a.txt": os.urandom(40000).hex()})
    name = f"/{escaped(MODS[0].path)}/@v/v1.0.0.zip"
    server.replies[f"/{escaped(MODS[0].path)}/@v/v1.0.0.mod"] = Reply(body=f"module {MODS[0].path}\n".encode())
    server.replies[name] = Reply(body=big, drip=0.3, piece=8000)
    assert isinstance(downloads(environ).wait(MODS[:1])[MODS[0]], Downloaded)
    assert server.asked.count(name) == 1
