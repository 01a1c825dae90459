"""The value and the origin of each of Go's variables, against what the go command says of itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT, WRITTEN
from gomigrate.world.go.settings import SHOWN, read_settings
from gomigrate.world.world import World

pytestmark = pytest.mark.go

VALUES = {
    "GOPROXY": "https://a.test,direct",
    "GOPRIVATE": "corp.test",
    "GONOPROXY": "corp.test/x",
    "GONOSUMDB": "none",
    "GOINSECURE": "*.corp.test",
    "GOSUMDB": "off",
    "GOFLAGS": "-trimpath",
    "GOVCS": "public:git",
    "GOBIN": "/opt/bin",
    "GOMODCACHE": "/opt/mod",
    "GO111MODULE": "auto",  # "on" is what -changed takes for no change
    "GOAUTH": "off",
    "GOPATH": "/opt/go:/opt/more",
    "GOCACHE": "/opt/build",
    "CGO_ENABLED": "0",
    "GOOS": "darwin",
    "GOARCH": "arm64",
    "GOWORK": "off",
    "GODEBUG": "http2client=0",
}

NEVER_CHANGED = {"GOPATH", "GOWORK"}
"""go env -changed does not tell these two wherever they are set."""


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("where", ["environment", "written", "both", "empty", "default"])
def test_value_and_origin_are_those_of_the_go_command(name: str, where: str, tmp_path: Path) -> None:
    go = shutil.which("go") or "go"
    environ = {"HOME": str(tmp_path), "PATH": f"{Path(go).parent}:/usr/bin:/bin", "GOTOOLCHAIN": "local"}
    file = tmp_path / ".config" / "go" / "env"
    file.parent.mkdir(parents=True)
    value = VALUES[name]
    if where in {"environment", "both"}:
        environ[name] = value
    if where == "empty":
        environ[name] = ""
    if where in {"written", "both", "empty"}:
        file.write_text(f"{name}={value if where != 'both' else 'off' if name == 'GO111MODULE' else '/other'}\n")
    world = World.from_environment(environ, str(tmp_path))
    settings = read_settings(world.go, world.go_env, environ, str(tmp_path))
    done = subprocess.run([go, "env", "-json"], cwd=tmp_path, env=environ, capture_output=True, timeout=60)
    said = json.loads(done.stdout)
    for shown in SHOWN:
        row = settings.row(shown)
        assert row is not None
        if shown in said and shown != "GOTOOLCHAIN":
            assert row.value == said[shown], shown
    row = settings.row(name)
    assert row is not None
    changed = json.loads(
        subprocess.run(
            [go, "env", "-changed", "-json"], cwd=tmp_path, env=environ, capture_output=True, timeout=60
        ).stdout
    )
    if name not in NEVER_CHANGED:
        assert (row.origin in {ENVIRONMENT, WRITTEN}) == (name in changed)
    wanted = {"environment": ENVIRONMENT, "both": ENVIRONMENT, "written": WRITTEN, "empty": WRITTEN}
    if name == "GODEBUG":  # The go command reads it from the environment alone, as the values above have shown.
        wanted = {"environment": ENVIRONMENT, "both": ENVIRONMENT, "written": DEFAULT, "empty": DEFAULT}
    if where in wanted:
        assert row.origin == wanted[where]
    # $GOROOT/go.env ships these two, so whatever is set overrides something.
    is_over = (where == "both" and name != "GODEBUG") or (where != "default" and name in {"GOPROXY", "GOSUMDB"})
    assert bool(row.overrides) == is_over
