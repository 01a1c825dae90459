"""Our versions against the real go command's: local git repositories with fixed dates, no network."""

from __future__ import annotations

import http.server
import json
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gomigrate.model.go import modpath, semver
from gomigrate.model.go.pseudo import version_of_commit
from gomigrate.modfile.dirhash import hash_zip
from tests.fakeworld.environment import closed_environment, run

pytestmark = pytest.mark.go

START = datetime(2017, 1, 1, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Step:
    """A commit on `parent` (a step's name; "" for none), with its tags and what its go.mod files declare, by folder."""

    name: str
    parent: str = ""
    tags: tuple[str, ...] = ()
    modules: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class World:
    """A closed environment, and the folder whose git/HOST/PATH repositories answer for https://HOST/PATH."""

    root: Path
    env: dict[str, str]

    def ask(self, *words: str) -> list[dict[str, object]]:
        """The JSON values that a go command writes; what fails is in the value's Error."""
        folder = self.root / "asking"
        folder.mkdir(exist_ok=True)
        text = run(["go", *words], folder, self.env, check=False)
        decoder, values = json.JSONDecoder(), []
        while text.strip():
            value, end = decoder.raw_decode(text.lstrip())
            values.append(value)
            text = text.lstrip()[end:]
        return values

    def repository(self, path: str, steps: list[Step]) -> dict[str, str]:
        """Makes a repository; returns the commits by the names of their steps. Odd tags are annotated."""
        folder = self.root / "git" / path
        folder.mkdir(parents=True)
        run(["git", "init", "-q"], folder, self.env)
        commits: dict[str, str] = {}
        for number, step in enumerate(steps):
            when = (START + timedelta(days=number)).astimezone().isoformat()
            env = {**self.env, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": "2001-01-01T00:00:00 +0500"}
            if step.parent:
                run(["git", "checkout", "-q", "--detach", commits[step.parent]], folder, env)
            elif commits:
                run(["git", "checkout", "-q", "--orphan", step.name], folder, env)
            (folder / "a.go").write_text(f"package lib // {step.name}\n", encoding="utf-8")
            for inner, declared in step.modules:
                (folder / inner).mkdir(exist_ok=True)
                (folder / inner / "go.mod").write_text(f"module {declared}\n", encoding="utf-8")
            run(["git", "add", "-A"], folder, env)
            run(["git", "commit", "-q", "--allow-empty", "-m", step.name], folder, env)
            commits[step.name] = run(["git", "rev-parse", "HEAD"], folder, env).strip()
            for index, tag in enumerate(step.tags):
                run(["git", "tag", *(["-a", "-m", tag] if index % 2 else []), tag], folder, env)
            run(["git", "branch", "-f", f"keep-{step.name}"], folder, env)
        return commits


@pytest.fixture
def world(tmp_path: Path, shared_gocache: Path) -> World:
    env = closed_environment(tmp_path, [tmp_path / "gopath"], shared_gocache)
    return World(tmp_path, {**env, "GOPROXY": "direct", "GOVCS": "*:git"})


def ours(path: str, name: str, steps: list[Step], commits: dict[str, str], folder: str = "") -> str:
    """Our answer for a step, from the tags that the table itself says."""
    table = {step.name: step for step in steps}
    prefix = f"{folder}/" if folder else ""
    before: list[str] = []
    parent = table[name].parent
    while parent:
        before += table[parent].tags
        parent = table[parent].parent
    folders = dict(table[name].modules)
    return version_of_commit(
        path,
        time=START + timedelta(days=list(table).index(name)),
        commit=commits[name],
        tags_here=[tag.removeprefix(prefix) for tag in table[name].tags if tag.startswith(prefix)],
        tags_before=[tag.removeprefix(prefix) for tag in before if tag.startswith(prefix)],
        has_go_mod=folder in folders,
        major_folders=[inner for inner in folders if inner.startswith("v")],
    )


PLAIN = [
    Step("c1"),
    Step("c2", "c1", ("v1.0.0",)),
    Step("c3", "c2"),
    Step("c4", "c3", ("v1.1.0-rc.1", "v1.1.0-rc.2")),
    Step("c5", "c4"),
    Step("c6", "c5", ("v2.0.0", "v2.0.1", "v2.0.1-pre")),
    Step("c7", "c6"),
    Step("c8", "c7", ("v10.0.9-beta",)),
    Step("c9", "c8"),
    Step("side", "c2"),
    Step("orphan"),
    Step("names", "c1", ("v1.0", "1.4.0", "release-9", "v1.2.3+meta", "V9.9.9", "v01.0.0")),
    Step("after-names", "names"),
    Step("nines", "c1", ("v1.9.99",)),
    Step("after-nines", "nines"),
]
MOD = (("", "github.com/acme/mod"),)
WITH_GO_MOD = [
    Step("m1", modules=MOD),
    Step("m2", "m1", ("v1.0.0",), MOD),
    Step("m3", "m2", ("v2.0.0",), MOD),
    Step("m4", "m3", (), MOD),
]
TWO = (("", "github.com/acme/two/v2"),)
WITH_V2 = [
    Step("w1", tags=("v1.0.0",)),
    Step("w2", "w1", (), TWO),
    Step("w3", "w2", ("v2.1.0", "v3.0.0"), TWO),
    Step("w4", "w3", (), TWO),
]
SUB = (("sub", "github.com/acme/nest/sub"),)
NESTED = [
    Step("n1", "", ("v1.5.0", "sub/v0.3.0"), SUB),
    Step("n2", "n1", ("v1.6.0",), SUB),
    Step("n3", "n2", ("sub/v0.4.0", "sub/v2.0.0"), SUB),
    Step("n4", "n3", (), SUB),
]
FOLDER = (("v2", "github.com/acme/major/v2"),)
MAJOR_FOLDER = [
    Step("f1", "", ("v1.0.0",), FOLDER),
    Step("f2", "f1", ("v2.0.0",), FOLDER),
    Step("f3", "f2", ("v3.0.0",), FOLDER),
    Step("f4", "f3", (), FOLDER),
]


@pytest.mark.parametrize(
    ("repository", "folder", "steps"),
    [
        ("github.com/acme/lib", "", PLAIN),
        ("github.com/acme/mod", "", WITH_GO_MOD),
        ("github.com/acme/two", "", WITH_V2),
        ("github.com/acme/nest", "sub", NESTED),
        ("github.com/acme/major", "", MAJOR_FOLDER),
    ],
    ids=["plain", "go.mod", "v2", "nested", "major folder"],
)
def test_version_of_commit_is_what_go_list_says(world: World, repository: str, folder: str, steps: list[Step]) -> None:
    commits = world.repository(repository, steps)
    default = f"{repository}/{folder}".rstrip("/")
    paths = {step.name: dict(step.modules).get(folder, default) for step in steps}
    answers = world.ask("list", "-m", "-json", *(f"{paths[name]}@{commit}" for name, commit in commits.items()))
    theirs = {name: answer.get("Version") for name, answer in zip(commits, answers, strict=True)}
    assert {name: ours(paths[name], name, steps, commits, folder) for name in commits} == theirs


GOPKG = [
    Step("g1"),
    Step("g2", "g1", ("v1.0.0", "v2.0.0")),
    Step("g3", "g2"),
    Step("g4", "g3", ("v3.0.0",)),
]


@pytest.fixture
def go_import() -> Iterator[str]:
    """A server on the loopback that sends every vanity path to the repository github.com/acme/vanity."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.removeprefix("http://").partition("?")[0]
            meta = f'<meta name="go-import" content="{path} git https://github.com/acme/vanity">'
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"<html><head>{meta}</head></html>".encode())

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    "path", ["gopkg.in/acme.v1", "gopkg.in/acme.v2", "gopkg.in/acme.v0", "gopkg.in/a/b.v3-unstable"]
)
def test_version_of_commit_gopkg_in_is_what_go_list_says(world: World, go_import: str, path: str) -> None:
    commits = world.repository("github.com/acme/vanity", GOPKG)
    env = {**world.env, "GOINSECURE": "gopkg.in", "HTTP_PROXY": go_import, "HTTPS_PROXY": go_import, "NO_PROXY": ""}
    asking = World(world.root, env)
    answers = asking.ask("list", "-m", "-json", *(f"{path}@{commit}" for commit in commits.values()))
    assert [ours(path, name, GOPKG, commits) for name in commits] == [answer.get("Version") for answer in answers]


VERSIONS = [
    *("v1.0.0", "v1.2.0", "v1.10.0", "v1.9.0", "v0.0.1", "v1.0.0-rc.1", "v1.0.0-rc-1", "v1.0.0-rc1", "v1.0.0-0"),
    *(
        "v1.0.0-alpha",
        "v1.0.0-alpha.1",
        "v1.0.0-alpha.beta",
        "v1.0.0-beta.2",
        "v1.0.0-beta.11",
        "v1.0.0-10",
        "v1.0.0-9",
    ),
    *("v1.0.0-A", "v1.0.0-a", "v1.0.0--", "v1.100000000000000000000000000000.0", "v1.99999999999999999999.0"),
    *("v2.0.0+incompatible", "v10.0.0+incompatible", "v3.0.0-rc+incompatible"),
]


def test_sort_key_orders_as_go_list_versions(world: World) -> None:
    path = "ex.test/Upper"
    folder = world.root / "proxy" / modpath.escape_path(path) / "@v"
    folder.mkdir(parents=True)
    (folder / "list").write_text("\n".join(VERSIONS), encoding="utf-8")
    for version in VERSIONS:
        escaped = modpath.escape_version(version)
        (folder / f"{escaped}.info").write_text(json.dumps({"Version": version}), encoding="utf-8")
        (folder / f"{escaped}.mod").write_text(f"module {path}\n", encoding="utf-8")
    asking = World(world.root, {**world.env, "GOPROXY": f"file://{world.root / 'proxy'}"})
    answers = asking.ask("list", "-m", "-versions", "-json", path)
    assert answers[0].get("Versions") == sorted(VERSIONS, key=semver.sort_key)


TREE = [
    *("a.go", "go.mod", ".gitignore", "_u/u.go", "testdata/t.txt", "with space.txt", "nested/go.mod", "nested/n.go"),
    *("vendor/modules.txt", "vendor/vendor.json", "vendor/ex.test/v/v.go", "x/vendor/v.go", "x/vendor/ex.test/y/y.go"),
    *("vendorish/v.go", ".hg_archival.txt", "sub/go.mod", "sub/s.go", "LICENSE", "x/x.go"),
]


@pytest.mark.parametrize(("inner", "go"), [("", ""), ("", "1.17"), ("", "1.24"), ("sub", "1.17")])
def test_hash_of_a_zip_is_that_of_go_mod_download(world: World, inner: str, go: str) -> None:
    path = "github.com/acme/tree"
    folder = world.root / "git" / path
    module = f"{path}/{inner}".rstrip("/")
    contents = {name: f"contents of {name}\n".encode() for name in TREE if go or name != "go.mod"}
    contents |= {name: f"module {path}/{name}\n".encode() for name in contents if name.endswith("/go.mod")}
    contents[f"{inner}/go.mod".lstrip("/")] = f"module {module}\n\ngo {go}\n".encode() if go else b""
    for name, data in contents.items():
        if data:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    contents = {name: data for name, data in contents.items() if data}
    if inner:
        (folder / "go.mod").write_bytes(data := f"module {path}\n".encode())
        contents["go.mod"] = data
    (folder / "link.go").symlink_to("a.go")
    run(["git", "init", "-q"], folder, world.env)
    run(["git", "add", "-A", "-f"], folder, world.env)
    run(["git", "commit", "-qm", "tree"], folder, world.env)
    answer = world.ask(
        "mod", "download", "-json", f"{module}@{run(['git', 'rev-parse', 'HEAD'], folder, world.env).strip()}"
    )[0]
    with zipfile.ZipFile(str(answer["Zip"])) as archive:
        assert hash_zip(archive.namelist(), archive.read) == answer["Sum"]
