"""A proxy whose unchanging answers are kept in our own cache."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from gomigrate.model import semver
from gomigrate.world.fetch import Failure
from gomigrate.world.proxyanswers import is_full_commit, parse_info

if TYPE_CHECKING:
    from gomigrate.model.modules import ModuleVersion, RevInfo
    from gomigrate.world.cache import DiskCache
    from gomigrate.world.proxy import Source

_COMMIT_DAYS = 7
"""For how long the version that a proxy has named for a commit is believed: a tag may be put on the commit later."""


@dataclass(frozen=True, slots=True)
class KeptSource:
    """A source (see proxy.Source) in front of another: what it has once said of a version, or lately of a full commit,
    is not asked again. Lists, branches and refusals always are."""

    source: Source
    cache: DiskCache

    @property
    def name(self) -> str:
        """The name of the source behind."""
        return self.source.name

    @property
    def identity(self) -> str:
        """The identity of the source behind; where it is "", nothing is kept."""
        return self.source.identity

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """Kept for versions, and for full commits for some days."""
        is_version = bool(rev) and semver.canonical(rev) == rev
        if not self.identity or not (is_version or is_full_commit(rev)):
            return self.source.info(path, rev)
        days = 0 if is_version else _COMMIT_DAYS
        kept = self._kept_info(path, rev, days)
        if kept is not None:
            return kept
        with self.cache.turn(self.identity, path, f"{rev}.info"):
            kept = self._kept_info(path, rev, days)
            if kept is not None:
                return kept
            answer = self.source.info(path, rev)
            if not isinstance(answer, Failure):
                self.cache.write(self.identity, path, f"{rev}.info", _info_bytes(answer))
            return answer

    def _kept_info(self, path: str, rev: str, days: float) -> RevInfo | None:
        body = self.cache.read(self.identity, path, f"{rev}.info", days=days)
        kept = parse_info(body, path, rev) if body is not None else Failure("not kept")
        return None if isinstance(kept, Failure) else kept

    def latest(self, path: str) -> RevInfo | Failure:
        """Asked anew."""
        return self.source.latest(path)

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """Asked anew."""
        return self.source.versions(path)

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """Kept."""
        if not self.identity:
            return self.source.go_mod(mod)
        name = f"{mod.version}.mod"
        kept = self.cache.read(self.identity, mod.path, name)
        if kept is not None:
            return kept
        with self.cache.turn(self.identity, mod.path, name):
            kept = self.cache.read(self.identity, mod.path, name)
            if kept is not None:
                return kept
            answer = self.source.go_mod(mod)
            if not isinstance(answer, Failure):
                self.cache.write(self.identity, mod.path, name, answer)
            return answer

    def zip(self, mod: ModuleVersion, file: BinaryIO) -> Failure | None:
        """Asked anew: whoever wants the zip to be kept gives a file of the cache."""
        return self.source.zip(mod, file)


def _info_bytes(info: RevInfo) -> bytes:
    said: dict[str, Any] = {"Version": info.version, "Time": info.time.isoformat() if info.time else None}
    if info.commit:
        said["Origin"] = {"Hash": info.commit}
    return json.dumps(said).encode()
