"""Legacy pins: what the lock files of dead tools say, in one shape."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from gomigrate.model.findings import Finding, Place


class Scope(StrEnum):
    """What a pin is for: the build, only tests, or a tool that is run (GLOCKFILE `cmd`, dep `required`)."""

    BUILD = "build"
    TEST = "test"
    TOOL = "tool"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One entry of a lock file.

    `path` is the import path as written: a repository root or a package below it. `revision` is a commit (any
    length), a tag or a branch as the tool wrote it; empty where the entry has only `version` or `branch`.
    `version` is the release the entry names beside the commit (a hint: the commit decides). `source` is where
    the code really came from when that is not `path` (a fork or mirror: URL or import path). `packages` are the
    packages the entry covers, relative to `path` ("." for the root); empty: all of them. `subdir` is the folder
    of the repository that lies at `path`, where the tool allows that. `time` is the commit's time (UTC) if known.
    `extras` is what else the entry says, as (name, text) pairs in the file's order: it does not decide which code
    this is (checksums, pruning, comments), and is kept so that nothing is thrown away.
    """

    path: str
    revision: str
    place: Place
    version: str = ""
    branch: str = ""
    source: str = ""
    vcs: str = ""
    subdir: str = ""
    time: datetime | None = None
    packages: tuple[str, ...] = ()
    scope: Scope = Scope.BUILD
    extras: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a manifest (Gopkg.toml, glide.yaml) asks for, as opposed to what was locked: constraint, override, ..."""

    kind: str
    path: str
    value: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What one legacy lock file (with its manifest) says.

    `tool` is the tool's name, `file` the lock's path below the project root. `project` is the import path that the lock
    gives the project itself (or empty). `ignored` are import path patterns left out of vendoring on purpose, `required`
    packages to keep though nothing imports them (tools). `wishes` are the manifest's constraints. `extras` is what else
    the files say about the whole, as (name, text) pairs (a digest, the tool's own version). `named` counts the entries
    that name code for sure, usable or not; `strange` counts those and the fields that make no sense to the tool.
    `is_unread`: a file could not be read as its format.
    """

    tool: str
    file: str
    pins: tuple[Pin, ...]
    project: str = ""
    manifest: str = ""
    ignored: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    wishes: tuple[Wish, ...] = ()
    go_version: str = ""
    extras: tuple[tuple[str, str], ...] = ()
    findings: tuple[Finding, ...] = ()
    named: int = 0
    strange: int = 0
    is_unread: bool = False


class PinIndex:
    """Lock entries by the import paths they cover; the first lock that covers a path decides."""

    def __init__(self, locks: Sequence[Lock]) -> None:
        self._by_lock = tuple({pin.path: pin for pin in reversed(lock.pins)} for lock in locks)

    def covering(self, import_path: str) -> Pin | None:
        """The entry for the longest path that is the import path or a parent of it, in the first lock with one."""
        for pins in self._by_lock:
            path = import_path
            while path:
                if path in pins:
                    return pins[path]
                path = path.rpartition("/")[0]
        return None

    def pins(self) -> tuple[Pin, ...]:
        """Every entry that decides for its own path, each once: the pins that a plan has to account for. An entry of a
        later lock for a path that an earlier lock covers is left out."""
        paths = {path for pins in self._by_lock for path in pins}
        deciding = {path: self.covering(path) for path in sorted(paths)}
        return tuple(pin for path, pin in deciding.items() if pin is not None and pin.path == path)
