"""The settings of git that decide how the go command reaches a repository: named, never with what is secret in them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.machine import GitSetting
from gomigrate.model.errors import WorldProblem
from gomigrate.model.text.shownurl import place
from gomigrate.world.base.process import run
from gomigrate.world.base.programs import find_program
from gomigrate.world.base.redact import redact
from gomigrate.world.base.secrets import REDACTED
from gomigrate.world.base.specialfiles import where_git_looks

if TYPE_CHECKING:
    from collections.abc import Mapping

_WANTED = r"^(url\..*\.(insteadof|pushinsteadof)|credential\..*|http\..*)$"


def read_git_settings(environ: Mapping[str, str]) -> tuple[GitSetting, ...]:
    """The settings about URLs, credentials and http that count for the go command's git; () where there is no git. It
    works in the module cache, so no repository's own settings count."""
    cwd = Path.cwd().anchor
    return _read([], cwd, {**environ, "GIT_DIR": os.path.join(cwd, "nowhere")})  # noqa: PTH118


def read_local_git_settings(environ: Mapping[str, str], folder: str) -> tuple[GitSetting, ...]:
    """The same of the repository that a folder belongs to, and nothing else."""
    return _read(["--local"], folder, environ)


def _read(more: list[str], cwd: str, environ: Mapping[str, str]) -> tuple[GitSetting, ...]:
    words = [find_program("git", environ) or "git", "config", *more, "--null", "--get-regexp", _WANTED]
    try:
        completed = run(words, cwd=cwd, env=environ, timeout=30, waits_for=lambda: where_git_looks(Path(cwd)))
    except WorldProblem:
        return ()
    found = []
    for item in completed.stdout.decode("utf-8", errors="replace").split("\0"):
        key, _, value = item.partition("\n")
        if key:
            found.append(GitSetting(key=_shown_key(key), value=_shown(key, value), has_login=_has_login(key)))
    return tuple(found)


def _has_login(key: str) -> bool:
    """Whether the URL in a key has a password, or, by http, a user."""
    url = key.partition(".")[2].rpartition(".")[0]
    authority = url.partition("://")[2].partition("/")[0]
    return "@" in authority and (url.startswith("http") or ":" in authority.rpartition("@")[0])


def _shown_key(key: str) -> str:
    """The target of an insteadOf may have a token in it; the name that a credential or a header is for is checked, and
    stays."""
    section, _, name = key.rpartition(".")
    kind, _, url = section.partition(".")
    is_target = name.lower() in {"insteadof", "pushinsteadof"} and "://" in url
    return f"{kind}.{place(url)}.{name}" if is_target else redact(key)


def _shown(key: str, value: str) -> str:
    """A header is a secret as a whole, and so may be a helper's arguments, a cookie file's name is none."""
    name = key.rpartition(".")[2].lower()
    if name == "extraheader":
        header, colon, _ = value.partition(":")
        return f"{header.strip()}: {REDACTED}" if colon and " " not in header.strip() else REDACTED
    if name == "helper":
        words = value.split()
        return " ".join(words[:1]) + (f" {REDACTED}" if len(words) > 1 else "")
    if name in {"username", "password", "proxy"}:
        return REDACTED
    return redact(value)
