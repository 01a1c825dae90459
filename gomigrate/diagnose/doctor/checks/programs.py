"""GOBIN and PATH: which program runs, what it hides, and what it was built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, check
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.machine import InstalledTool
    from gomigrate.model.findings import Finding


def check_programs(seen: Setup) -> Check:
    """The programs that go install left, and which one PATH finds."""
    folder = seen.bin_folder
    found = [*_not_on_path(seen), *(trouble for tool in seen.tools for trouble in _trouble(seen, tool))]
    return check(CheckName.PROGRAMS, found, seen.tools, folder=folder, programs=len(seen.tools))


def _not_on_path(seen: Setup) -> Iterator[Finding]:
    folder = seen.bin_folder
    installed = tuple(tool.name for tool in seen.tools if folder in {tool.folder, *tool.shadows})
    if folder and folder not in seen.path and installed:
        yield finding("GM880", folder=folder, programs=installed)


def _trouble(seen: Setup, tool: InstalledTool) -> Iterator[Finding]:
    program, ours = f"{tool.folder}/{tool.name}", seen.env.goversion
    if tool.shadows and seen.bin_folder in {tool.folder, *tool.shadows}:
        yield finding("GM881", program=program, hidden=tuple(f"{folder}/{tool.name}" for folder in tool.shadows))
    if ours and tool.go and tool.go.split()[0] != ours and seen.bin_folder == tool.folder:
        again = f"{tool.package}@{tool.module.version}" if tool.module and tool.package else tool.name
        yield finding("GM882", program=program, built=tool.go, running=ours, install=again)
    for package, pinned in seen.project.tools:
        is_it = tool.module is not None and (tool.package == package or is_inside(tool.package, pinned.path))
        if is_it and tool.module and tool.module.version != pinned.version:
            version, wanted = tool.module.version, pinned.version
            yield finding("GM883", program=program, version=version, wanted=wanted, package=package)
