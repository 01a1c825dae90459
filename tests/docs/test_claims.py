"""What pages claim of the go command without a command in them, compared with the real one."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.console import ROOT
from tests.fakeworld.environment import run
from tests.fakeworld.program import gomigrate
from tests.fakeworld.world import build_world

pytestmark = pytest.mark.go

FILES = {
    "example.com/plain/p.go": "package plain\n",
    "example.com/lib/go.mod": "module example.com/lib/v2\n",
    "example.com/lib/lib.go": 'package lib\n\nimport _ "example.com/lib/v2/sub"\n',
    "example.com/lib/sub/sub.go": "package sub\n",
    "example.com/noted/go.mod": "module example.com/noted/v2\n",
    "example.com/noted/noted.go": 'package noted // import "example.com/noted"\n',
}


def builds(folder: Path, imported: str, env: Mapping[str, str], *, go_mod: bool) -> bool:
    """Whether GOPATH mode builds code in such a folder that imports the path."""
    folder.mkdir(parents=True)
    (folder / "user.go").write_text(f'package user\n\nimport _ "{imported}"\n')
    if go_mod:
        (folder / "go.mod").write_text(f"module example.com/{folder.name}\n")
    return subprocess.run(["go", "build", "."], cwd=folder, env=env, capture_output=True).returncode == 0


def test_who_can_import_a_module_in_gopath_mode(tmp_path: Path, shared_gocache: Path) -> None:
    """The table of how-to/users-on-gopath.md."""
    world = build_world(ROOT / "tests/scenarios/dep", tmp_path / "world", cache=shared_gocache)
    source = tmp_path / "gopath/src"
    for name, text in FILES.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text)
    env = {**world.env, "GOPATH": str(tmp_path / "gopath"), "GO111MODULE": "off"}
    users = source / "example.com"
    assert builds(users / "a", "example.com/plain", env, go_mod=False)
    assert builds(users / "b", "example.com/lib", env, go_mod=False)  # its packages import each other by /v2
    assert not builds(users / "c", "example.com/lib/v2", env, go_mod=False)
    assert builds(users / "d", "example.com/lib/v2", env, go_mod=True)
    assert not builds(users / "e", "example.com/noted/v2", env, go_mod=True)  # its import comment lacks /v2


def go(words: str, folder: Path, env: Mapping[str, str]) -> tuple[int, str]:
    """The exit status of a go command and what it says."""
    ran = subprocess.run(["go", *words.split()], cwd=folder, env=env, capture_output=True, text=True)
    return ran.returncode, ran.stderr


def test_relative_imports_in_gopath_mode(tmp_path: Path, shared_gocache: Path) -> None:
    """What errors/relative-imports.md says of code inside and outside of GOPATH/src."""
    world = build_world(ROOT / "tests/scenarios/dep", tmp_path / "world", cache=shared_gocache)
    env = {**world.env, "GOPATH": str(tmp_path / "gopath"), "GO111MODULE": "off"}
    inside, outside = tmp_path / "gopath/src/example.com/app", tmp_path / "app"
    for folder in (inside, outside):
        (folder / "lib").mkdir(parents=True)
        (folder / "lib/lib.go").write_text("package lib\n")
        (folder / "main.go").write_text('package main\n\nimport _ "./lib"\n\nfunc main() {}\n')
    assert go("run .", outside, env) == (0, "")
    assert go("run main.go", inside, env) == (0, "")
    status, said = go("run .", inside, env)
    assert (status, 'local import "./lib" in non-local package' in said) == (1, True)


def test_import_paths_without_a_dot(tmp_path: Path, shared_gocache: Path) -> None:
    """The table of errors/not-in-std.md, and that go mod tidy is silent about such imports."""
    world = build_world(ROOT / "tests/scenarios/dep", tmp_path / "world", cache=shared_gocache)
    app = tmp_path / "app"
    for package in ("app/store", "common/money"):
        (tmp_path / package).mkdir(parents=True)
        (tmp_path / package / "a.go").write_text(f"package {package.rpartition('/')[2]}\n")
    (tmp_path / "common/go.mod").write_text("module common\n\ngo 1.18\n")
    (app / "main.go").write_text('package main\n\nimport (\n\t_ "app/store"\n\t_ "common/money"\n)\n\nfunc main() {}\n')
    env = {**world.env, "PWD": str(app)}
    (app / "go.mod").write_text("module github.com/acme/app\n\ngo 1.18\n")
    assert go("mod tidy", app, env)[0] == 0
    status, said = go("build .", app, env)
    assert (status, said.count("is not in ")) == (1, 2)
    (app / "go.mod").write_text("module app\n\ngo 1.18\n\nrequire common v0.0.0\n\nreplace common => ../common\n")
    assert go("build .", app, env) == (0, "")


def test_layer_of_modules_needs_the_kept_copies(tmp_path: Path, shared_gocache: Path) -> None:
    """The first layer of how-to/ci-caches.md: go.mod, go.sum and third_party/, and nothing else."""
    world = build_world(ROOT / "fixtures/legacy-world", tmp_path / "world", cache=shared_gocache)
    assert gomigrate(["apply", "--branch", "modules"], world.project, world.env).status == 0
    run(["git", "checkout", "-q", "modules"], world.project, world.env)
    layer = tmp_path / "layer"
    layer.mkdir()
    for name in ("go.mod", "go.sum"):
        shutil.copy(world.project / name, layer)
    lacking = subprocess.run(["go", "mod", "download"], cwd=layer, env=world.env, capture_output=True, text=True)
    assert lacking.returncode != 0
    assert "third_party" in lacking.stderr
    assert "no such file or directory" in lacking.stderr
    shutil.copytree(world.project / "third_party", layer / "third_party")
    run(["go", "mod", "download"], layer, world.env)
