"""What would find the module of a copy or the version of a pin, and the result of cloning repositories for that."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RemedyKind(StrEnum):
    """What may help. CLONE: the repository was not read, and may tell the version of the locked revision. SEARCH: the
    same, for a commit with the files of the copy. DIRECT: proxies alone were asked for the files, and version control
    may have them. PROXY: GOPROXY=off forbade to ask. REACH: a source was unreachable, or failed. UPSTREAM: the changes
    are the copy's own."""

    CLONE = "clone"
    SEARCH = "search"
    DIRECT = "version control"
    PROXY = "proxy"
    REACH = "reach"
    UPSTREAM = "upstream"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """The one thing to try for the module at `path`. `url` is the repository's address, without credentials, where it
    is to be cloned. `asked` names who should answer."""

    kind: RemedyKind
    path: str
    url: str = ""
    asked: tuple[str, ...] = ()


class Brought(StrEnum):
    """The result for a repository that was to be cloned."""

    NEW = "new"
    FETCHED = "fetched"
    THERE = "there"
    FAILED = "failed"


class CloneFlaw(StrEnum):
    """Why a repository was not asked for."""

    NO_ADDRESS = "no address"
    BAD_ADDRESS = "no address that can be cloned"
    TRANSPORT = "transport not allowed"
    GOVCS = "GOVCS forbids git"
    BUSY = "another gomigrate brings it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClonedRepository:
    """A repository that was to be cloned from `url`, for the pins of these `paths`: its folder, its size in bytes, and
    the wanted revisions that it does not have. Where it FAILED: `flaw`, with a detail (the transport), or what git
    `said`."""

    paths: tuple[str, ...]
    url: str
    state: Brought
    folder: str = ""
    size: int = 0
    lacking: tuple[str, ...] = ()
    flaw: CloneFlaw | None = None
    said: str = ""
