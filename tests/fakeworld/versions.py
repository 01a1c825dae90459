"""Which version the go command gives a commit: a second, deliberately plain telling of the rules in the Go Modules
Reference ("Pseudo-versions", "Mapping versions to commits"), so that the tests do not judge gomigrate by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

SEMVER = re.compile(r"^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$")

SortKey = tuple[int, int, int, int, tuple[tuple[int, int, str], ...]]


def semver_key(version: str) -> SortKey:
    """A sort key with the precedence of semantic versions. Raises ValueError for what is no canonical version."""
    match = SEMVER.match(version.removesuffix("+incompatible"))
    if match is None:
        raise ValueError(version)
    major, minor, patch, pre = match.groups()
    words = tuple((0, int(w), "") if w.isdigit() else (1, 0, w) for w in pre[1:].split(".")) if pre else ()
    return int(major), int(minor), int(patch), 0 if pre else 1, words


def path_major(path: str) -> int | None:
    """The major version that a module path names (`/v2`, gopkg.in's `.v3`), or None."""
    pattern = r"\.v(\d+)$" if path.startswith("gopkg.in/") else r"/v([2-9]|[1-9]\d+)$"
    match = re.search(pattern, path)
    return int(match[1]) if match else None


def tag_version(path: str, prefix: str, tag: str, *, has_go_mod: bool) -> str | None:
    """The version of module `path` that a tag names, or None. `prefix` is the module's folder, `has_go_mod` whether
    the tagged commit has a go.mod there."""
    if prefix:
        if not tag.startswith(prefix + "/"):
            return None
        tag = tag.removeprefix(prefix + "/")
    if not SEMVER.match(tag):
        return None
    major, named = semver_key(tag)[0], path_major(path)
    if named is not None:
        return tag if major == named or (path.startswith("gopkg.in/") and named == 1 and major == 0) else None
    if major < 2:
        return tag
    return None if has_go_mod else f"{tag}+incompatible"


def pseudo_version(path: str, ancestors: Iterable[str], time: datetime, commit: str) -> str:
    """The canonical pseudo-version of an untagged commit whose ancestors carry these versions."""
    stamp = f"{time.astimezone(UTC):%Y%m%d%H%M%S}-{commit[:12]}"
    base = max(ancestors, key=semver_key, default=None)
    if base is None:
        return f"v{path_major(path) or 0}.0.0-{stamp}"
    suffix = "+incompatible" if base.endswith("+incompatible") else ""
    core = base.removesuffix("+incompatible")
    if "-" in core:
        return f"{core}.0.{stamp}{suffix}"
    major, minor, patch = semver_key(core)[:3]
    return f"v{major}.{minor}.{patch + 1}-0.{stamp}{suffix}"
