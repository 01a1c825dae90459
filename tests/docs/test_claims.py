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
