"""Versions of Go in go lines: read, ordered, and from which one on what holds."""

from __future__ import annotations

import re
from functools import cache

PRUNING_FROM = (1, 17)
# From this go line on a dependency raises the main module's (Go reference: "go directive").
LANGUAGE_LIMIT = (1, 21)
_GO_LINE = re.compile(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:([a-z]+)(\d+))?")


@cache
def go_version(text: str) -> tuple[int, int]:
    """A go line as (major, minor); no line counts as 1.16 (Go reference: "go directive")."""
    major, minor, *_ = go_order(text or "1.16")
    return major, minor


def go_order(text: str) -> tuple[int, int, int, str, int]:
    """A sort key for go lines: 1.21 < 1.21rc1 < 1.21.0 (https://go.dev/doc/toolchain, "Go versions")."""
    match = _GO_LINE.match(text)
    if match is None:
        return 0, 0, 0, "", 0
    major, minor, patch, kind, number = match.groups()
    return int(major), int(minor or 0), int(patch) if patch else -1, kind or "", int(number or 0)


def is_pruned(go: str) -> bool:
    """Whether a module with this go line lists enough for its graph to be pruned."""
    return go_version(go) >= PRUNING_FROM
