"""Several locks in one tree: where they pin one path at different commits, and which of them looks stale."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.pins import Lock, Pin

_COMMIT = re.compile(r"[0-9a-f]{7,40}")
_RELEASE = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")
# The end of a pseudo-version: https://go.dev/ref/mod#pseudo-versions
_PSEUDO = re.compile(r"[-.]\d{14}-([0-9a-f]{12})(?:\+incompatible)?$")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two pins of one path at different commits, the first from the lock that comes first."""

    first: Pin
    second: Pin

    def older(self) -> Pin | None:
        """The pin of the two that the locks themselves show to be the older one, if they do."""
        one, other = self.first, self.second
        if one.time and other.time and one.time != other.time:
            return one if one.time < other.time else other
        ours, theirs = _release(one.version), _release(other.version)
        if ours and theirs and ours != theirs:
            return one if ours < theirs else other
        return None


def disagreements(locks: tuple[Lock, ...]) -> tuple[Finding, ...]:
    """A finding for each two locks that pin a path, or a root and a package below it, at different commits.

    `locks` is in order of precedence. It names the lock that looks stale: the one whose commits or releases are older
    for most paths, else the one of the older tool.
    """
    return tuple(f for one, other in combinations(locks, 2) for f in _compare(one, other))


def _compare(one: Lock, other: Lock) -> Iterator[Finding]:
    pairs = tuple(_pairs(one, other))
    if not pairs:
        return
    first_older = sum(pair.older() is pair.first for pair in pairs)
    second_older = sum(pair.older() is pair.second for pair in pairs)
    stale, fresh = (one, other) if first_older > second_older else (other, one)
    # Where one of the two is a root, the package below it is what they disagree about.
    evidence = tuple(
        f"{max(p.first.path, p.second.path, key=len)}: "
        f"{_named(p.first)} ({p.first.place}), {_named(p.second)} ({p.second.place})"
        for p in pairs
    )
    yield finding(
        "GM106",
        place=Place(stale.file),
        evidence=evidence,
        stale=stale.file,
        fresh=fresh.file,
        paths=len(pairs),
        # 0: nothing in the files tells, so the order of the tools decided.
        older=max(first_older, second_older) if first_older != second_older else 0,
        tools=(one.tool, other.tool),
    )


def _pairs(one: Lock, other: Lock) -> Iterator[_Pair]:
    by_path = {pin.path: pin for pin in one.pins}
    by_other_path = {pin.path: pin for pin in other.pins}
    for pin in other.pins:
        match = next((by_path[path] for path in _self_and_above(pin.path) if path in by_path), None)
        if match and _differ(match, pin):
            yield _Pair(match, pin)
    for pin in one.pins:
        # Packages of the first lock below a root of the second; equal paths were met above.
        match = next((by_other_path[path] for path in _self_and_above(pin.path) if path in by_other_path), None)
        if match and match.path != pin.path and _differ(pin, match):
            yield _Pair(pin, match)


def _self_and_above(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.rpartition("/")[0]


def _differ(one: Pin, other: Pin) -> bool:
    """Whether two pins certainly name different code: commits may be shortened; a tag says nothing about a commit
    unless the entry with the commit names a release too."""
    ours, theirs = _code(one), _code(other)
    if not ours or not theirs or ours.startswith(theirs) or theirs.startswith(ours):
        return False
    is_commit = (bool(_COMMIT.fullmatch(ours)), bool(_COMMIT.fullmatch(theirs)))
    if is_commit[0] == is_commit[1]:
        return True
    release, hint = (theirs, one.version) if is_commit[0] else (ours, other.version)
    return bool(hint) and _release(hint) != _release(release)


def _code(pin: Pin) -> str:
    """The commit or tag that is pinned; of a pseudo-version the commit in it."""
    pseudo = _PSEUDO.search(pin.version) if not pin.revision else None
    return pseudo.group(1) if pseudo else pin.revision or pin.version


def _release(text: str) -> tuple[int, ...]:
    found = _RELEASE.match(text)
    return tuple(int(part or 0) for part in found.groups()) if found else ()


def _named(pin: Pin) -> str:
    return " ".join(
        part for part in (pin.revision[:12] if _COMMIT.fullmatch(pin.revision) else pin.revision, pin.version) if part
    )
