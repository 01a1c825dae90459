"""The closed environment of a world: nothing of the machine's own settings reaches the programs that run in it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

GIT_SETTINGS = """\
[user]
	name = A Legacy Author
	email = author@acme.test
[init]
	defaultBranch = master
[advice]
	detachedHead = false
[protocol "file"]
	allow = always
[gc]
	auto = 0
[uploadpack]
	allowAnySHA1InWant = true
[url "file://{git}/"]
	insteadOf = https://
	insteadOf = ssh://git@
[url "file://{git}/github.com/"]
	insteadOf = git@github.com:
"""


def closed_environment(root: Path, gopath: list[Path], cache: Path | None = None) -> dict[str, str]:
    """The variables for every program that runs in the world at `root`. `cache` is a GOCACHE that worlds may share:
    GOMODCACHE is always the world's own, so that the index of it that GOCACHE keeps by path is never stale."""
    home = root / "home"
    home.mkdir(parents=True, exist_ok=True)
    settings = root / "gitconfig"
    settings.write_text(GIT_SETTINGS.format(git=root / "git"), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR", "GOROOT") if name in os.environ}
    return {
        **kept,
        "HOME": str(home),
        "GOPATH": os.pathsep.join(map(str, gopath)),
        "GOMODCACHE": str(root / "modcache"),
        "GOCACHE": str(cache or root / "gocache"),
        "GOENV": "off",
        "GOSUMDB": "off",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-modcacherw",
        "GOPROXY": f"file://{root / 'proxy'}",
        "GOTELEMETRY": "off",
        "GIT_CONFIG_GLOBAL": str(settings),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GOMIGRATE_PROGRESS": "none",
        "NO_COLOR": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def has_go() -> bool:
    """Whether there is a go command to ask."""
    return shutil.which("go") is not None


def run(words: list[str], folder: Path, env: dict[str, str], *, text: bytes = b"", check: bool = True) -> str:
    """Run a program in a folder (PWD says so too: the go command believes it) and return what it wrote to stdout.
    Raises RuntimeError with its stderr when it fails and `check` is set."""
    result = subprocess.run(words, cwd=folder, env={**env, "PWD": str(folder)}, input=text, capture_output=True)
    if check and result.returncode:
        message = result.stderr.decode(errors="replace") or result.stdout.decode(errors="replace")
        raise RuntimeError(f"{' '.join(words)} in {folder}: exit {result.returncode}\n{message}")
    return result.stdout.decode(errors="replace")
