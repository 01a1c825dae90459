"""The world is cheap to make, and says clearly what it lacks when that is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import Said
from gomigrate.world.base.outcome import Refused
from gomigrate.world.go import gocmd
from gomigrate.world.modules.direct import ThroughGo
from gomigrate.world.world import World


@pytest.fixture(autouse=True)
def without_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gocmd, "_bundled_go", lambda: None)


def test_world_is_a_copy_of_the_environment_and_cheap() -> None:
    environ = {"PATH": "/none", "HOME": "/h"}
    world = World.from_environment(environ, "/")
    environ["PATH"] = "/changed"
    assert world.environ["PATH"] == "/none"
    assert "PATH" not in repr(world)


def test_world_without_go_still_has_settings_and_modules() -> None:
    world = World.from_environment({"PATH": "/none", "HOME": "/h", "GOENV": "off", "GOPROXY": "off"}, "/")
    assert world.go is None
    assert world.go_env.gopath == ("/h/go",)
    assert world.modcache.root == "/h/go/pkg/mod"
    assert world.cache.root == "/h/.cache/gomigrate"
    outcome = world.modules.info("ex.test/a", "v1.0.0")
    assert isinstance(outcome, Refused)
    assert [(a.source, a.question, a.said, a.detail) for a in outcome.attempts] == [
        ("GOPROXY", "ex.test/a@v1.0.0", Said.NOT_ASKED, "GOPROXY=off")
    ]
    assert world.modules is world.modules


def test_world_with_a_goproxy_that_is_none_is_a_world_problem() -> None:
    world = World.from_environment({"PATH": "/none", "GOENV": "off", "GOPROXY": "ftp://me:hunter2@x"}, "/")
    with pytest.raises(WorldProblem, match=r"GOPROXY: invalid proxy URL scheme .* ftp://x"):
        _ = world.modules


def test_world_with_a_named_go_that_is_missing_is_a_world_problem(tmp_path: Path) -> None:
    world = World.from_environment({"PATH": "/none"}, "/", go_program=str(tmp_path / "go"))
    with pytest.raises(WorldProblem, match="no such go command"):
        _ = world.go


@pytest.mark.parametrize(
    ("goauth", "is_through_go"), [("netrc", False), ("off", False), ("git /x", True), ("my-program; netrc", True)]
)
def test_world_proxy_whose_credentials_only_go_can_get_is_asked_by_go(
    goauth: str, is_through_go: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = tmp_path / "go"
    go.write_text(
        f"""#!/bin/sh\necho '{{"GOVERSION":"go1.99","GOAUTH":"{goauth}","GOPROXY":"https://h.test,http://i.test"}}'\n"""
    )
    go.chmod(0o755)
    world = World.from_environment({"PATH": str(tmp_path), "HOME": str(tmp_path)}, "/")
    sources = world.modules._chain.sources
    assert [isinstance(source, ThroughGo) for source in sources] == [is_through_go, False]


def test_world_import_loads_nothing_heavy() -> None:
    code = "import sys, gomigrate.world.world; print([n for n in ('httpx', 'git', 'certifi') if n in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert result.stdout.strip() == "[]"
