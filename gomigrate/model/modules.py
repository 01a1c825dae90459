"""Modules, versions and where knowledge about them came from."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class ModuleVersion:
    """A module path with a version; version "" stands for a folder (a local replacement) or for no version yet."""

    path: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.path}@{self.version}" if self.version else self.path


class Proof(StrEnum):
    """What tells that a version is the locked revision: somebody said its commit, a release has the very second of the
    commit, or just the lock names the release beside the commit."""

    COMMIT = "commit"
    SECOND = "second"
    LOCK = "lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevInfo:
    """The answer to "which version is this revision": what a proxy's .info or `go list -m -json` says."""

    version: str
    time: datetime | None
    commit: str = ""
    proof: Proof = Proof.COMMIT


class Failing(StrEnum):
    """What a place that has no answer says by that: there is no such thing; it will not be had from here (forbidden, or
    excluded by a setting or a rule); or nothing at all, since the place was sick."""

    MISSING = "missing"
    REFUSED = "refused"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One place that was asked: `source` names it (a clone, the module cache, a proxy; redacted), `question` what
    was asked, `answer` what came back in a few words, `found` whether that settled the question, and `failing` what it
    means where a proxy or version control did not."""

    source: str
    question: str
    answer: str
    found: bool = False
    failing: Failing | None = None

    def __str__(self) -> str:
        return f"{self.source}: {self.question}: {self.answer}"
