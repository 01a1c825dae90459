"""Module mode: GO111MODULE, go.mod and go.work, and a go line that the toolchain cannot build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding, finding_of
from gomigrate.model.diagnosis.doctor import Check, CheckName, ToolchainTrouble, check
from gomigrate.model.go.goversion import go_order
from gomigrate.world.disk.realpath import is_same_folder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.findings import Finding

_NO_GO_LINE = "1.18"
"""The go line of a go.work that has none."""
_MOST_DIFFERENCES = 12
_GOPATH_MAY_HOLD_IT = (1, 22)
"""Below this go version, a go.mod at the top of GOPATH stops every go command."""


def check_modes(seen: Setup) -> Check:
    """What decides between module mode and GOPATH mode, and which Go builds."""
    project, env = seen.project, seen.env
    unreadable = project.files.unreadable if project.files else ()
    return check(
        CheckName.MODES,
        (*unreadable, *_go111module(seen), *_work(seen), *_gopath(seen), *_vendor(seen), *toolchain_trouble(seen)),
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
    if not files or files.uses_us is None or files.work is None:
        return
    told = {"file": files.work_file, "module": files.module, "root": files.root}
    go_line = files.go_mod.go if files.go_mod else ""
    if not files.uses_us:
        yield finding_of("GM858", {**told, "uses": False})
    elif go_order(go_line) > go_order(files.work.go or _NO_GO_LINE):
        yield finding_of("GM858", {**told, "uses": True, "go": go_line, "work_go": files.work.go})
    elif files.work_file.rpartition("/")[0] != files.root:
        yield finding_of("GM947", told)
    if any(row.name == "-mod" and row.value == "mod" for row in seen.settings.rows):
        yield finding("GM948", work_file=files.work_file)


def _gopath(seen: Setup) -> Iterator[Finding]:
    first = next(iter(seen.env.gopath), "")
    if seen.project.files and first and is_same_folder(first, seen.project.root):
        version = go_order(seen.env.goversion.removeprefix("go"))[:2]
        fails = bool(seen.env.goversion) and version < _GOPATH_MAY_HOLD_IT
        yield finding("GM944" if fails else "GM943", path=first, origin=seen.settings.origin("GOPATH"))


def _vendor(seen: Setup) -> Iterator[Finding]:
    vendor = seen.vendor
    if vendor and vendor.differences:
        lines = tuple(f"{one.module}: {one.fault}" for one in vendor.differences[:_MOST_DIFFERENCES])
        yield finding(
            "GM941",
            root=seen.project.root,
            modules=tuple(str(one.module) for one in vendor.differences),
            by_flag=vendor.by_flag,
            is_there=vendor.is_there,
            origin=seen.settings.origin("GOFLAGS"),
            evidence=lines,
        )


def toolchain_trouble(seen: Setup) -> Iterator[Finding]:
    """Why the chosen Go does not build the project, or is not available."""
    why = _why(seen)
    if why:
        chosen = seen.toolchain.selection
        sick = seen.toolchain.sick
        yield finding(
            "GM855",
            why=str(why),
            toolchain=seen.env.gotoolchain,
            origin=seen.settings.origin("GOTOOLCHAIN"),
            file=seen.toolchain.file,
            name=chosen.name,
            wanted=chosen.too_new,
            running=chosen.name or seen.env.goversion,
            answer=str(sick) if sick else "",
        )


def _why(seen: Setup) -> ToolchainTrouble | None:
    toolchain, chosen = seen.toolchain, seen.toolchain.selection
    if chosen.is_invalid:
        return ToolchainTrouble.INVALID
    if chosen.name and not toolchain.is_at_hand:
        if not chosen.may_download:
            return ToolchainTrouble.NOT_ON_PATH
        if seen.env.goproxy == "off":
            return ToolchainTrouble.PROXY_OFF
        if toolchain.is_missing:
            return ToolchainTrouble.LANGUAGE if chosen.is_language else ToolchainTrouble.MISSING
        if seen.database.is_off and toolchain.is_checked:
            return ToolchainTrouble.DATABASE_OFF
        if toolchain.sick:
            is_told = any(e.is_unreachable or e.is_broken for element in seen.chain for e in element.exchanges)
            return None if is_told or toolchain.sick.http_proxy else ToolchainTrouble.SICK
    return ToolchainTrouble.TOO_OLD if chosen.too_new else None
