"""Does each setting make sense: unknown variables, paths, patterns, GOFLAGS, what overrides what."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.diagnose.privacy import LISTS, flaw_of, patterns
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, check
from gomigrate.model.diagnosis.machine import DEFAULT, ENVIRONMENT, WRITTEN
from gomigrate.model.text.shownurl import without_paths
from gomigrate.world.go.goflags import split_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.findings import Finding

_MOD_VALUES = {"", "mod", "readonly", "vendor"}


def check_settings(seen: Setup) -> Check:
    """The table of variables, read for what cannot work."""
    found = [finding("GM923", answer=seen.go_refuses)] if seen.go_refuses else []
    found += [*_strays(seen), *_overridden(seen), *_paths(seen), *_patterns(seen), *_goflags(seen)]
    if problem := govcs_problem(seen.env.govcs):
        found.append(finding("GM922", answer=problem, origin=seen.settings.origin("GOVCS")))
    rows = seen.settings.rows
    by_hand = sum(row.origin in {ENVIRONMENT, WRITTEN} for row in rows)
    return check(CheckName.SETTINGS, found, settings=len(rows), by_hand=by_hand, file=seen.settings.file)


def _strays(seen: Setup) -> Iterator[Finding]:
    for stray in seen.settings.strays:
        file = "" if stray.origin == ENVIRONMENT else seen.settings.file
        yield finding("GM850", variable=stray.name, meant=stray.meant, file=file)


def _overridden(seen: Setup) -> Iterator[Finding]:
    for row in seen.settings.rows:
        for origin, value in row.overrides:
            if origin == WRITTEN:
                file = seen.settings.file
                yield finding("GM852", variable=row.name, value=row.value, written=value, file=file)


def _paths(seen: Setup) -> Iterator[Finding]:
    env = seen.env
    places = [("GOPATH", entry) for entry in env.gopath]
    places += [("GOBIN", env.gobin), ("GOMODCACHE", env.gomodcache), ("GOCACHE", env.gocache)]
    for name, place in places:
        origin = seen.settings.origin(name)
        if name != "GOPATH" and origin == DEFAULT:
            continue  # It follows from GOPATH, which is told.
        if place and place != "off" and not posixpath.isabs(place) and place[1:3] not in {":\\", ":/"}:
            yield finding("GM853", variable=name, path=place, origin=origin)


def _patterns(seen: Setup) -> Iterator[Finding]:
    for name in LISTS:
        origin = seen.settings.origin(name)
        for pattern in patterns(seen.settings.raw.get(name, "")) if origin != "GOPRIVATE" else ():
            if (flaw := flaw_of(pattern)) and pattern != "none":
                yield finding("GM854", variable=name, pattern=without_paths(pattern), flaw=str(flaw), origin=origin)


def _goflags(seen: Setup) -> Iterator[Finding]:
    raw = seen.settings.raw.get("GOFLAGS", "")
    origin = seen.settings.origin("GOFLAGS")
    if raw.count("'") % 2 or raw.count('"') % 2:
        yield finding("GM851", origin=origin)
        return
    if seen.settings.goflags_problem:
        yield finding("GM851", answer=seen.settings.goflags_problem, origin=origin)
    for word in split_flags(raw):
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-") or not name:
            # Enough of a word to find it again: what follows an equals sign may be secret.
            yield finding("GM851", word=word.partition("=")[0][:20], origin=origin)
        elif name == "mod" and equals and value not in _MOD_VALUES:
            yield finding("GM851", mod=value, origin=origin)
        elif name == "insecure" or (name in {"mod", "modfile", "overlay"} and value != "readonly"):
            yield finding("GM859", flag=f"-{name}{equals}{value}", origin=origin)


def govcs_problem(value: str) -> str:
    """Why the go command refuses a value of GOVCS, in its words; "" where it does not (cmd/go/internal/vcs,
    parseGOVCS)."""
    known: dict[str, str] = {}
    for item in (part.strip() for part in value.split(",")) if value.strip() else ():
        pattern, colon, listed = (part.strip() for part in item.partition(":"))
        if not item:
            return "empty entry in GOVCS"
        if not colon:
            return f'malformed entry in GOVCS (missing colon): "{item}"'
        if not pattern:
            return f'empty pattern in GOVCS: "{item}"'
        if not listed:
            return f'empty VCS list in GOVCS: "{item}"'
        if pattern in {".", ".."} or pattern.startswith(("./", "../")):
            return f'relative pattern not allowed in GOVCS: "{pattern}"'
        if pattern in known:
            return f'unreachable pattern in GOVCS: "{item}" after "{known[pattern]}"'
        known[pattern] = item
        if not all(word.strip() for word in listed.split("|")):
            return f'empty VCS name in GOVCS: "{item}"'
    return ""
