"""Repositories that `gomigrate clone` brings: copies and unresolved pins that become modules, at the locked commit, and
addresses in locks that are none."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fakeworld.program import Answer, gomigrate
from tests.fakeworld.world import World, build_world

pytestmark = pytest.mark.go

LIB, LOG, GONE, NOZIP, EVIL = (f"github.com/acme/{name}" for name in ("lib", "log", "gone", "nozip", "evil"))
WORLD = f"""
why = "a mirror that refuses revisions, and a lock without times; each server's HEAD is years ahead of the lock"
[repo."{LIB}"]
commits = ["2017-04-01 v1.0.0", "2017-05-01", {{at = "2024-05-01", module = "{LIB}"}}]
[repo."{LOG}"]
commits = ["2017-02-01 v0.9.0", "2017-02-10", "2024-02-10"]
[repo."{GONE}"]
commits = ["2017-02-10"]
[repo."{NOZIP}"]
commits = ["2017-02-10"]
[repo."{EVIL}"]
commits = ["2017-02-10"]
[proxy]
serve = []
refuse_zip = ["{NOZIP}@*"]
[project]
path = "github.com/acme/app"
at = "2018-06-01"
tree = "before"
imports = ["{LIB}", "{LOG}", "{GONE}", "{NOZIP}"]
vendor = {{"{LIB}" = 2, "{GONE}" = 1, "{NOZIP}" = 1}}
"""
TREES = "-- before/Godeps --\n" + "".join(
    f"{path} {{{{{path}#{number}}}}}\n" for path, number in ((LIB, 2), (LOG, 2), (GONE, 1), (NOZIP, 1))
)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    folder = tmp_path_factory.mktemp("clone")
    (folder / "world.toml").write_text(WORLD)
    (folder / "trees.txtar").write_text(TREES)
    world = build_world(folder, folder / "world")
    shutil.rmtree(world.repositories[GONE].git_dir)
    return world


def run(world: World, *words: str) -> Answer:
    return gomigrate(words, world.project, world.env)


def ledger(world: World) -> dict[str, Any]:
    return {line["path"]: line for line in json.loads(run(world, "plan", "--format", "json").out)["ledger"]}


def test_copies_become_modules_at_the_locked_commit(world: World) -> None:
    before = ledger(world)
    assert {path: line["state"] for path, line in before.items()} == {
        LIB: "copied",
        LOG: "unresolved",
        GONE: "copied",
        NOZIP: "copied",
    }
    assert {(line["remedy"]["kind"], line["remedy"]["url"]) for line in before.values()} == {
        ("clone", f"https://{path}") for path in before
    }
    scanned = run(world, "scan", "--format", "json").out

    cloned = run(world, "clone", "--format", "json")
    assert cloned.status == 3  # one does not exist any more
    found = {repository["url"]: repository for repository in json.loads(cloned.out)["repositories"]}
    assert {url: repository["state"] for url, repository in found.items()} == {
        f"https://{path}": "failed" if path == GONE else "new" for path in before
    }
    assert "does not appear to be a git repository" in found[f"https://{GONE}"]["said"]

    after = ledger(world)
    assert after[LIB]["state"] == after[LOG]["state"] == "kept"
    assert after[LIB]["module"]["version"] == world.repositories[LIB].version(2, LIB)
    assert after[LOG]["module"]["version"] == world.repositories[LOG].version(2, LOG)
    # No source has the files of one, whose version is known now: gomigrate does not build from a clone.
    assert (after[NOZIP]["state"], after[NOZIP]["reason"]["kind"]) == ("copied", "not fetched")
    assert after[NOZIP]["remedy"]["kind"] == "version control"
    assert after[GONE]["remedy"]["kind"] == "clone"
    assert run(world, "scan", "--format", "json").out == scanned, "a clone is no code of the legacy build"


def test_what_is_here_is_not_asked_for_again(world: World) -> None:
    run(world, "clone")
    again = json.loads(run(world, "clone", ".", LIB, "--format", "json").out)["repositories"]
    assert [(repository["url"], repository["state"]) for repository in again] == [(f"https://{LIB}", "there")]
    unknown = run(world, "clone", ".", "github.com/acme/other")
    assert (unknown.status, "no pin has this path" in unknown.err) == (2, True)


def test_files_that_a_clone_left_out_are_not_asked_for_by_a_plan(tmp_path: Path) -> None:
    """The vendored files are another commit's than the locked one, and the clone has that commit's folders alone: they
    tell it, and the proxy's zip has the files."""
    (tmp_path / "world.toml").write_text(
        f'''why = "vendored files of another commit"
[repo."{LIB}"]
commits = ["2017-03-01", "2017-04-01", "2017-05-01"]
[proxy]
serve = []
[project]
path = "github.com/acme/app"
at = "2018-06-01"
tree = "before"
imports = ["{LIB}"]
vendor = {{"{LIB}" = 1}}
'''
    )
    (tmp_path / "trees.txtar").write_text(f"-- before/Godeps --\n{LIB} {{{{{LIB}#2}}}}\n")
    world = build_world(tmp_path, tmp_path / "world")
    with Path(world.env["GIT_CONFIG_GLOBAL"]).open("a") as settings:
        settings.write("[uploadpack]\n\tallowFilter = true\n")
    assert run(world, "clone").status == 0
    line = ledger(world)[LIB]
    assert (line["state"], line["module"]["version"]) == ("kept", world.repositories[LIB].version(1, LIB))
    clone = next(Path(world.env["HOME"]).glob(".local/state/gomigrate/clones/*/repository.git"))
    words = ["git", "rev-list", "--objects", "--all", "--missing=print"]
    listed = subprocess.run(words, cwd=clone, env=world.env, capture_output=True, check=True, text=True).stdout
    assert listed.count("?") == 2, "the files of two commits are still the server's"


def test_addresses_in_locks_run_nothing_and_lead_nowhere_else(tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    sources = [
        f"--upload-pack=touch {ran}",
        f"ext::sh -c touch% {ran}",
        f"file://{tmp_path}/elsewhere",
        f"ssh://-oProxyCommand=touch${{IFS}}{ran}/x",
        "https://ex.test/../../../lib",
    ]
    lock = "".join(
        f'[[projects]]\n  name = "{EVIL}{n}"\n  packages = ["."]\n  revision = "{n * 40}"\n  source = "{source}"\n\n'
        for n, source in zip("abcde", sources, strict=True)
    )
    imports = "".join(f'\t_ "{EVIL}{n}"\n' for n in "abcde")
    (tmp_path / "world.toml").write_text(
        'why = "a lock whose sources are traps"\n[proxy]\nserve = []\n'
        '[project]\npath = "github.com/acme/app"\nat = "2018-06-01"\ntree = "before"\n'
    )
    main = f"package main\n\nimport (\n{imports})\n\nfunc main() {{}}\n"
    (tmp_path / "trees.txtar").write_text(f"-- before/main.go --\n{main}-- before/Gopkg.lock --\n{lock}")
    world = build_world(tmp_path, tmp_path / "world")
    cloned = json.loads(run(world, "clone", "--format", "json").out)["repositories"]
    assert {repository["state"] for repository in cloned} <= {"failed"}
    assert all(repository["url"].startswith(f"https://{EVIL}") for repository in cloned), cloned
    assert not ran.exists()
