"""The library: everything is documented and typed, and the example does what its page says."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate import api
from tests.docs.console import ROOT
from tests.fakeworld.world import build_world

EXAMPLE = ROOT / "examples/migrate.py"


@pytest.mark.parametrize("name", sorted(set(api.__all__)))
def test_each_name_is_documented_and_typed(name: str) -> None:
    value = getattr(api, name)
    assert value.__doc__, name
    if inspect.isfunction(value):
        signature = inspect.signature(value)
        untyped = [p.name for p in signature.parameters.values() if p.annotation is inspect.Parameter.empty]
        assert untyped == []
        assert signature.return_annotation is not inspect.Signature.empty


def test_names_are_those_of_the_page() -> None:
    page = (ROOT / "docs/library.md").read_text("utf-8")
    functions = [name for name in api.__all__ if inspect.isfunction(getattr(api, name))]
    assert [name for name in functions if name not in page] == []
    assert (api.__doc__ or "").count("Semantic Versioning") == page.count("Semantic Versioning") == 1


def run(world_name: str, tmp_path: Path, cache: Path) -> subprocess.CompletedProcess[str]:
    world = build_world(ROOT / world_name, tmp_path / "world", cache=cache)
    env = {**world.env, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, str(EXAMPLE), str(world.project), "modules"]
    return subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300)


@pytest.mark.go
def test_example_migrates_and_verifies(tmp_path: Path, shared_gocache: Path) -> None:
    ran = run("fixtures/legacy-world", tmp_path, shared_gocache)
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert lines[0] == "github.com/acme/coffeeshop: 8 pins: 2 copied, 1 held, 5 kept"
    assert lines[-1].endswith("10 packages the same, 0 differ")


def test_example_writes_nothing_where_a_person_is_asked(tmp_path: Path, shared_gocache: Path) -> None:
    ran = run("tests/scenarios/broken-lock", tmp_path, shared_gocache)
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "->" in ran.stdout or ran.stderr
    assert "Traceback" not in ran.stderr
