"""Semantic versions as the go command reads and orders them.

Versions begin with "v"; "v1" and "v1.2" are short for "v1.0.0" and "v1.2.0"; build metadata takes no part in the
order. The source of the rules is semver.org 2.0.0 and https://go.dev/ref/mod#versions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

INCOMPATIBLE = "+incompatible"
"""The one build suffix that Go keeps: a v2 or later release of a module without a go.mod file."""

_NUMBER = r"(0|[1-9][0-9]*)"
_PRE = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_META = r"[0-9A-Za-z-]+"
_VERSION = re.compile(
    rf"v{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}(-{_PRE}(?:\.{_PRE})*)?(\+{_META}(?:\.{_META})*)?)?)?",
)

Number = tuple[int, str]
"""A decimal of any length, ordered as a number: its digit count, then its digits."""

Identifier = tuple[int, int, str]
"""One dot-separated part of a pre-release: numbers (0, digit count, digits) come before words (1, 0, word)."""

SortKey = tuple[int, Number, Number, Number, int, tuple[Identifier, ...]]
"""Orders versions as Go's semver.Compare does; equal for versions that differ in build metadata only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The parts of a valid version; `prerelease` and `build` with their "-" and "+", "" where absent."""

    major: str
    minor: str
    patch: str
    prerelease: str
    build: str


@lru_cache(maxsize=8192)
def split(v: str) -> Version | None:
    """The parts of `v`, or None where it is no semantic version in Go's spelling."""
    match = _VERSION.fullmatch(v)
    if match is None:
        return None
    major_, minor, patch, pre, meta = match.groups()
    return Version(major=major_, minor=minor or "0", patch=patch or "0", prerelease=pre or "", build=meta or "")


def is_valid(v: str) -> bool:
    """Whether `v` is a semantic version, short forms (v1, v1.2) and build metadata allowed."""
    return split(v) is not None


def canonical(v: str) -> str:
    """The full form without build metadata, save "+incompatible" (module.CanonicalVersion); "" for no version."""
    parts = split(v)
    if parts is None:
        return ""
    suffix = INCOMPATIBLE if parts.build == INCOMPATIBLE else ""
    return f"v{parts.major}.{parts.minor}.{parts.patch}{parts.prerelease}{suffix}"


def major(v: str) -> str:
    """The major version with its "v" ("v2" for "v2.1.0"); "" where `v` is no version."""
    parts = split(v)
    return f"v{parts.major}" if parts else ""


def prerelease(v: str) -> str:
    """The pre-release part with its dash ("-rc.1"); "" for a release and where `v` is no version."""
    parts = split(v)
    return parts.prerelease if parts else ""


def build(v: str) -> str:
    """The build metadata with its plus ("+incompatible"); "" without any and where `v` is no version."""
    parts = split(v)
    return parts.build if parts else ""


def is_release(v: str) -> bool:
    """Whether `v` is a version without a pre-release part (so neither a pre-release nor a pseudo-version)."""
    parts = split(v)
    return parts is not None and not parts.prerelease


def sort_key(v: str) -> SortKey:
    """A key that sorts as Go compares: everything that is no version is equal, and lower than any version."""
    parts = split(v)
    if parts is None:
        return (0, (0, ""), (0, ""), (0, ""), 0, ())
    # Numbers stay text: a tag may have more digits than Python is willing to turn into an int.
    return (
        1,
        _number(parts.major),
        _number(parts.minor),
        _number(parts.patch),
        0 if parts.prerelease else 1,
        tuple(_identifier(part) for part in parts.prerelease[1:].split(".")) if parts.prerelease else (),
    )


def compare(a: str, b: str) -> int:
    """-1, 0 or 1 as `a` is lower than, equal to or higher than `b` (semver.Compare)."""
    left, right = sort_key(a), sort_key(b)
    return (left > right) - (left < right)


def max_version(a: str, b: str) -> str:
    """The higher of the two for minimal version selection, `a` where they are equal: "" is lowest, then "none"."""
    return b if _selection_key(b) > _selection_key(a) else a


def _selection_key(v: str) -> tuple[int, SortKey]:
    return ({"": 0, "none": 1}.get(v, 2), sort_key(v))


def _number(digits: str) -> Number:
    return (len(digits), digits)


def _identifier(part: str) -> Identifier:
    # str.isdigit() would also take digits of other scripts, but the pattern has let only ASCII through.
    return (0, len(part), part) if part.isdigit() else (1, 0, part)
