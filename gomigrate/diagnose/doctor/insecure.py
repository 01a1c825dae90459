"""GOINSECURE: which modules each pattern covers, by Go's own rule, and which patterns are too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.diagnose.doctor.privacy import covers_public, matching, patterns, useless
from gomigrate.model.codes import finding
from gomigrate.model.text.shownurl import without_paths

if TYPE_CHECKING:
    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check


def check_insecure(seen: Surroundings) -> Check:
    """What GOINSECURE lets through unprotected. It matches module paths, so that a host:port pattern matches none."""
    listed = patterns(seen.env.goinsecure)
    paths = [dependency.module.path for dependency in seen.subject.dependencies]
    evidence, found = [], []
    for pattern in listed:
        covered = [path for path in paths if matching(pattern, path)]
        reason = useless(pattern)
        words = f"matches {len(covered)} modules: {', '.join(covered[:5])}" if covered else "matches no module of yours"
        evidence.append(f"{without_paths(pattern)}: {'never matches, ' + reason if reason else words}")
        sample = covers_public(pattern)
        if sample:
            found.append(
                finding("GM879", f"GOINSECURE pattern {pattern} covers public code such as {sample}", evidence=(words,))
            )
    summary = f"{len(listed)} patterns" if listed else "GOINSECURE is not set"
    return check("insecure", "GOINSECURE", summary, found, evidence)
