"""Which versions of a module may have the bytes that the legacy build has: from the cheapest source to the most
expensive."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gomigrate.gosource.marks import before_marks
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.model.go.pseudo import InvalidVersionError, is_pseudo, pseudo_rev, pseudo_time
from gomigrate.model.modules import ModuleVersion, Said, SourceKind
from gomigrate.resolve.near import near
from gomigrate.world.base.outcome import Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.model.trees.tree import Tree
    from gomigrate.resolve.resolve import Resolver
    from gomigrate.world.git.clone import Clone

FULL_LOOK = 48
"""Up to this many releases, the times of all are asked for; of more only those near the expected time."""

WINDOW = 16
"""How many releases on either side are then asked for their times."""

CLONE_TAGS = 4
CLONE_COMMITS = 4
"""How many tagged commits, and how many others, of a clone with the same files are tried as versions."""


_FIRST = ("v1.0.0", "v0.1.0", "v0.0.1", "v1.0.1", "v1.1.0", "v0.2.0")
_FIRST_OF_MAJOR = (".0.0", ".0.1", ".1.0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What is known of a module whose version is searched for.

    `files` maps paths below the module's root to bytes as upstream wrote them. `around` is the time near which the
    version is expected, `until` the time after which it is unlikely (the project's own commit). `hint` is the release
    that a lock names, `said` are those that the files name, `mentioned` the versions that other modules require.
    """

    module_path: str
    files: Mapping[str, bytes]
    around: datetime | None = None
    until: datetime | None = None
    hint: str = ""
    said: tuple[str, ...] = ()
    mentioned: tuple[str, ...] = ()

    @property
    def spoken(self) -> tuple[str, ...]:
        """The releases that the lock and the files name, as the module's list may write them."""
        return tuple(v for name in (self.hint, *self.said) for v in _spellings(self.module_path, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A candidate version. `source` says who knows it. `is_here`: its zip costs no download. `tree` and `dir` are where
    a clone has the module's files, None elsewhere."""

    version: str
    source: str
    kind: SourceKind
    time: datetime | None = None
    commit: str = ""
    is_here: bool = False
    tree: Tree | None = None
    dir: str = ""


def clone_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The versions of commits in the clones at hand that have these files, or these files without the marks of a tool:
    tagged commits first, then those that a proxy lists, then the nearest in time. Raises WorldProblem where git
    fails."""
    files = {
        name: before_marks(data, posixpath.join(sample.module_path, posixpath.dirname(name)).rstrip("/"))
        for name, data in sample.files.items()
    }
    for root, clone in resolver.clones.holding(sample.module_path):
        folder = _folder_in(root, sample.module_path)
        commits = clone.find_commits_with(folder, files)
        if commits:
            picked = _pick(resolver, sample, clone, commits)
            found = (_of_commit(resolver, sample, root, clone, commit) for commit in picked)
            return tuple({c.version: c for c in found if c is not None}.values())
    return ()


def _folder_in(root: str, module_path: str) -> str:
    """The folder of the module in its repository. A module path that ends in /vN is searched for at the top, where most
    are."""
    prefix, _, _ = split_path_version(module_path)
    return "" if prefix == root else module_path[len(root) :].strip("/")


def _pick(resolver: Resolver, sample: Sample, clone: Clone, commits: Sequence[str]) -> list[str]:
    times = {commit: facts.time for commit in commits if (facts := clone.commit(commit)) is not None}
    near = sorted(commits, key=lambda commit: _distance(times.get(commit), sample))
    tagged = [commit for commit in near if clone.tags_here(commit)]
    listed = {pseudo_rev(v) for v in _listed_versions(resolver, sample.module_path) if is_pseudo(v)}
    known = [commit for commit in near if commit[:12] in listed]
    return list(dict.fromkeys((*tagged[:CLONE_TAGS], *known[:CLONE_COMMITS], *near[:CLONE_COMMITS])))


def _of_commit(resolver: Resolver, sample: Sample, root: str, clone: Clone, commit: str) -> Candidate | None:
    asked = resolver.ask(sample.module_path, commit)
    if asked.info is None:
        return None
    return Candidate(
        version=asked.info.version,
        source=f"clone {root}",
        kind=SourceKind.CLONE,
        time=asked.info.time,
        commit=commit,
        tree=clone.tree(commit),
        dir=_folder_in(root, sample.module_path),
    )


def spoken_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The releases that the lock and the files name, where no list has them and they are available by name."""
    return _named(resolver, sample, sample.spoken)


def mentioned_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The same for versions that other modules require."""
    return _named(resolver, sample, sample.mentioned)


def first_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The versions that most modules begin with, where the list is refused. A mirror may have one all the same, and the
    bytes show whether it is right."""
    outcome = resolver.modules.versions(sample.module_path)
    if isinstance(outcome, Found) or outcome.said is not Said.REFUSED:
        return ()
    _, major, _ = split_path_version(sample.module_path)
    names = [f"{major.lstrip('./')}{rest}" for rest in _FIRST_OF_MAJOR] if major else _FIRST
    return _named(resolver, sample, names, SourceKind.FIRST)


def _named(
    resolver: Resolver, sample: Sample, names: Sequence[str], kind: SourceKind = SourceKind.NAMED
) -> tuple[Candidate, ...]:
    path = sample.module_path
    here, listed = set(resolver.modules.versions_here(path)), _listed_versions(resolver, path)
    unlisted = [version for version in dict.fromkeys(names) if version not in listed]
    return tuple(
        Candidate(
            version=version,
            source=str(kind),
            kind=kind,
            time=_time(resolver, path, version),
            is_here=version in here,
        )
        for version in unlisted
        if isinstance(resolver.modules.go_mod(ModuleVersion(path, version)), Found)
    )


def listed_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The releases that the lock and the files name, then the versions of the proxy's list, nearest in time first.
    Without a time the highest is first."""
    path = sample.module_path
    return _candidates(resolver, sample, _listed_versions(resolver, path), SourceKind.VERSION_LIST)


def cached_candidates(resolver: Resolver, sample: Sample) -> tuple[Candidate, ...]:
    """The same for versions that no proxy lists and that are in the module cache."""
    path = sample.module_path
    unlisted = frozenset(resolver.modules.versions_here(path)) - _listed_versions(resolver, path)
    return _candidates(resolver, sample, unlisted, SourceKind.MODULE_CACHE)


def _candidates(
    resolver: Resolver, sample: Sample, versions: frozenset[str], kind: SourceKind
) -> tuple[Candidate, ...]:
    path = sample.module_path
    here = set(resolver.modules.versions_here(path))
    ordered = sorted(versions, key=lambda v: (semver.sort_key(v), v))
    releases = [v for v in ordered if not is_pseudo(v)]
    pseudos = [v for v in ordered if is_pseudo(v)]
    if sample.around is not None:
        releases = near(releases, sample.around, lambda v: _time(resolver, path, v), all_of=FULL_LOOK, reach=WINDOW)
        resolver.modules.infos((path, v) for v in releases)
    times = {v: _time(resolver, path, v) for v in releases} | {v: _time_in(v) for v in pseudos}
    order = sorted((*reversed(releases), *reversed(pseudos)), key=lambda v: _distance(times[v], sample))
    hinted = [v for v in sample.spoken if v in versions]
    return tuple(
        Candidate(version=version, source=str(kind), kind=kind, time=times.get(version), is_here=version in here)
        for version in dict.fromkeys((*hinted, *order))
    )


def _listed_versions(resolver: Resolver, path: str) -> frozenset[str]:
    outcome = resolver.modules.versions(path)
    return frozenset(outcome.value) if isinstance(outcome, Found) else frozenset()


def _spellings(path: str, hint: str) -> tuple[str, ...]:
    """A release as its module's list may spell it."""
    _, major, _ = split_path_version(path)
    if not hint or semver.canonical(hint) != hint:
        return ()
    return (hint,) if match_path_major(hint, major) else (f"{hint}+incompatible",)


def _time(resolver: Resolver, path: str, version: str) -> datetime | None:
    outcome = resolver.modules.info(path, version)
    return outcome.value.time if isinstance(outcome, Found) else None


def _time_in(pseudo: str) -> datetime | None:
    """The time in a pseudo-version; a proxy may list one with no valid time, such as a month 13."""
    try:
        return pseudo_time(pseudo)
    except InvalidVersionError:
        return None


def _distance(time: datetime | None, sample: Sample) -> tuple[bool, bool, float]:
    """The sort key by distance in time: what is younger than the project comes last, and what has no time after
    that."""
    if time is None or sample.around is None:
        return (sample.around is not None, False, 0.0)
    is_late = sample.until is not None and time.astimezone(UTC) > sample.until
    return (False, is_late, abs((time - sample.around).total_seconds()))
