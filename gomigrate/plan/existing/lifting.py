"""Pseudo-versions in a go.mod or a lock: those that Go refuses are repaired, those that have a tag by now are lifted to
the tag.

Lifting to the tag of the same commit is safe: the same commit is the same zip. A pseudo-version sorts below the tags on
its commit, and above all tags before it. So no other module of the build list can require more than the lifted one
gives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.pseudo import InvalidVersionError, is_pseudo, pseudo_rev, pseudo_time
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.findings import Finding
    from gomigrate.model.resolution import Want
    from gomigrate.modfile.gomod import GoMod
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.resolve.wants import Wants

_SHORT = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """A version that is written in another way after the migration. `is_repair`: Go refuses the old one; else a tag
    names the same commit. `line` is its line in go.mod."""

    path: str
    old: str
    new: str
    is_repair: bool
    line: int = 0

    @property
    def finding(self) -> Finding:
        """Its finding."""
        code = "GM714" if self.is_repair else "GM713"
        place = Place("go.mod", self.line) if self.line else None
        return finding(code, path=self.path, version=self.old, new=self.new, is_locked=False, place=place)


def lifts(mod: GoMod, resolver: Resolver) -> tuple[Lift, ...]:
    """What the pseudo-versions of a go.mod's require lines become, in the file's order, without those that stay."""
    found = (_lift(line.path, line.version, line.line, resolver) for line in mod.requires if is_pseudo(line.version))
    return tuple(lift for lift in found if lift is not None)


def _lift(path: str, version: str, line: int, resolver: Resolver) -> Lift | None:
    revision, time = _parts(version)
    if not revision:
        return None
    info = resolver.ask(path, revision[:_SHORT], time=time).info
    if info is None or info.version == version:
        return None
    if is_pseudo(info.version):
        # A pseudo-version that is not the canonical one is taken by the go command all the same, mostly.
        is_refused = not isinstance(resolver.modules.info(path, version), Found)
        return Lift(path=path, old=version, new=info.version, is_repair=True, line=line) if is_refused else None
    return Lift(path=path, old=version, new=info.version, is_repair=False, line=line)


def _parts(version: str) -> tuple[str, datetime | None]:
    """The commit that a pseudo-version names, and its time if that is one."""
    try:
        revision = pseudo_rev(version)
    except InvalidVersionError:
        return "", None
    try:
        return revision, pseudo_time(version)
    except InvalidVersionError:
        return revision, None


def repaired(wants: Wants, resolver: Resolver) -> tuple[Wants, tuple[Finding, ...]]:
    """The wants, where lock entries whose pseudo-version no source knows ask for the commit in its name instead."""
    findings: list[Finding] = []

    def repaired_one(want: Want) -> Want:
        changed = _repaired(want, resolver) if is_pseudo(want.revision) else want
        if changed is not want:
            place = want.pins[0].place if want.pins else None
            told = finding(
                "GM714", path=want.root, version=want.revision, new=changed.revision, is_locked=True, place=place
            )
            findings.append(told)
        return changed

    needed = tuple(repaired_one(want) for want in wants.needed)
    idle = tuple(repaired_one(want) for want in wants.idle)
    return (replace(wants, needed=needed, idle=idle), tuple(findings)) if findings else (wants, ())


def _repaired(want: Want, resolver: Resolver) -> Want:
    if isinstance(resolver.modules.info(want.root, want.revision), Found):
        return want
    revision, time = _parts(want.revision)
    info = resolver.ask(want.root, revision[:_SHORT], time=time).info if revision else None
    return want if info is None else replace(want, revision=revision[:_SHORT], time_hint=want.time_hint or time)
