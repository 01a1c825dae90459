"""Whether each setting makes sense: unknown variables, paths, patterns, GOFLAGS, overridden values."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.checks.folders import explains_refusal, folder_trouble
from gomigrate.diagnose.privacy import LISTS, flaw_of, patterns
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, check
from gomigrate.model.diagnosis.machine import ENVIRONMENT, WRITTEN
from gomigrate.model.findings import Severity
from gomigrate.model.text.shownurl import without_paths
from gomigrate.world.disk.folders import is_folder
from gomigrate.world.go.goflags import split_flags

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.findings import Finding

_WITH_VALUES = frozenset({"mod", "modfile", "overlay", "tags", "ldflags", "gcflags", "asmflags", "buildmode", "pgo"})
"""Flags that need a value: the go command reads none from the next word of GOFLAGS."""
_MOD_VALUES = {"", "mod", "readonly", "vendor"}


def check_settings(seen: Setup) -> Check:
    """The table of variables, checked for what cannot work."""
    words = {element.word.partition(":")[0] for element in seen.chain}
    asks_by_https = bool({"https", "direct"} & words) or any(seen.goes_direct(d.path) for d in seen.dependencies)
    found = [*folder_trouble(seen), *_strays(seen), *_overridden(seen), *_patterns(seen), *_goflags(seen)]
    if seen.go_refuses and not explains_refusal(seen):
        found.insert(0, finding("GM923", answer=seen.go_refuses))
    if asks_by_https and (problem := goauth_problem(seen.env.goauth)):
        found.append(finding("GM946", answer=problem, origin=seen.settings.origin("GOAUTH")))
    if problem := govcs_problem(seen.env.govcs):
        refused = finding("GM922", answer=problem, origin=seen.settings.origin("GOVCS"))
        # While proxies serve everything it stops nothing.
        found.append(refused if "direct" in words else replace(refused, severity=Severity.WARNING))
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
        if name in _WITH_VALUES and not equals:
            yield finding("GM851", answer=f"flag needs an argument: -{name}", origin=origin)
        elif not word.startswith("-") or not name:
            # Enough of a word to find it again: what follows an equals sign may be secret.
            yield finding("GM851", word=word.partition("=")[0][:20], origin=origin)
        elif name == "mod" and equals and value not in _MOD_VALUES:
            yield finding("GM851", mod=value, origin=origin)
        elif name == "insecure" or (name in {"mod", "modfile", "overlay"} and value != "readonly"):
            if name == "mod" and _is_told_otherwise(seen, value):
                continue
            yield finding("GM859", flag=f"-{name}{equals}{value}", origin=origin)


def _is_told_otherwise(seen: Setup, mod: str) -> bool:
    """Whether -mod=vendor or -mod=mod already stops every build, by a finding of its own."""
    files = seen.project.files
    breaks_vendor = mod == "vendor" and seen.vendor is not None and bool(seen.vendor.differences)
    return breaks_vendor or (mod == "mod" and files is not None and files.work is not None)


def goauth_problem(value: str) -> str:
    """Why the go command gives up on GOAUTH, in its words; "" where it does not (cmd/go/internal/auth, runGoAuth)."""
    commands = [command.strip() for command in value.split(";")]
    for command in commands if value else ():
        words = command.split()
        match words:
            case []:
                return "encountered an empty command"
            case ["off", *_] if len(commands) > 1:
                return "GOAUTH=off cannot be combined with other authentication commands"
            case ["git"] | ["git", _, _, *_]:
                return "GOAUTH=git dir method requires an absolute path to the git working directory"
            case ["git", folder] if not posixpath.isabs(folder):
                return "GOAUTH=git dir method requires an absolute path to the git working directory"
            case ["git", folder] if not is_folder(folder):
                return f"GOAUTH=git encountered an error; cannot stat {folder}"
    return ""


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
