"""GOBIN and PATH: which program runs, what it hides, and what it was built from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check, InstalledTool
    from gomigrate.model.findings import Finding


def check_programs(seen: Surroundings) -> Check:
    """What go install has left, and what PATH makes of it."""
    found = (*_not_on_path(seen), *_hidden(seen), *_other_go(seen), *_other_version(seen))
    folder = bin_folder(seen)
    evidence = [_told(tool) for tool in seen.tools]
    summary = f"go install writes to {folder or 'nowhere'}; {len(seen.tools)} programs looked at"
    return check("programs", "GOBIN and PATH", summary, found, evidence)


def bin_folder(seen: Surroundings) -> str:
    """Where go install puts programs: GOBIN, else bin in the first GOPATH entry."""
    return seen.env.gobin or (f"{seen.env.gopath[0]}/bin" if seen.env.gopath else "")


def _told(tool: InstalledTool) -> str:
    built = f"{tool.package} {tool.module.version if tool.module else ''}".strip()
    words = f"{tool.name}: {tool.folder}"
    return f"{words}, {built}, {tool.go}" if tool.go else words


def _not_on_path(seen: Surroundings) -> Iterator[Finding]:
    folder = bin_folder(seen)
    installed = [tool.name for tool in seen.tools if folder in {tool.folder, *tool.shadows}]
    if folder and folder not in seen.path and installed:
        yield finding(
            "GM880",
            f"{folder} holds {len(installed)} programs and is not on PATH",
            remedy=f'export PATH="$PATH:{folder}"',
            evidence=tuple(installed[:10]),
        )


def _hidden(seen: Surroundings) -> Iterator[Finding]:
    for tool in seen.tools:
        if tool.shadows and bin_folder(seen) in {tool.folder, *tool.shadows}:
            yield finding(
                "GM881",
                f"{tool.folder}/{tool.name} runs, and hides {', '.join(f'{f}/{tool.name}' for f in tool.shadows)}",
            )


def _other_go(seen: Surroundings) -> Iterator[Finding]:
    ours = seen.env.goversion
    for tool in seen.tools:
        if ours and tool.go and tool.go.split()[0] != ours and bin_folder(seen) == tool.folder:
            again = f"{tool.package}@{tool.module.version}" if tool.module and tool.package else tool.name
            yield finding(
                "GM882", f"{tool.folder}/{tool.name} was built with {tool.go}, not {ours}", remedy=f"go install {again}"
            )


def _other_version(seen: Surroundings) -> Iterator[Finding]:
    for package, pinned in seen.subject.tools:
        for tool in seen.tools:
            is_it = tool.module is not None and (tool.package == package or is_inside(tool.package, pinned.path))
            if is_it and tool.module and tool.module.version != pinned.version:
                yield finding(
                    "GM883",
                    f"{tool.folder}/{tool.name} is {tool.module.version}, the project asks for {pinned.version}",
                    remedy=f"go install {package}@{pinned.version}",
                )
