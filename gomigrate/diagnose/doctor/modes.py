"""Module mode: GO111MODULE, go.work, and a go line that the toolchain cannot build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.model.codes import finding
from gomigrate.model.go import semver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check
    from gomigrate.model.findings import Finding

_TOOLCHAINS = re.compile(r"(?:local|auto|path|(?:go[0-9][\w.+-]*|local)\+(?:auto|path)|go[0-9][\w.+-]*|default)")


def check_modes(seen: Surroundings) -> Check:
    """What decides between module mode and GOPATH mode, and which Go builds."""
    subject = seen.subject
    found = (*_go111module(seen), *_work(seen), *_toolchain(seen))
    kind = f"go.mod of {subject.module}" if subject.has_go_mod else "no go.mod yet"
    go_line = f", go {subject.go_line}" if subject.go_line else ""
    version = seen.env.goversion or "no go command"
    return check("modes", "Module mode", f"{kind}{go_line}; {version}, GOTOOLCHAIN={seen.env.gotoolchain}", found)


def _go111module(seen: Surroundings) -> Iterator[Finding]:
    value, origin = seen.env.go111module, seen.settings.origin("GO111MODULE")
    if value == "off" and seen.subject.has_go_mod:
        yield finding("GM856", f"GO111MODULE=off, from {origin}")
    elif value == "off":
        # Before the migration that is how the project is built; afterwards it must go.
        yield finding(
            "GM857", f"GO111MODULE=off, from {origin}: after the migration it would keep go.mod from being read"
        )
    elif value == "auto":
        yield finding("GM857", f"GO111MODULE=auto, from {origin}")
    elif value in {"", "on"} and not seen.subject.has_go_mod:
        yield finding("GM889", f"no go.mod in {seen.subject.root} or above it")
    elif value not in {"", "on"}:
        yield finding("GM856", f"unknown environment setting GO111MODULE={value}, from {origin}")


def _work(seen: Surroundings) -> Iterator[Finding]:
    subject = seen.subject
    for file in subject.work_files:
        place = "in the project itself" if file.rpartition("/")[0] == subject.root else "outside of the project"
        if not subject.work_uses_us and subject.has_go_mod:
            yield finding(
                "GM858",
                f"{file} takes hold, and does not use {subject.module}",
                remedy=f"Set GOWORK=off for this project, or: go work use {subject.root}.",
            )
        elif place.startswith("outside"):
            yield finding("GM858", f"{file}, {place}, decides about {subject.module}'s build")
        if any(row.name == "-mod" and row.value == "mod" for row in seen.settings.rows):
            yield finding(
                "GM859", "-mod=mod in GOFLAGS: -mod may only be set to readonly or vendor when in workspace mode"
            )


def _toolchain(seen: Surroundings) -> Iterator[Finding]:
    env, wanted = seen.env, seen.subject.go_line
    if not _TOOLCHAINS.fullmatch(env.gotoolchain or "auto"):
        yield finding(
            "GM855", f'invalid GOTOOLCHAIN "{env.gotoolchain}"', remedy="go env -w GOTOOLCHAIN=auto, or unset it."
        )
        return
    if not (wanted and env.goversion):
        return
    has = _version(env.goversion.removeprefix("go"))
    if has is None or semver.compare(_version(wanted) or "v0", has) <= 0:
        return
    said = f"go.mod requires go >= {wanted} (running {env.goversion}; GOTOOLCHAIN={env.gotoolchain})"
    if env.gotoolchain == "local" or (env.gotoolchain.startswith("go") and "+" not in env.gotoolchain):
        yield finding("GM855", said)
    elif env.gotoolchain == "path" or env.gotoolchain.endswith("+path"):
        yield finding("GM855", f"{said}: only a go{wanted} on PATH helps")
    elif env.goproxy == "off":
        yield finding("GM855", f"{said}, and GOPROXY=off keeps it from being downloaded")


def _version(text: str) -> str | None:
    """A Go version as a semantic version: 1.21, 1.21.3, 1.21rc1."""
    match = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?((?:rc|beta)\d+)?", text)
    if not match:
        return None
    major, minor, patch, pre = match.groups()
    return f"v{major}.{minor}.{patch or 0}" + (f"-{pre}" if pre else "")
