"""Pseudo-versions: the names that Go gives to commits without a release tag.

The source of the rules is https://go.dev/ref/mod#pseudo-versions; what the go command writes for a given commit was
established by experiment and is held by an oracle test.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from gomigrate.model.errors import GomigrateError
from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, path_major_prefix, split_path_version

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable


class InvalidVersionError(GomigrateError, ValueError):
    """A version that is not what its use needs."""


_PSEUDO = re.compile(
    r"v[0-9]+\.(?:0\.0-|[0-9]+\.[0-9]+-(?:[^+]*\.)?0\.)[0-9]{14}-[A-Za-z0-9]+(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?",
)
_PARTS = re.compile(r"(?P<base>.*)[-.](?P<time>[0-9]{14})-(?P<rev>[A-Za-z0-9]+)")
_FULL_HASH = re.compile(r"[0-9a-f]{40}")


def pseudo_version(path_major: str, older: str, time: datetime, rev: str) -> str:
    """The pseudo-version of a commit (module.PseudoVersion).

    `path_major` is the major version to use where no tag comes before the commit: "v2", or "" for v0. `older` is the
    tag that comes before it ("" for none), `time` the committer's time, `rev` the first 12 digits of the commit.
    """
    stamp = time.astimezone(UTC)
    # %Y does not fill up years before 1000.
    segment = f"{stamp.year:04}{stamp:%m%d%H%M%S}-{rev}"
    parts = semver.split(older)
    if parts is None:
        return f"{path_major or 'v0'}.0.0-{segment}"
    if parts.prerelease:
        return f"v{parts.major}.{parts.minor}.{parts.patch}{parts.prerelease}.0.{segment}{parts.build}"
    return f"v{parts.major}.{parts.minor}.{_increment(parts.patch)}-0.{segment}{parts.build}"


def is_pseudo(v: str) -> bool:
    """Whether `v` has the form of a pseudo-version."""
    return _PSEUDO.fullmatch(v) is not None and semver.is_valid(v)


def pseudo_time(v: str) -> datetime:
    """The commit's time (UTC). Raises InvalidVersionError where `v` is no pseudo-version or holds no possible time."""
    stamp = _split(v)["time"]
    year, month, day = int(stamp[:4]), int(stamp[4:6]), int(stamp[6:8])
    hour, minute, second = int(stamp[8:10]), int(stamp[10:12]), int(stamp[12:])
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError as error:
        raise InvalidVersionError(f"the pseudo-version {v} has a malformed time: {error}") from error


def pseudo_rev(v: str) -> str:
    """The revision, as a rule 12 hexadecimal digits. Raises InvalidVersionError where `v` is no pseudo-version."""
    return _split(v)["rev"]


def version_of_commit(
    module_path: str,
    *,
    time: datetime,
    commit: str,
    tags_here: Iterable[str],
    tags_before: Iterable[str],
    has_go_mod: bool,
    major_folders: Collection[str] = (),
) -> str:
    """The canonical version that the go command writes for a commit when it is asked for `module_path@commit`.

    `time` is the committer's time, `commit` the full hash. `tags_here` are the tags on the commit and `tags_before`
    those on its ancestors, all by their raw names; for a module in the folder sub/ only those that begin with "sub/",
    and without it. `has_go_mod` says whether the commit has a go.mod at the module's root (a nested module always
    has), and `major_folders` which of v2, v3 ... are folders with a go.mod of their own. Raises InvalidVersionError
    where `module_path` is no module path.
    """
    _, path_major, is_path = split_path_version(module_path)
    if not is_path:
        raise InvalidVersionError(f"{module_path!r} has a major version suffix that no module may have")

    def is_compatible(version: str) -> bool:
        return match_path_major(version, path_major)

    def is_allowed(version: str) -> bool:
        may_be_incompatible = not path_major and not has_go_mod and semver.major(version) not in major_folders
        return is_compatible(version) or may_be_incompatible

    here = tuple(tags_here)
    version = _highest(here, lambda tag: _version_of_tag(tag) == tag and is_allowed(tag))
    if not version:
        # The tags of the commit itself count as well: v1.2.0+meta is no version, but a base.
        base = _highest((*tags_before, *here), lambda tag: is_allowed(_version_of_tag(tag)))
        version = pseudo_version(path_major_prefix(path_major), base, time, short_rev(commit))
    return version if is_compatible(version) else version + semver.INCOMPATIBLE


def short_rev(commit: str) -> str:
    """A commit as pseudo-versions have it: the first 12 digits of a full hash, anything else as it is."""
    return commit[:12] if _FULL_HASH.fullmatch(commit) else commit


def _version_of_tag(tag: str) -> str:
    """The version that a tag stands for, build metadata dropped; "" for v1, v1.2, pseudo-versions and other names."""
    parts = semver.split(tag)
    if parts is None or is_pseudo(tag):
        return ""
    version = f"v{parts.major}.{parts.minor}.{parts.patch}{parts.prerelease}"
    return version if tag.startswith(version) else ""


def _highest(tags: Iterable[str], is_wanted: Callable[[str], bool]) -> str:
    """The version of the highest of the tags that are versions and wanted, "" where there is none."""
    wanted = (tag for tag in tags if _version_of_tag(tag) and is_wanted(tag))
    return _version_of_tag(max(wanted, key=semver.sort_key, default=""))


def _split(v: str) -> re.Match[str]:
    match = _PARTS.fullmatch(v.removesuffix(semver.build(v))) if is_pseudo(v) else None
    if match is None:
        raise InvalidVersionError(f"{v!r} is no pseudo-version")
    return match


def _increment(digits: str) -> str:
    # By hand, since a tag may have more digits than Python is willing to turn into an int.
    head = digits.rstrip("9")
    nines = len(digits) - len(head)
    return (head[:-1] + str(int(head[-1]) + 1) if head else "1") + "0" * nines


def placeholder_version(path: str) -> str:
    """A version for a require line of a module that has none anywhere: the zero pseudo-version of its major."""
    _, major, _ = split_path_version(path)
    return f"{path_major_prefix(major) or 'v0'}.0.0-00010101000000-000000000000"
