"""GOINSECURE: which modules each pattern covers, by Go's own rule, and which patterns are too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.privacy import covers_public, flaw_of, matching, patterns
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, Covering, check
from gomigrate.model.text.shownurl import without_paths

if TYPE_CHECKING:
    from gomigrate.diagnose.doctor.setup import Setup


def check_insecure(seen: Setup) -> Check:
    """What GOINSECURE leaves unprotected. It matches module paths, so a host:port pattern matches none."""
    covering, found = [], []
    for pattern in patterns(seen.env.goinsecure):
        covered = tuple(d.path for d in seen.dependencies if matching(pattern, d.path))
        covering.append(Covering(pattern=without_paths(pattern), modules=covered, flaw=flaw_of(pattern)))
        if sample := covers_public(pattern):
            found.append(finding("GM879", pattern=pattern, sample=sample, modules=covered))
    return check(CheckName.INSECURE, found, covering, patterns=len(covering))
