"""GOMODCACHE and GOCACHE: one place, writable, whole, large enough, and lasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.diagnose.doctor.outcome import check
from gomigrate.model.codes import finding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.surroundings import Surroundings
    from gomigrate.model.diagnosis.surroundings import Check, Folder
    from gomigrate.model.findings import Finding

_FLEETING = frozenset({"tmpfs", "ramfs", "overlay", "aufs"})
_PER_MODULE = 10 << 20
"""A rough upper guess of what a module takes, zip and unpacked; a check for a nearly full disk needs no more."""


def check_caches(seen: Surroundings) -> Check:
    """The two caches of the go command."""
    found = (*_twice(seen), *(f for folder in seen.caches for f in _folder(seen, folder)))
    evidence = [_told(folder) for folder in seen.caches]
    needed = _needed(seen)
    modules = len(seen.subject.dependencies)
    summary = f"{seen.uncached} of {modules} modules are not in the cache and may take up to {_size(needed)}"
    return check("caches", "Caches", summary, found, evidence)


def _needed(seen: Surroundings) -> int:
    return seen.uncached * _PER_MODULE


def _told(folder: Folder) -> str:
    state = "" if folder.exists else ", not there yet"
    kind = f", on {folder.fs}" if folder.fs else ""
    free = f", {_size(folder.free)} free" if folder.free >= 0 else ""
    return f"{folder.name}: {folder.path or 'none'}{state}{kind}{free}"


def _size(count: int) -> str:
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1024 or unit == "GB":
            return f"{count:.0f} {unit}"
        count //= 1024
    return ""


def _twice(seen: Surroundings) -> Iterator[Finding]:
    if len(seen.module_caches) > 1:
        yield finding("GM884", f"modules lie in {' and in '.join(seen.module_caches)}")


def _folder(seen: Surroundings, folder: Folder) -> Iterator[Finding]:
    if not folder.path or folder.path == "off":
        return
    if not folder.is_writable:
        yield finding(
            "GM885",
            f"{folder.name}: {folder.path} cannot be written",
            remedy=f"Correct its owner or permissions, or: go env -w {folder.name}=$HOME/go-{folder.name[2:].lower()}.",
        )
    if folder.partial:
        yield finding(
            "GM886", f"{folder.path} holds {len(folder.partial)} files that are not whole", evidence=folder.partial
        )
    if folder.name == "GOMODCACHE" and 0 <= folder.free < _needed(seen):
        yield finding("GM887", f"{folder.path}: {_size(folder.free)} free, up to {_size(_needed(seen))} needed")
    if folder.fs in _FLEETING:
        yield finding("GM888", f"{folder.name}: {folder.path} lies on {folder.fs}")
