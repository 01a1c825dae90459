"""The same questions through the same proxies: what we find and refuse, and what the go command does."""

from __future__ import annotations

import io
import json
import os
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion
from gomigrate.world.base.outcome import Failure, Found, Refused
from gomigrate.world.go.gocmd import Downloaded, GoCommand
from gomigrate.world.go.goenv import read_go_env
from gomigrate.world.net import client as fetch
from gomigrate.world.world import World
from tests.unit.world.fakeproxy import FakeProxy, Reply, info, module, serve, text

pytestmark = pytest.mark.go

PATH = "ex.test/a"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
PSEUDO = "v1.0.1-0.20200102030405-0123456789ab"
SECRET = "hunter2Hunter2"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProxy]:
    monkeypatch.setattr(fetch, "_PAUSES", (0.01, 0.02))
    with serve() as running:
        yield running


@pytest.fixture
def environ(tmp_path: Path, shared_gocache: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR", "GOROOT") if name in os.environ}
    (tmp_path / "empty").mkdir()
    (tmp_path / "home").mkdir()
    (tmp_path / "gitconfig").write_text("")
    return {
        **kept,
        "HOME": str(tmp_path / "home"),
        "GOPATH": str(tmp_path / "gopath"),
        "GOMODCACHE": str(tmp_path / "modcache"),
        "GOCACHE": str(shared_gocache),
        "GOMIGRATE_CACHE": str(tmp_path / "cache"),
        "GOENV": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",
        "GOTELEMETRY": "off",
        "GIT_CONFIG_GLOBAL": str(tmp_path / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GOVCS": "*:off",
    }


def go_says(tmp_path: Path, environ: dict[str, str], *words: str) -> dict[str, Any] | str:
    """The JSON of a go command, or what it wrote to stderr."""
    result = subprocess.run(["go", *words], cwd=tmp_path / "empty", env=environ, capture_output=True, text=True)
    said: dict[str, Any] = json.loads(result.stdout) if result.stdout.startswith("{") else {}
    return said if result.returncode == 0 and said else result.stderr


def compare(tmp_path: Path, environ: dict[str, str], rev: str) -> str | None:
    """Our answer, after it has been found to be the go command's; ours is asked first, before go fills the cache."""
    ours = World.from_environment(environ, str(tmp_path / "empty")).modules.info(PATH, rev)
    gos = go_says(tmp_path, environ, "list", "-m", "-json", f"{PATH}@{rev}")
    found = ours.value.version if isinstance(ours, Found) else None
    assert found == (gos["Version"] if isinstance(gos, dict) else None), (ours, gos)
    return found


def fill(server: FakeProxy, reply: Reply, rev: str) -> None:
    """Three proxies: /one gives the reply in question, /two knows the module, /none nothing."""
    for prefix in ("/one", "/two"):
        for version in ("v1.0.0", PSEUDO):
            server.replies |= {f"{prefix}{name}": good for name, good in module(PATH, version).items()}
        server.replies[f"{prefix}/{PATH}/@v/{COMMIT}.info"] = info(PSEUDO, commit=COMMIT)
        server.replies[f"{prefix}/{PATH}/@v/master.info"] = info(PSEUDO)
    server.replies[f"/one/{PATH}/@v/{rev}.info"] = reply


@pytest.mark.parametrize("separator", [",", "|"])
@pytest.mark.parametrize(
    "reply",
    [text(status, "no") for status in (301, 400, 401, 403, 404, 410, 429, 500, 503)]
    + [
        Reply(body=b"<html>"),
        Reply(body=b"{}"),
        Reply(body=b'{"Version":"v1.0.1"}'),
        Reply(body=b'{"Version":"v1.0.0"}'),
        Reply(body=b'{"Version":"v1.0.0"', declared=100),
        Reply(status=302, headers={"Location": f"/two/{PATH}/@v/v1.0.0.info"}),
        Reply(status=302, headers={"Location": f"/one/{PATH}/@v/v1.0.0.info"}),
    ],
    ids=lambda reply: f"{reply.status}-{reply.body[:12].decode()}",
)
def test_chain_any_reply_we_go_on_where_go_does(
    separator: str, reply: Reply, server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    fill(server, reply, "v1.0.0")
    compare(tmp_path, {**environ, "GOPROXY": f"{server.url}/one{separator}{server.url}/two"}, "v1.0.0")


@pytest.mark.parametrize(
    ("goproxy", "settings", "wanted"),
    [
        ("URL/two", {}, "v1.0.0"),
        ("URL/two/,off", {}, "v1.0.0"),
        (" URL/none , ,URL/two ", {}, "v1.0.0"),
        ("off", {}, None),
        ("off,URL/two", {}, None),
        ("URL/none,off,URL/two", {}, None),
        ("URL/none", {}, None),
        ("URL/none,direct", {}, None),
        ("direct,URL/two", {}, None),
        ("http://127.0.0.1:1,URL/two", {}, None),
        ("http://127.0.0.1:1|URL/two", {}, "v1.0.0"),
        ("file:///no/such/folder,URL/two", {}, "v1.0.0"),
        ("file:///dev/null,URL/two", {}, None),
        ("file:///dev/null|URL/two", {}, "v1.0.0"),
        ("URL/two", {"GOPRIVATE": "ex.test"}, None),
        ("URL/two", {"GOPRIVATE": "ex.test", "GONOPROXY": "none"}, "v1.0.0"),
        ("URL/two", {"GONOPROXY": "*.test"}, None),
        ("URL/two", {"GONOPROXY": "test"}, "v1.0.0"),
        ("URL/two", {"GONOPROXY": "ex.test/a/b"}, "v1.0.0"),
        ("URL/two", {"GONOSUMDB": "ex.test"}, "v1.0.0"),
    ],
)
def test_chain_any_list_gives_what_go_gives(
    goproxy: str,
    settings: dict[str, str],
    wanted: str | None,
    server: FakeProxy,
    environ: dict[str, str],
    tmp_path: Path,
) -> None:
    fill(server, text(404, "no"), "v1.0.0")
    settings = {**environ, **settings, "GOPROXY": goproxy.replace("URL", server.url)}
    assert compare(tmp_path, settings, "v1.0.0") == wanted


@pytest.mark.parametrize(
    ("rev", "wanted"),
    [("v1.0.0", "v1.0.0"), (PSEUDO, PSEUDO), (COMMIT, PSEUDO), ("master", PSEUDO), ("v9.0.0", None), ("feature", None)],
)
def test_info_any_revision_is_the_version_that_go_names(
    rev: str, wanted: str | None, server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    fill(server, text(404, "no"), "none")
    assert compare(tmp_path, {**environ, "GOPROXY": f"{server.url}/two"}, rev) == wanted


@pytest.mark.parametrize(
    "listed",
    [
        "v1.0.0\nv1.10.0\nv1.9.0\nv2.0.0-rc.1\n",
        "v1.0.0-rc.1\nv1.0.0-rc.2\n",
        "v1.0.0\nv2.0.0+incompatible\n",
        f"{PSEUDO}\nv0.0.0-20190102030405-0123456789ab\n",
        f"v1.0.0\n{PSEUDO}\n",
        "",
    ],
)
@pytest.mark.parametrize("go_mod", ["", "go 1.12\n"])
def test_latest_any_list_is_the_version_that_go_names(
    listed: str, go_mod: str, server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    environ = {**environ, "GOPROXY": server.url}
    server.replies[f"/{PATH}/@v/list"] = Reply(body=listed.encode())
    for version in listed.split():
        server.replies |= module(PATH, version, {"go.mod": f"module {PATH}\n{go_mod}"})
    ours = World.from_environment(environ, str(tmp_path / "empty")).modules.latest(PATH)
    gos = go_says(tmp_path, environ, "list", "-m", "-json", f"{PATH}@latest")
    found = ours.value.version if isinstance(ours, Found) else None
    assert found == (gos["Version"] if isinstance(gos, dict) else None), (ours, gos)


@pytest.mark.parametrize("goproxy", [",", "none", "/abs/path", "ftp://x", "file://host/x"])
def test_goproxy_that_is_none_is_refused_in_gos_own_words(
    goproxy: str, environ: dict[str, str], tmp_path: Path
) -> None:
    environ = {**environ, "GOPROXY": goproxy}
    gos = go_says(tmp_path, environ, "list", "-m", "-json", f"{PATH}@v1.0.0")
    with pytest.raises(WorldProblem, match="GOPROXY") as caught:
        _ = World.from_environment(environ, str(tmp_path / "empty")).modules
    assert isinstance(gos, str)
    # Of a path nothing is shown, where the go command shows it whole.
    assert str(caught.value).removeprefix("GOPROXY: ").partition("…")[0] in gos


def test_sums_without_go_are_those_of_go(server: FakeProxy, environ: dict[str, str], tmp_path: Path) -> None:
    files = {"go.mod": f"module {PATH}\n", "b/ä.go": "package b\n", "LICENSE": "x\r\n"}
    server.replies = dict(module(PATH, "v1.0.0", files))
    environ = {**environ, "GOPROXY": server.url}
    mod = ModuleVersion(PATH, "v1.0.0")
    plain = World.from_environment({**environ, "PATH": "", "GOROOT": ""}, "/").modules.sums(mod)
    with_go = World.from_environment(environ, "/").modules.sums(mod)
    assert isinstance(plain, Found)
    assert isinstance(with_go, Found)
    assert plain.value == with_go.value
    assert (plain.source, with_go.source) == (server.url, "go mod download")


def test_download_many_some_refused_each_has_its_answer(
    server: FakeProxy, environ: dict[str, str], tmp_path: Path
) -> None:
    for number in range(12):
        server.replies |= module(f"ex.test/m{number}", "v1.0.0")
    server.replies["/ex.test/m3/@v/v1.0.0.zip"] = text(403, f"secret https://u:{SECRET}@h.test")
    server.replies["/ex.test/m4/@v/v1.0.0.zip"] = Reply(body=b"<html>")
    del server.replies["/ex.test/m5/@v/v1.0.0.info"]
    mods = [ModuleVersion(f"ex.test/m{number}", "v1.0.0") for number in range(12)]
    go = GoCommand.find({**environ, "GOPROXY": server.url})
    assert go is not None
    results = go.download(mods)
    refused = {mod.path: answer.detail for mod, answer in results.items() if isinstance(answer, Failure)}
    assert sorted(refused) == ["ex.test/m3", "ex.test/m4", "ex.test/m5"]
    assert "403 Forbidden" in refused["ex.test/m3"]
    assert SECRET not in repr(results)
    for answer in results.values():
        if isinstance(answer, Downloaded):
            assert Path(answer.zip).is_file()
            assert answer.sum.startswith("h1:")
    assert not list(tmp_path.joinpath("empty").iterdir())


def test_download_one_bad_hash_in_the_module_cache_is_no_others(server: FakeProxy, environ: dict[str, str]) -> None:
    """The go command ends at once where a version in its cache has a hash that it refuses, and says nothing of the
    other versions that it was asked for."""
    mods = [ModuleVersion(f"ex.test/m{number}", "v1.0.0") for number in range(70)]
    for mod in mods:
        server.replies |= module(mod.path, mod.version)
    go = GoCommand.find({**environ, "GOPROXY": server.url})
    assert go is not None
    assert all(isinstance(answer, Downloaded) for answer in go.download(mods).values())
    bad = Path(environ["GOMODCACHE"], "cache/download/ex.test/m7/@v/v1.0.0.ziphash")
    bad.write_text("h2:" + bad.read_text().removeprefix("h1:"))
    results = go.download(mods)
    refused = {mod.path: answer.detail for mod, answer in results.items() if isinstance(answer, Failure)}
    assert list(refused) == ["ex.test/m7"]
    assert "unexpected ziphash" in refused["ex.test/m7"]


def test_direct_is_version_control_with_the_users_git(environ: dict[str, str], tmp_path: Path) -> None:
    repository = tmp_path / "git" / "acme" / "lib"
    repository.mkdir(parents=True)
    (tmp_path / "gitconfig").write_text(f'[url "file://{tmp_path}/git/"]\n\tinsteadOf = https://github.com/\n')
    dates = {"GIT_AUTHOR_DATE": "2020-01-02T03:04:05Z", "GIT_COMMITTER_DATE": "2020-01-02T03:04:05Z"}
    names = {f"GIT_{who}_{what}": f"{who}@x.test" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}

    def git(*words: str) -> str:
        env = {**environ, **dates, **names}
        return subprocess.run(
            ["git", *words], cwd=repository, env=env, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    (repository / "a.go").write_text("package lib\n")
    git("add", ".")
    git("commit", "-qm", "one")
    git("tag", "v1.0.0")
    git("commit", "-qm", "two", "--allow-empty")
    commit = git("rev-parse", "HEAD").strip()
    modules = World.from_environment({**environ, "GOPROXY": "direct", "GOVCS": ""}, "/").modules
    outcome = modules.info("github.com/acme/lib", commit)
    assert isinstance(outcome, Found), outcome
    assert outcome.value.version == f"v1.0.1-0.20200102030405-{commit[:12]}"
    assert outcome.value.commit == commit
    versions = modules.versions("github.com/acme/lib")
    assert isinstance(versions, Found)
    assert versions.value == ("v1.0.0",)
    latest = modules.latest("github.com/acme/lib")
    assert isinstance(latest, Found)
    assert latest.value.version == "v1.0.0"
    tree = modules.zip_tree(ModuleVersion("github.com/acme/lib", "v1.0.0"))
    assert isinstance(tree, Found)
    assert tree.value.read("a.go") == b"package lib\n"
    file = io.BytesIO()
    assert modules._chain.direct.zip(ModuleVersion("github.com/acme/lib", "v1.0.0"), file) is None
    assert zipfile.ZipFile(file).namelist() == ["github.com/acme/lib@v1.0.0/a.go"]
    go_mod = modules.go_mod(ModuleVersion("github.com/acme/lib", "v1.0.0"))
    assert isinstance(go_mod, Found)
    assert go_mod.value == b"module github.com/acme/lib\n"
    assert isinstance(modules.info("github.com/acme/lib", "ab" * 20), Refused)


@pytest.mark.parametrize(
    ("file", "settings"),
    [
        ("", {}),
        ("GOPROXY=file:///w\nGOFLAGS=-mod=mod\n", {}),
        ("GOPROXY=file:///w\n", {"GOPROXY": "file:///os"}),
        ("GOPRIVATE=a.test\n", {"GONOSUMDB": "b.test", "GONOPROXY": ""}),
        ("GOPATH=/x:/y\n# no\nlower=1\nGOSUMDB=off", {"CGO_ENABLED": "0", "GOARCH": "arm64", "GOOS": "windows"}),
        ("GOMODCACHE=/m\nGOTOOLCHAIN=path\nGOWORK=off\n", {"GOTOOLCHAIN": ""}),
    ],
)
def test_go_env_without_go_is_what_go_says(
    file: str, settings: dict[str, str], environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "goenv").write_text(file)
    start = {name: value for name, value in environ.items() if not name.startswith("GO") or name == "GOROOT"}
    start |= {"GOENV": str(tmp_path / "goenv"), **settings}
    go = GoCommand.find(start)
    assert go is not None
    cwd = str(tmp_path / "empty")
    with_go = read_go_env(go, start, cwd)
    without = read_go_env(None, {**start, "GOROOT": go.goroot}, cwd)
    for name in with_go.__dataclass_fields__:
        if name not in {"goversion", "goenv"}:
            assert getattr(without, name) == getattr(with_go, name), name
