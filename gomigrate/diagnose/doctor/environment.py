"""Does each setting make sense: unknown variables, paths, patterns, GOFLAGS, what overrides what."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.diagnose.doctor.privacy import patterns, useless
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.surroundings import DEFAULT, ENVIRONMENT, WRITTEN, Check
from gomigrate.model.text.shownurl import without_paths

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Stray
    from gomigrate.model.findings import Finding

_PATTERN_LISTS = ("GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE")
_MOD_VALUES = {"", "mod", "readonly", "vendor"}


def check_environment(seen: Surroundings) -> Check:
    """The table of variables, read for what cannot work."""
    found = (
        *_refused(seen),
        *_strays(seen),
        *_overridden(seen),
        *_paths(seen),
        *_patterns(seen),
        *_goflags(seen),
        *_govcs(seen),
    )
    rows = seen.settings.rows
    set_by_hand = sum(row.origin in {ENVIRONMENT, WRITTEN} for row in rows)
    file = seen.settings.file or "none (GOENV=off)"
    return check(
        "environment",
        "Go's settings",
        f"{len(rows)} settings, {set_by_hand} of them set by hand; go env -w file: {file}",
        found,
    )


def _refused(seen: Surroundings) -> Iterator[Finding]:
    if seen.go_refuses:
        yield finding("GM923", seen.go_refuses, evidence=("what follows was read without the go command",))


def _strays(seen: Surroundings) -> Iterator[Finding]:
    for stray in seen.settings.strays:
        place = "the environment" if stray.origin == ENVIRONMENT else seen.settings.file
        yield finding(
            "GM850",
            f"{stray.name}, set in {place}, is no variable of Go's",
            remedy=f"{_unset(stray)}. There is: {stray.meant}.",
        )


def _unset(stray: Stray) -> str:
    return f"unset {stray.name}" if stray.origin == ENVIRONMENT else f"Delete the line {stray.name}=... from the file"


def _overridden(seen: Surroundings) -> Iterator[Finding]:
    for row in seen.settings.rows:
        for origin, value in row.overrides:
            if origin == WRITTEN:
                yield finding(
                    "GM852",
                    f"{row.name}={row.value} of the environment holds, not {value} of {seen.settings.file}",
                    remedy=f"unset {row.name}, or: go env -u {row.name}.",
                )


def _paths(seen: Surroundings) -> Iterator[Finding]:
    env = seen.env
    places = [("GOPATH", entry) for entry in env.gopath]
    places += [("GOBIN", env.gobin), ("GOMODCACHE", env.gomodcache), ("GOCACHE", env.gocache)]
    for name, place in places:
        if name != "GOPATH" and seen.settings.origin(name) == DEFAULT:
            continue  # It follows from GOPATH, which is told.
        if place and place != "off" and not posixpath.isabs(place) and place[1:3] not in {":\\", ":/"}:
            yield finding(
                "GM853",
                f"{name} holds {place!r}, from {seen.settings.origin(name)}",
                remedy=f"go env -w {name}=/ABSOLUTE/PATH, or unset it where the environment sets it.",
            )


def _patterns(seen: Surroundings) -> Iterator[Finding]:
    for name in _PATTERN_LISTS:
        origin = seen.settings.origin(name)
        if origin == "GOPRIVATE":
            continue
        for pattern in patterns(seen.settings.raw.get(name, "")):
            reason = useless(pattern)
            if reason and pattern != "none":
                words = f"{name} has {without_paths(pattern)!r}: {reason}"
                yield finding("GM854", words, evidence=(f"{name} comes from {origin}",))


def _goflags(seen: Surroundings) -> Iterator[Finding]:
    from gomigrate.world.go.goflags import split_flags

    raw = seen.settings.raw.get("GOFLAGS", "")
    shown = seen.settings.row("GOFLAGS")
    evidence = (f"GOFLAGS={shown.value}, from {shown.origin}",) if shown else ()
    if raw.count("'") % 2 or raw.count('"') % 2:
        yield finding("GM851", "a quotation mark in GOFLAGS is never closed", evidence=evidence)
        return
    if seen.settings.goflags_problem:
        yield finding("GM851", seen.settings.goflags_problem, evidence=evidence)
    for word in split_flags(raw):
        name, equals, value = word.lstrip("-").partition("=")
        if not word.startswith("-") or not name:
            yield finding("GM851", f"parsing $GOFLAGS: non-flag {_short(word)}", evidence=evidence)
        elif name == "mod" and equals and value not in _MOD_VALUES:
            yield finding(
                "GM851", f"-mod={value} is not supported (can be '', 'mod', 'readonly', or 'vendor')", evidence=evidence
            )
        elif name == "insecure":
            yield finding(
                "GM859",
                "-insecure in GOFLAGS: the flag is gone since go 1.17, and go get fails because of it",
                remedy="Take it out of GOFLAGS. GOINSECURE names the modules that may be fetched without TLS.",
                evidence=evidence,
            )
        elif name in {"mod", "modfile", "overlay"} and value != "readonly":
            yield finding("GM859", f"-{name}{equals}{value} holds for every go command", evidence=evidence)


def _govcs(seen: Surroundings) -> Iterator[Finding]:
    if problem := govcs_problem(seen.env.govcs):
        yield finding("GM922", problem, evidence=(f"GOVCS comes from {seen.settings.origin('GOVCS')}",))


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


def _short(word: str) -> str:
    """Enough of a word to find it again: what follows an equals sign may be secret."""
    return repr(word.partition("=")[0][:20])
