"""Doctor beside the real go command: where it says that a build fails, it fails; where it is silent, it works."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import trustme

from tests.oracle.environments import ENVIRONMENTS, Environment, Stage, staged
from tests.unit.diagnose.doctor.places import Place, codes

pytestmark = pytest.mark.go


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Corp Root")


@pytest.fixture(scope="session")
def platform() -> str:
    words = [shutil.which("go") or "go", "env", "GOOS", "GOARCH"]
    return "-".join(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())


def run_go(stage: Stage, command: tuple[str, ...], gocache: Path) -> subprocess.CompletedProcess[str]:
    go = shutil.which("go") or "go"
    env = {"GOCACHE": str(gocache), **stage.env, "PATH": f"{Path(go).parent}:{stage.env['PATH']}"}
    return subprocess.run([go, *command], cwd=stage.place.project, env=env, capture_output=True, text=True, timeout=120)


@pytest.mark.parametrize("is_ill", [True, False], ids=["ill", "well"])
@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=[one.name for one in ENVIRONMENTS])
def test_doctor_says_what_the_go_command_does(
    environment: Environment, is_ill: bool, authority: trustme.CA, platform: str, shared_gocache: Path, tmp_path: Path
) -> None:
    with staged(environment.lay, Place(tmp_path), authority, platform, is_ill=is_ill) as stage:
        # First, since a build that fails leaves unfinished files in the module cache.
        seen = stage.place.examine(go=True)
        done = run_go(stage, environment.command, shared_gocache)
    words = " ".join((done.stdout + done.stderr).split())
    if is_ill:
        assert [finding.code for finding in seen.findings] == [environment.code]
        if environment.said:
            assert done.returncode
            assert re.search(environment.said, words), words
        else:
            assert done.returncode == 0, words
    else:
        assert codes(seen) == []
        assert done.returncode == 0, words
