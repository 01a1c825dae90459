"""The releases that may replace a pseudo-version, the nearest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.go import semver
from gomigrate.model.go.pseudo import InvalidVersionError, pseudo_rev, pseudo_time
from gomigrate.model.modules import Said, SourceKind
from gomigrate.resolve.asof import as_of
from gomigrate.resolve.near import near
from gomigrate.resolve.provenance import FULL_LOOK, WINDOW
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from datetime import datetime

    from gomigrate.model.modules import Attempt, ModuleVersion
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.base.outcome import Outcome

NEAREST = 6
"""How many releases of one module are compared because they are near in time, before or after the commit."""

FOLLOWING = 4
"""How many releases that follow the commit are compared besides those."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A release of a module with its time (None: not told). `has_commit`: a clone shows that it contains the commit;
    `follows`: it does, or it is higher and not older."""

    version: str
    time: datetime | None = None
    has_commit: bool = False
    follows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Those of one module, the nearest first. Where there is no list of versions, `refused` are the sources that gave
    none: there may be releases then."""

    found: tuple[Release, ...] = ()
    refused: tuple[Attempt, ...] = ()


def releases_near(pinned: ModuleVersion, resolver: Resolver, asked: str = "") -> Releases:
    """The releases to compare with a pseudo-version: the one that is `asked` for by others ("": none is), the nearest
    in time on both sides, then the lowest that follow the commit. Asks for the list of versions and for times, and
    downloads nothing."""
    time = _time_in(pinned.version)
    listed = resolver.modules.versions(pinned.path)
    versions = listed.value if isinstance(listed, Found) else ()
    releases = sorted((v for v in versions if _is_of_major(v, pinned.version)), key=semver.sort_key)
    if time is not None:
        releases = near(releases, time, lambda v: _time(resolver, pinned.path, v), all_of=FULL_LOOK, reach=WINDOW)
    resolver.modules.infos((pinned.path, v) for v in releases)
    holding = _releases_with_commit(pinned, resolver)
    found = [_release(v, pinned, time, resolver, holding) for v in releases]
    wanted = [release for release in found if release.version == asked]
    by_time = sorted(found, key=lambda r: _distance(r, time))[:NEAREST]
    following = [release for release in found if release.follows][:FOLLOWING]
    return Releases(found=tuple(dict.fromkeys((*wanted, *by_time, *following))), refused=_unlisted(listed))


def releases_at_hand(pinned: ModuleVersion, resolver: Resolver) -> tuple[str, ...]:
    """Of the releases whose files lie in the module cache the lowest above a pseudo-version and the highest below it.
    Asks no source."""
    here = [v for v in resolver.modules.versions_here(pinned.path) if _is_of_major(v, pinned.version)]
    above = [v for v in here if semver.compare(v, pinned.version) > 0]
    below = [v for v in here if semver.compare(v, pinned.version) < 0]
    return (*sorted(above, key=semver.sort_key)[:1], *sorted(below, key=semver.sort_key)[-1:])


def releases_of_day(pinned: ModuleVersion, resolver: Resolver, day: datetime) -> Releases:
    """The newest release of that day that follows the commit of a pseudo-version."""
    time = _time_in(pinned.version)
    listed = resolver.modules.versions(pinned.path)
    versions = listed.value if isinstance(listed, Found) else ()
    releases = tuple(v for v in versions if _is_of_major(v, pinned.version))
    offered = [
        offer.module.version for offer in as_of(resolver.modules, pinned.path, releases, day) if not offer.is_late
    ]
    holding = _releases_with_commit(pinned, resolver)
    found = (_release(v, pinned, time, resolver, holding) for v in offered)
    followers = tuple(release for release in found if release.follows)
    return Releases(found=followers[:1], refused=_unlisted(listed))


def _unlisted(listed: Outcome[tuple[str, ...]]) -> tuple[Attempt, ...]:
    """The sources that did not list the versions, where no other one did: the module cache, which is asked last, has
    what was wanted before."""
    asked = listed.attempts
    if isinstance(listed, Found):
        asked = asked[:-1] if asked and asked[-1].kind is SourceKind.MODULE_CACHE else ()
    return asked if any(attempt.said is not Said.NO for attempt in asked) else ()


def _is_of_major(version: str, pinned: str) -> bool:
    """Whether it is a release that a commit of the pinned major version can become: v0 promises nothing."""
    if not semver.is_release(version):
        return False
    own = semver.major(pinned)
    return own == "v0" or semver.major(version) == own


def _release(
    version: str, pinned: ModuleVersion, time: datetime | None, resolver: Resolver, holding: frozenset[str]
) -> Release:
    published = _time(resolver, pinned.path, version)
    is_later = published is not None and time is not None and published.astimezone(UTC) >= time
    has_commit = version.removesuffix(semver.INCOMPATIBLE) in holding
    is_higher = semver.compare(version, pinned.version) > 0
    return Release(
        version=version, time=published, has_commit=has_commit, follows=has_commit or (is_higher and is_later)
    )


def _releases_with_commit(pinned: ModuleVersion, resolver: Resolver) -> frozenset[str]:
    """The tags that contain the commit, as clones at hand show it."""
    try:
        revision = pseudo_rev(pinned.version)
    except InvalidVersionError:
        return frozenset()
    for root, clone in resolver.clones.holding(pinned.path):
        try:
            if root == pinned.path and clone.commit(revision) is not None:
                return frozenset(clone.tags_containing(revision))
        except WorldProblem:
            continue  # a clone that git cannot read tells nothing
    return frozenset()


def _time(resolver: Resolver, path: str, version: str) -> datetime | None:
    outcome = resolver.modules.info(path, version)
    return outcome.value.time if isinstance(outcome, Found) else None


def _time_in(version: str) -> datetime | None:
    try:
        return pseudo_time(version)
    except InvalidVersionError:
        return None


def _distance(release: Release, time: datetime | None) -> tuple[bool, float]:
    """The sort key of nearness; what has no time comes last."""
    if release.time is None or time is None:
        return True, 0.0
    return False, abs((release.time - time).total_seconds())
