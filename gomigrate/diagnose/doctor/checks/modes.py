"""Module mode: GO111MODULE, go.mod and go.work, and a go line that the toolchain cannot build."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, check
from gomigrate.model.go import semver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.findings import Finding

_TOOLCHAINS = re.compile(r"(?:local|auto|path|(?:go[0-9][\w.+-]*|local)\+(?:auto|path)|go[0-9][\w.+-]*|default)")


def check_modes(seen: Setup) -> Check:
    """What decides between module mode and GOPATH mode, and which Go builds."""
    project, env = seen.project, seen.env
    unreadable = project.files.unreadable if project.files else ()
    return check(
        CheckName.MODES,
        (*unreadable, *_go111module(seen), *_work(seen), *_toolchain(seen)),
        module=project.module,
        has_go_mod=project.files is not None,
        is_readable=project.files is not None and project.files.go_mod is not None,
        go_line=project.go_line,
        running=env.goversion,
        toolchain=env.gotoolchain,
    )


def _go111module(seen: Setup) -> Iterator[Finding]:
    value, origin = seen.env.go111module, seen.settings.origin("GO111MODULE")
    if value not in {"", "on", "off", "auto"} or (value == "off" and seen.project.files):
        yield finding("GM856", value=value, origin=origin)
    elif value in {"off", "auto"}:
        # Before the migration "off" is how the project is built; afterwards it must go.
        yield finding("GM857", value=value, origin=origin)
    elif not seen.project.files:
        yield finding("GM889", root=seen.project.root)


def _work(seen: Setup) -> Iterator[Finding]:
    files = seen.project.files
    if not files or files.uses_us is None:
        return
    if not files.uses_us or files.work_file.rpartition("/")[0] != files.root:
        yield finding("GM858", file=files.work_file, module=files.module, root=files.root, uses=files.uses_us)
    if any(row.name == "-mod" and row.value == "mod" for row in seen.settings.rows):
        yield finding("GM859", flag="-mod=mod", origin=seen.settings.origin("GOFLAGS"), work_file=files.work_file)


def _toolchain(seen: Setup) -> Iterator[Finding]:
    env, wanted = seen.env, seen.project.go_line
    if not _TOOLCHAINS.fullmatch(env.gotoolchain or "auto"):
        yield finding("GM855", toolchain=env.gotoolchain)
        return
    if not (wanted and env.goversion):
        return
    has = _version(env.goversion.removeprefix("go"))
    if has is None or semver.compare(_version(wanted) or "v0", has) <= 0:
        return
    is_local = env.gotoolchain == "local" or (env.gotoolchain.startswith("go") and "+" not in env.gotoolchain)
    on_path = env.gotoolchain == "path" or env.gotoolchain.endswith("+path")
    if is_local or on_path or env.goproxy == "off":
        yield finding(
            "GM855",
            wanted=wanted,
            running=env.goversion,
            toolchain=env.gotoolchain,
            on_path=on_path,
            goproxy_off=not (is_local or on_path),
        )


def _version(text: str) -> str | None:
    """A Go version as a semantic version: 1.21, 1.21.3, 1.21rc1."""
    match = re.match(r"(\d+)\.(\d+)(?:\.(\d+))?((?:rc|beta)\d+)?", text)
    if not match:
        return None
    major, minor, patch, pre = match.groups()
    return f"v{major}.{minor}.{patch or 0}" + (f"-{pre}" if pre else "")
