"""How a check ends, made of its findings."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.surroundings import Check, CheckState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.findings import Finding
    from gomigrate.model.modules import ModuleVersion


def check(
    name: str, title: str, summary: str, found: Iterable[Finding], evidence: Iterable[str] = (), *, skipped: str = ""
) -> Check:
    """A check with its state: found where there are findings, skipped where `skipped` says why, else ok."""
    findings = tuple(found)
    state = CheckState.FOUND if findings else CheckState.SKIPPED if skipped else CheckState.OK
    words = f"{summary}; {skipped}" if summary and skipped else summary or skipped
    return Check(name=name, title=title, summary=words, state=state, evidence=tuple(evidence), findings=findings)


def ask_anew(module: ModuleVersion) -> str:
    """A command that has the go command fetch a module past every proxy and cache, and print its hashes. In an empty
    folder, so that no go.sum stops it; its checksum database is asked as always."""
    return (
        "In an empty folder: GOPROXY=direct GOFLAGS=-modcacherw GOMODCACHE=$PWD/mod go mod download -json "
        f"{quote(str(module))}, and compare Sum and GoModSum with go.sum."
    )
