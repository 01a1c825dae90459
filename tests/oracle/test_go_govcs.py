"""Which values of GOVCS are refused, and in which words: ours against the go command's."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from gomigrate.diagnose.doctor.checks.settings import govcs_problem

pytestmark = pytest.mark.go

VALUES = (
    "bogus", ":git", "corp.test:", "a.test:git,,b.test:git", "a.test:git,", ",", "./x:git", "..:git",
    "a.test:git,a.test:hg", "a.test:git|", "|:git", "a.test: git | hg ", " a.test:git , b.test:hg", "a.test:git:hg", "",
    "public:git,private:all", "*:off", "a.test:nosuch", " ", "public:git,public:hg", "a.test:|", "[:git",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES)
def test_govcs_is_refused_as_by_the_go_command(value: str, tmp_path: Path) -> None:
    # github.com is known to be git's without asking, so GOVCS is read before anything is fetched.
    environ = {
        "HOME": str(tmp_path), "PATH": "/nowhere", "GOTOOLCHAIN": "local", "GOFLAGS": "-modcacherw",
        "GOPROXY": "direct", "GOSUMDB": "off", "GOVCS": value, "HTTPS_PROXY": "http://127.0.0.1:1",
    }  # fmt: skip
    words = [shutil.which("go") or "go", "list", "-m", "github.com/corp/x@v1.0.0"]
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True, timeout=60)
    said = done.stderr.strip().removeprefix("go: github.com/corp/x@v1.0.0: ")
    assert done.returncode != 0
    assert govcs_problem(value) == (said if " in GOVCS" in said else "")
