"""What the stages ask about modules: the order of the sources, memory, our cache, and no go command."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion, RevInfo, Said
from gomigrate.world.base.outcome import Failure, Found, Outcome, Refused
from gomigrate.world.go import gocmd
from gomigrate.world.go.gocmd import Downloaded, GoCommand
from gomigrate.world.go.goenv import read_go_env
from gomigrate.world.go.gowords import read_words
from gomigrate.world.modules.source import ModuleSource
from gomigrate.world.net import client as fetch
from gomigrate.world.world import World
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, module_zip, serve, text

PATH = "ex.test/a"
MOD = ModuleVersion(PATH, "v1.0.0")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PSEUDO = "v1.0.1-0.20200102030405-0123456789ab"
SECRET = "hunter2Hunter2"


@pytest.fixture
def server() -> Iterator[FakeProxy]:
    with serve() as running:
        yield running


@pytest.fixture(autouse=True)
def quick_and_without_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_PAUSES", (0.01, 0.02))
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: None)


@pytest.fixture
def environ(tmp_path: Path, server: FakeProxy) -> dict[str, str]:
    return {
        "HOME": str(tmp_path / "home"),
        "PATH": "",
        "GOENV": "off",
        "GOPROXY": server.url,
        "GOMODCACHE": str(tmp_path / "modcache"),
        "GOMIGRATE_CACHE": str(tmp_path / "cache"),
    }


def modules_of(environ: dict[str, str]) -> ModuleSource:
    return World.from_environment(environ, "/").modules


def value_of(outcome: Outcome[RevInfo]) -> str:
    assert isinstance(outcome, Found), outcome
    return outcome.value.version


def put_in_modcache(environ: dict[str, str], name: str, content: bytes) -> None:
    folder = Path(environ["GOMODCACHE"], "cache/download", PATH, "@v")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def test_info_of_a_version_module_cache_comes_first(server: FakeProxy, environ: dict[str, str]) -> None:
    put_in_modcache(environ, "v1.0.0.info", b'{"Version":"v1.0.0"}')
    outcome = modules_of(environ).info(PATH, "v1.0.0")
    assert isinstance(outcome, Found)
    assert (outcome.source, outcome.attempts[-1].found) == ("module cache", True)
    assert server.asked == []


def test_info_of_a_commit_proxy_comes_first(server: FakeProxy, environ: dict[str, str]) -> None:
    put_in_modcache(environ, f"{PSEUDO}.info", json.dumps({"Version": PSEUDO}).encode())
    server.replies[f"/{PATH}/@v/{COMMIT}.info"] = info("v1.2.0")
    assert value_of(modules_of(environ).info(PATH, COMMIT)) == "v1.2.0"


def test_info_of_a_commit_module_cache_where_the_proxy_refuses(server: FakeProxy, environ: dict[str, str]) -> None:
    put_in_modcache(environ, f"{PSEUDO}.info", json.dumps({"Version": PSEUDO}).encode())
    server.replies[f"/{PATH}/@v/{COMMIT}.info"] = text(403, "This module version is not available.")
    outcome = modules_of(environ).info(PATH, COMMIT)
    assert value_of(outcome) == PSEUDO
    assert [(attempt.source, attempt.found) for attempt in outcome.attempts] == [
        (server.url, False),
        ("module cache", True),
    ]


def test_info_is_asked_once_a_run_refusals_too(server: FakeProxy, environ: dict[str, str]) -> None:
    modules = modules_of(environ)
    for _ in range(3):
        assert isinstance(modules.info(PATH, "v9.0.0"), Refused)
        assert isinstance(modules.versions(PATH), Refused)
    assert len(server.asked) == 2


def test_second_run_asks_again_only_for_what_may_change(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = {
        **module(PATH, "v1.0.0"),
        f"/{PATH}/@v/{COMMIT}.info": info("v1.0.0", commit=COMMIT),
        f"/{PATH}/@v/master.info": info("v1.0.0"),
        f"/{PATH}/@v/list": Reply(body=b"v1.0.0\n"),
    }
    changing = [f"/{PATH}/@v/{name}" for name in ("master.info", "v2.0.0.info", "list")]
    for age, wanted in ((0, None), (0, []), (7200, changing)):
        server.asked.clear()
        for file in Path(environ["GOMIGRATE_CACHE"]).rglob("*"):
            os.utime(file, (time.time() - age,) * 2)
        modules = modules_of(environ)
        for rev in ("v1.0.0", COMMIT, "master", "v2.0.0"):
            modules.info(PATH, rev)
        modules.versions(PATH)
        assert isinstance(modules.zip_tree(MOD), Found)
        assert isinstance(modules.sums(MOD), Found)
        assert wanted is None or server.asked == wanted


def test_version_of_a_commit_is_asked_for_again_when_all_is_asked_anew(
    server: FakeProxy, environ: dict[str, str]
) -> None:
    server.replies = {
        f"/{PATH}/@v/{COMMIT}.info": [info(PSEUDO), info("v1.1.0")],
        f"/{PATH}/@v/v1.0.0.info": info("v1.0.0"),
    }
    answers = []
    for asks_anew in (False, False, True, False):
        modules = World.from_environment(environ, "/", asks_anew=asks_anew).modules
        answers.append(value_of(modules.info(PATH, COMMIT)))
        modules.info(PATH, "v1.0.0")
    assert answers == [PSEUDO, PSEUDO, "v1.1.0", "v1.1.0"]
    assert server.asked.count(f"/{PATH}/@v/v1.0.0.info") == 1


def test_another_proxy_does_not_see_what_the_first_has_said(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = {f"/one{name}": reply for name, reply in module(PATH, "v1.0.0").items()}
    assert isinstance(modules_of({**environ, "GOPROXY": f"{server.url}/one"}).info(PATH, "v1.0.0"), Found)
    assert isinstance(modules_of({**environ, "GOPROXY": f"{server.url}/two"}).info(PATH, "v1.0.0"), Refused)
    assert isinstance(modules_of({**environ, "GOPROXY": "off"}).info(PATH, "v1.0.0"), Refused)
    assert isinstance(modules_of({**environ, "GOPRIVATE": "ex.test"}).info(PATH, "v1.0.0"), Refused)


def test_cache_damaged_everywhere_is_asked_anew(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = dict(module(PATH, "v1.0.0"))
    for _ in range(2):
        modules = modules_of(environ)
        assert isinstance(modules.go_mod(MOD), Found)
        assert isinstance(modules.zip_tree(MOD), Found)
        for file in Path(environ["GOMIGRATE_CACHE"]).rglob("*.*"):
            if file.is_file():
                file.write_bytes(b"damaged")


def test_go_mod_and_zip_are_what_the_proxy_has(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = dict(module(PATH, "v1.0.0", {"go.mod": "module ex.test/a\n", "b/b.go": "package b\n"}))
    modules = modules_of(environ)
    go_mod, tree = modules.go_mod(MOD), modules.zip_tree(MOD)
    assert isinstance(go_mod, Found)
    assert isinstance(tree, Found)
    assert go_mod.value == b"module ex.test/a\n"
    assert tree.value.read("b/b.go") == b"package b\n"
    assert (go_mod.source, tree.source) == (server.url, server.url)


def test_sums_known_ones_of_a_known_module(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = dict(module(PATH, "v1.0.0", {"go.mod": "module ex.test/a\n"}))
    sums = modules_of(environ).sums(MOD)
    assert isinstance(sums, Found)
    # Both by the formula of the Go Modules Reference, with sha256sum and base64.
    assert sums.value.go_mod == "h1:C0T/DOQhzlZPwAf3OOI5JvCBsWOyeujTcoQaba6cNoQ="
    assert sums.value.zip == "h1:V32Mg97J5ZHC+Yav/nmW1XvJ7S2sa0I+EITyj4IGzJU="
    assert not sums.value.is_verified


@pytest.mark.parametrize(
    "broken",
    [
        {f"/{PATH}/@v/v1.0.0.zip": text(403, "This module version is not available.")},
        {f"/{PATH}/@v/v1.0.0.zip": Reply(body=b"<html>")},
        {f"/{PATH}/@v/v1.0.0.zip": Reply(body=module_zip(PATH, "v1.0.0", {"a.go": "x"})[:-9])},
        {f"/{PATH}/@v/v1.0.0.zip": Reply(body=module_zip(PATH, "v1.0.0", {"../a.go": "x"}))},
        {f"/{PATH}/@v/v1.0.0.info": text(500, "down")},
        {f"/{PATH}/@v/v1.0.0.info": Reply(body=b"<html>")},
    ],
)
def test_zip_tree_of_half_a_version_is_refused_with_attempts(
    broken: dict[str, Reply], server: FakeProxy, environ: dict[str, str]
) -> None:
    server.replies = {**module(PATH, "v1.0.0"), **broken}
    modules = modules_of(environ)
    for outcome in (modules.zip_tree(MOD), modules.sums(MOD)):
        assert isinstance(outcome, Refused)
        assert outcome.attempts
        assert not any(attempt.found for attempt in outcome.attempts)


def test_zip_tree_where_the_cache_cannot_be_written_is_a_world_problem(
    server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    server.replies = dict(module(PATH, "v1.0.0"))
    (tmp_path / "file").write_text("in the way")
    modules = modules_of({**environ, "GOMIGRATE_CACHE": str(tmp_path / "file")})
    assert isinstance(modules.go_mod(MOD), Found)
    with pytest.raises(WorldProblem, match="cannot be written"):
        modules.zip_tree(MOD)


def test_versions_module_cache_where_the_proxy_refuses(server: FakeProxy, environ: dict[str, str]) -> None:
    put_in_modcache(environ, "v1.0.0.info", b"{}")
    server.replies[f"/{PATH}/@v/list"] = text(403, "no")
    outcome = modules_of(environ).versions(PATH)
    assert isinstance(outcome, Found)
    assert (outcome.value, outcome.source) == (("v1.0.0",), "module cache")


@pytest.mark.parametrize(
    ("listed", "go_mods", "latest", "wanted"),
    [
        (["v1.0.0", "v1.10.0", "v1.9.0", "v2.0.0-rc.1"], {}, None, "v1.10.0"),
        (["v1.0.0-rc.1", "v1.0.0-rc.2", PSEUDO], {}, None, "v1.0.0-rc.2"),
        (["v1.0.0", "v2.0.0+incompatible"], {"v1.0.0": "module ex.test/a\n"}, None, "v2.0.0+incompatible"),
        (["v1.0.0", "v2.0.0+incompatible"], {"v1.0.0": "module ex.test/a\n\ngo 1.12\n"}, None, "v1.0.0"),
        ([PSEUDO], {}, None, PSEUDO),
        ([], {}, "v0.0.0-20200102030405-0123456789ab", "v0.0.0-20200102030405-0123456789ab"),
        (None, {}, "v1.2.3", "v1.2.3"),
        ([], {}, None, None),
    ],
)
def test_latest_is_the_highest_release_else_what_there_is(
    listed: list[str] | None,
    go_mods: dict[str, str],
    latest: str | None,
    wanted: str | None,
    server: FakeProxy,
    environ: dict[str, str],
) -> None:
    if listed is not None:
        server.replies[f"/{PATH}/@v/list"] = Reply(body="\n".join(listed).encode())
    for version in listed or ():
        server.replies[f"/{PATH}/@v/{version}.info"] = info(version)
    for version, go_mod in go_mods.items():
        server.replies[f"/{PATH}/@v/{version}.mod"] = Reply(body=go_mod.encode())
    if latest:
        server.replies[f"/{PATH}/@latest"] = info(latest)
    outcome = modules_of(environ).latest(PATH)
    assert (outcome.value.version if isinstance(outcome, Found) else None) == wanted


def test_latest_list_refused_is_refused(server: FakeProxy, environ: dict[str, str]) -> None:
    server.replies = {f"/{PATH}/@v/list": text(403, "no"), f"/{PATH}/@latest": info("v1.0.0")}
    assert isinstance(modules_of(environ).latest(PATH), Refused)


@pytest.mark.parametrize("path", ["", "Bad Path", "../x", "-x", "fmt", "/abs", "ex.test/a?b", "ex.test//a"])
def test_names_that_are_none_are_refused_unasked(path: str, server: FakeProxy, environ: dict[str, str]) -> None:
    modules = modules_of(environ)
    mod = ModuleVersion(path, "v1.0.0")
    asks: list[Callable[[], object]] = [
        lambda: modules.info(path, "v1.0.0"),
        lambda: modules.versions(path),
        lambda: modules.latest(path),
        lambda: modules.go_mod(mod),
        lambda: modules.zip_tree(mod),
        lambda: modules.sums(mod),
        lambda: modules.info("ex.test/a", "../../x"),
        lambda: modules.info("ex.test/a", ""),
    ]
    for ask in asks:
        assert isinstance(ask(), Refused)
    assert server.asked == []


def test_batches_answer_for_every_key(server: FakeProxy, environ: dict[str, str]) -> None:
    paths = [f"ex.test/m{n}" for n in range(30)]
    for path in paths[:20]:
        server.replies |= module(path, "v1.0.0")
        server.replies[f"/{path}/@v/list"] = Reply(body=b"v1.0.0\n")
    modules = modules_of(environ)
    mods = [ModuleVersion(path, "v1.0.0") for path in paths]
    infos = modules.infos((path, "v1.0.0") for path in paths)
    results: list[Mapping[str, object]] = [
        {path: outcome for (path, _), outcome in infos.items()},
        {mod.path: outcome for mod, outcome in modules.go_mods(mods).items()},
        {mod.path: outcome for mod, outcome in modules.zip_trees(mods).items()},
    ]
    for result in results:
        assert list(result) == paths
        assert [path for path in paths if isinstance(result[path], Found)] == paths[:20]
    assert modules.infos([]) == {}


class ReadyGo(GoCommand):
    """A go command whose downloads are already decided; it remembers what it was asked."""

    asked: list[ModuleVersion] = []  # noqa: RUF012 -- shared on purpose, emptied by the fixture
    answers: dict[ModuleVersion, Downloaded | Failure] = {}  # noqa: RUF012

    def download(self, mods: object, **_: object) -> dict[ModuleVersion, Downloaded | Failure]:
        assert isinstance(mods, list)
        self.asked.extend(mods)
        return {mod: self.answers.get(mod, Failure(Said.UNCLEAR, "unknown")) for mod in mods}


@pytest.fixture
def with_go(environ: dict[str, str]) -> ModuleSource:
    ReadyGo.asked.clear()
    ReadyGo.answers.clear()
    world = World.from_environment(environ, "/")
    world.__dict__["go_env"] = read_go_env(None, environ, "/")
    world.__dict__["go"] = ReadyGo("/go", environ)
    return world.modules


def test_zip_with_go_comes_from_go_and_is_asked_for_once(with_go: ModuleSource, tmp_path: Path) -> None:
    file = tmp_path / "x.zip"
    file.write_bytes(module_zip(PATH, "v1.0.0", {"a.go": "package a\n"}))
    ReadyGo.answers[MOD] = Downloaded(info="", go_mod="", zip=str(file), sum="h1:zip=", go_mod_sum="h1:mod=")
    with_go.prefetch([MOD, MOD, ModuleVersion("ex.test/b", "v1.0.0"), ModuleVersion("./local")])
    tree, sums = with_go.zip_tree(MOD), with_go.sums(MOD)
    assert isinstance(tree, Found)
    assert isinstance(sums, Found)
    assert tree.value.read("a.go") == b"package a\n"
    assert (sums.value.zip, sums.value.go_mod, sums.value.is_verified) == ("h1:zip=", "h1:mod=", True)
    assert sorted(mod.path for mod in ReadyGo.asked) == [PATH, "ex.test/b"]


@pytest.mark.parametrize(
    ("said", "is_found"),
    [
        ("verifying ex.test/a@v1.0.0: sum.golang.org: dial tcp: no such host", True),
        ("verifying ex.test/a@v1.0.0: checksum mismatch downloaded: h1:x go.sum: h1:y SECURITY ERROR", False),
        ("SECURITY ERROR", False),
    ],
)
def test_zip_with_go_refused_module_cache_may_answer_unless_it_is_forged(
    said: str, is_found: bool, with_go: ModuleSource, environ: dict[str, str]
) -> None:
    put_in_modcache(environ, "v1.0.0.info", b'{"Version":"v1.0.0"}')
    put_in_modcache(environ, "v1.0.0.mod", b"module ex.test/a\n")
    put_in_modcache(environ, "v1.0.0.zip", module_zip(PATH, "v1.0.0", {"a.go": "package a\n"}))
    ReadyGo.answers[MOD] = read_words(said)
    outcome, sums = with_go.zip_tree(MOD), with_go.sums(MOD)
    assert isinstance(outcome, Found if is_found else Refused)
    assert outcome.attempts[0].detail == said
    assert isinstance(sums, Refused) or not sums.value.is_verified


@pytest.mark.parametrize(
    ("settings", "is_verified"),
    [
        ({}, True),
        ({"gosumdb": "off"}, False),
        ({"gonosumdb": "ex.test"}, False),
        ({"gonosumdb": "other.test"}, True),
        ({"goflags": "-insecure"}, False),
    ],
)
def test_sum_database_counts_as_the_settings_say(
    settings: dict[str, str], is_verified: bool, with_go: ModuleSource
) -> None:
    with_go._env = replace(with_go._env, **settings)  # type: ignore[arg-type]
    assert with_go.has_sum_database(PATH) is is_verified
    with_go._go = None
    assert not with_go.has_sum_database(PATH)


def test_secrets_are_in_no_answer_and_no_file(server: FakeProxy, environ: dict[str, str], tmp_path: Path) -> None:
    """Credentials in every place that has them, and a server that says them back."""
    home = tmp_path / "home"
    home.mkdir()
    host = server.url.removeprefix("http://")
    (home / ".netrc").write_text(f"machine {host} login me password {SECRET}\n")
    server.replies = dict(module(PATH, "v1.0.0"))
    server.replies["/ex.test/b/@v/v1.0.0.info"] = text(403, f"bad token https://me:{SECRET}@{host}/?token={SECRET}")
    modules = modules_of({**environ, "GOPROXY": f"http://me:{SECRET}@{host}|https://{SECRET}@127.0.0.1:1|{server.url}"})
    outcomes: list[object] = [
        modules.zip_tree(MOD),
        modules.go_mod(MOD),
        modules.info("ex.test/b", "v1.0.0"),
        modules.latest("ex.test/c"),
        modules.sums(MOD),
    ]
    assert isinstance(outcomes[0], Found)
    assert SECRET not in repr(outcomes) + repr(modules)
    for folder, _, names in os.walk(environ["GOMIGRATE_CACHE"]):
        for name in names:
            assert SECRET not in name + folder
            assert SECRET.encode() not in Path(folder, name).read_bytes()
