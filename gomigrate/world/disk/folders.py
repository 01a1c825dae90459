"""Cache folders as they lie on the disk: is it there, may we write, what kind of filesystem, what is half written."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.diagnosis.machine import Folder
from gomigrate.model.go.modpath import InvalidPathError, escape_path, escape_version

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.modules import ModuleVersion

_MOST = 20
_MOUNTS = "/proc/self/mounts"


def look_at_cache(name: str, path: str) -> Folder:
    """The state of the folder, which need not exist; raises nothing."""
    if not path or path == "off":
        return Folder(name=name, path=path)
    place = Path(path)
    base = place
    while not base.exists() and base != base.parent:
        base = base.parent
    try:
        free = shutil.disk_usage(base).free
    except OSError:
        free = -1
    exists = place.is_dir()
    return Folder(
        name=name,
        path=path,
        exists=exists,
        is_writable=os.access(base, os.W_OK | os.X_OK),
        fs=_filesystem(str(base)),
        free=free,
        partial=_half_written(place) if exists and name == "GOMODCACHE" else (),
    )


def module_caches(gopath: tuple[str, ...], gomodcache: str) -> tuple[str, ...]:
    """Folders that hold downloaded modules: GOMODCACHE, and the pkg/mod of each GOPATH entry, if they exist."""
    places = [gomodcache, *(f"{entry}/pkg/mod" for entry in gopath)]
    real = {os.path.realpath(place): place for place in reversed(places) if place}
    return tuple(place for place in reversed(real.values()) if Path(place, "cache", "download").is_dir())


def is_folder(path: str) -> bool:
    """Whether there is such a folder, links followed."""
    return Path(path).is_dir()


def is_unpacked(cache: str, module: ModuleVersion) -> bool:
    """Whether the module cache holds the files of a module. Raises InvalidPathError."""
    return Path(cache, f"{escape_path(module.path)}@{escape_version(module.version)}").is_dir()


def zips_lacking(cache: str, modules: Iterable[ModuleVersion]) -> int:
    """Of how many modules the module cache has no zip (https://go.dev/ref/mod#module-cache)."""
    count = 0
    for module in modules:
        try:
            name = f"{escape_path(module.path)}/@v/{escape_version(module.version)}.zip"
        except InvalidPathError:
            continue
        count += not Path(cache, "cache", "download", name).is_file()
    return count


def upward(root: str, name: str) -> tuple[str, ...]:
    """The files of this name in a folder and in those above it, the nearest first."""
    folders = [Path(root), *Path(root).parents]
    return tuple(str(folder / name) for folder in folders if (folder / name).is_file())


def _half_written(cache: Path) -> tuple[str, ...]:
    """What an interrupted download leaves: *.partial marks (cmd/go/internal/modfetch), *.tmp files, empty zips."""
    found = []
    for pattern in ("*.partial", "*.tmp", "*.zip"):
        for file in (cache / "cache" / "download").rglob(pattern):
            try:
                is_bad = file.suffix != ".zip" or file.stat().st_size == 0
            except OSError:
                continue
            if is_bad:
                found.append(str(file.relative_to(cache)))
            if len(found) >= _MOST:
                return tuple(sorted(found))
    return tuple(sorted(found))


def _filesystem(path: str) -> str:
    """The kind of filesystem a folder lies on, such as ext4 or tmpfs; "" where the system does not say."""
    try:
        lines = Path(_MOUNTS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    real = os.path.realpath(path)
    for line in lines:
        words = line.split()
        if len(words) < 3:
            continue
        mount = words[1].replace("\\040", " ")
        if Path(real).is_relative_to(mount) and len(mount) >= len(best):
            best, kind = mount, words[2]
    return kind
