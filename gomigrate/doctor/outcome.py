"""How a check ends, made of its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.surroundings import Check, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.findings import Finding


def check(
    name: str, title: str, summary: str, found: Iterable[Finding], evidence: Iterable[str] = (), *, skipped: str = ""
) -> Check:
    """A check with its state: found where there are findings, skipped where `skipped` says why, else ok."""
    findings = tuple(found)
    state = State.FOUND if findings else State.SKIPPED if skipped else State.OK
    words = f"{summary}; {skipped}" if summary and skipped else summary or skipped
    return Check(name=name, title=title, summary=words, state=state, evidence=tuple(evidence), findings=findings)
