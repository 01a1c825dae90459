"""GOMODCACHE and GOCACHE: one place, writable, whole, large enough, and lasting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Check, CheckName, check

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.diagnose.doctor.setup import Setup
    from gomigrate.model.diagnosis.machine import Folder
    from gomigrate.model.findings import Finding

_FLEETING = frozenset({"tmpfs", "ramfs", "overlay", "aufs"})
_PER_MODULE = 10 << 20
"""A rough upper guess of what a module takes, zip and unpacked; a check for a nearly full disk needs no more."""


def check_caches(seen: Setup) -> Check:
    """The two caches of the go command."""
    found = [finding("GM884", folders=seen.module_caches)] if len(seen.module_caches) > 1 else []
    needed = seen.uncached * _PER_MODULE
    for folder in seen.caches:
        found += _folder(folder, needed)
    # A locked commit has no version yet, under which the cache could have it.
    modules = sum(bool(dependency.module.version) for dependency in seen.dependencies)
    return check(CheckName.CACHES, found, seen.caches, uncached=seen.uncached, modules=modules, needed=needed)


def _folder(folder: Folder, needed: int) -> Iterator[Finding]:
    if not folder.path or folder.path == "off":
        return
    if not folder.is_writable:
        yield finding("GM885", variable=folder.name, path=folder.path)
    if folder.partial:
        yield finding("GM886", path=folder.path, files=len(folder.partial), evidence=folder.partial)
    if folder.name == "GOMODCACHE" and 0 <= folder.free < needed:
        yield finding("GM887", path=folder.path, free=folder.free, needed=needed)
    if folder.fs in _FLEETING:
        yield finding("GM888", variable=folder.name, path=folder.path, fs=folder.fs)
