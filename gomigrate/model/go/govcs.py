"""GOVCS: which version control may be used for a module (go help vcs)."""

from __future__ import annotations

from gomigrate.model.go.modpath import match_prefix_patterns


def is_git_forbidden(govcs: str, goprivate: str, path: str) -> bool:
    """Whether GOVCS turns git off for a module (go help vcs): the first pattern that fits counts, "private" standing
    for what GOPRIVATE covers and "public" for the rest; git is allowed where none fits."""
    kind = "private" if match_prefix_patterns(goprivate, path) else "public"
    for item in govcs.split(","):
        pattern, _, allowed = item.strip().partition(":")
        fits = pattern == kind if pattern in {"public", "private"} else match_prefix_patterns(pattern, path)
        if pattern and fits:
            return allowed == "off" or not {"git", "all"} & set(allowed.split("|"))
    return False
