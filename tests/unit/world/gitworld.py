"""Real local repositories for the tests of the git modules: fixed dates, and no configuration but their own."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

FIRST_SECOND = 1_500_000_000
_ADA = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ada"), ("EMAIL", "ada@example.com"))
}


@pytest.fixture
def gitconfig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Isolates git; returns the global configuration file, which a test may add to."""
    home = tmp_path / "home"
    home.mkdir()
    config = home / "gitconfig"
    config.write_text(
        "[user]\n\tname = Ada\n\temail = ada@example.com\n[init]\n\tdefaultBranch = main\n[core]\n\tfsync = none\n"
    )
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "xdg"),
        "GIT_CONFIG_GLOBAL": str(config),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CEILING_DIRECTORIES": str(tmp_path.parent),
    }.items():
        monkeypatch.setenv(name, value)
    return config


def git(place: Path, *args: str, second: int = 0, stdin: bytes = b"") -> str:
    """Runs git as a user would, with hooks and filters, at a fixed time, by a person who needs no settings."""
    date = f"{FIRST_SECOND + second} +0000"
    env = {**_ADA, **os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    done = subprocess.run(["git", *args], cwd=place, env=env, input=stdin, capture_output=True, check=False)
    assert done.returncode == 0, (args, done.stderr)
    return done.stdout.decode("utf-8", "surrogateescape").strip()


def write(place: Path, files: Mapping[str, str | bytes | None]) -> None:
    """Writes files below a folder; None removes one."""
    for name, content in files.items():
        path = place / name
        if content is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(place: Path, files: Mapping[str, str | bytes | None], *, second: int = 0, message: str = "more") -> str:
    """Writes files and commits everything; returns the hash."""
    write(place, files)
    git(place, "add", "--all")
    git(place, "commit", "--quiet", "--allow-empty", "-m", message, second=second)
    return git(place, "rev-parse", "HEAD")


def make_repo(place: Path, files: Mapping[str, str | bytes | None], *init: str) -> str:
    """A repository with one commit; returns its hash."""
    place.mkdir(parents=True, exist_ok=True)
    git(place, "init", "--quiet", *init)
    return commit(place, files)


def snapshot(place: Path, *, objects: bool = False) -> dict[str, str]:
    """What every file below the folder holds, the git directory included: hash and permissions. Loose objects and packs
    count only with `objects`."""
    found: dict[str, str] = {}
    for folder, folders, names in os.walk(place):
        if not objects and Path(folder).name == "objects" and (Path(folder).parent / "HEAD").exists():
            folders.clear()
            continue
        for name in [*names, *folders]:
            path = Path(folder, name)
            if path.is_symlink():
                found[str(path.relative_to(place))] = f"link {path.readlink()}"
            elif path.is_file():
                mode = path.stat().st_mode & 0o777
                found[str(path.relative_to(place))] = f"{mode:o} {hashlib.sha256(path.read_bytes()).hexdigest()}"
            else:
                found[str(path.relative_to(place))] = "folder"
    return found
