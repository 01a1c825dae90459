"""A proxy whose answers are kept: those that never change in our own cache, and the others, if wished, for one run of
many projects, which all ask the same things."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

from gomigrate.model.go import semver
from gomigrate.model.modules import Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.modules.proxyanswers import is_full_commit, parse_info, parse_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.model.modules import ModuleVersion, RevInfo
    from gomigrate.world.modules.cache import DiskCache
    from gomigrate.world.modules.proxy import ProxySource

_COMMIT_DAYS = 7
"""For how long the version that a proxy has named for a commit is believed: a tag may be put on the commit later."""

_RUN_DAYS = 1
"""For how long a run believes lists and refusals: it may be gone on with much later."""

_GIVEN, _MISSING = b"+", b"-"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CachingProxy:
    """A source (see proxy.Source) in front of another: what it has once said of a version, or lately of a full commit,
    is not asked again. Lists, branches, and that something is missing are kept in `of_run` alone."""

    source: ProxySource
    cache: DiskCache
    of_run: DiskCache | None = None

    @property
    def name(self) -> str:
        """The name of the source behind."""
        return self.source.name

    @property
    def identity(self) -> str:
        """The identity of the source behind; where it is "", nothing is kept."""
        return self.source.identity

    @property
    def folder(self) -> str:
        """The folder of the source behind."""
        return self.source.folder

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """Kept for versions, and for full commits for some days."""
        return self._once(
            f"info {rev}", path, lambda: self._info(path, rev), _info_bytes, lambda b: parse_info(b, path, rev)
        )

    def _info(self, path: str, rev: str) -> RevInfo | Failure:
        is_version = bool(rev) and semver.canonical(rev) == rev
        if not self.identity or not (is_version or is_full_commit(rev)):
            return self.source.info(path, rev)
        return self._kept(
            path,
            f"{rev}.info",
            lambda: self.source.info(path, rev),
            _info_bytes,
            lambda body: parse_info(body, path, rev),
            days=0 if is_version else _COMMIT_DAYS,
        )

    def latest(self, path: str) -> RevInfo | Failure:
        """Asked anew by each run."""
        return self._once(
            "latest", path, lambda: self.source.latest(path), _info_bytes, lambda b: parse_info(b, path, "")
        )

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """Asked anew by each run."""
        return self._once("list", path, lambda: self.source.versions(path), _list_bytes, parse_list)

    def _once(
        self,
        question: str,
        path: str,
        ask: Callable[[], T | Failure],
        write: Callable[[T], bytes],
        read: Callable[[bytes], T | Failure],
    ) -> T | Failure:
        """The answer that this run got before, else a new one. That a server fails is not remembered."""
        if self.of_run is None or not self.identity:
            return ask()
        # A revision may be anything; a file name may not.
        name = hashlib.sha256(question.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        with self.of_run.turn(self.identity, path, name):
            said = self.of_run.read(self.identity, path, name, days=_RUN_DAYS)
            if said and said[:1] == _GIVEN:
                return read(said[1:])
            if said and said[:1] == _MISSING:
                return Failure(Said.NO, said[1:].decode("utf-8", "replace"))
            answer = ask()
            if not isinstance(answer, Failure):
                self.of_run.write(self.identity, path, name, _GIVEN + write(answer))
            elif answer.is_no:
                self.of_run.write(self.identity, path, name, _MISSING + answer.detail.encode("utf-8", "replace"))
            return answer

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """Kept."""
        if not self.identity:
            return self.source.go_mod(mod)
        return self._kept(mod.path, f"{mod.version}.mod", lambda: self.source.go_mod(mod), bytes, bytes)

    def _kept(
        self,
        path: str,
        name: str,
        ask: Callable[[], T | Failure],
        write: Callable[[T], bytes],
        read: Callable[[bytes], T | Failure],
        days: float = 0,
    ) -> T | Failure:
        """The answer that was kept, else a new one; where many ask, one of them asks the source."""

        def kept() -> T | Failure | None:
            body = self.cache.read(self.identity, path, name, days=days)
            return read(body) if body is not None else None

        answer = kept()
        if answer is not None and not isinstance(answer, Failure):
            return answer
        with self.cache.turn(self.identity, path, name):
            answer = kept()
            if answer is None or isinstance(answer, Failure):
                answer = ask()
                if not isinstance(answer, Failure):
                    self.cache.write(self.identity, path, name, write(answer))
            return answer

    def zip(self, mod: ModuleVersion, file: BinaryIO) -> Failure | None:
        """Asked anew: whoever wants the zip to be kept gives a file of the cache."""
        return self.source.zip(mod, file)


def _list_bytes(versions: tuple[str, ...]) -> bytes:
    return "\n".join(versions).encode()


def _info_bytes(info: RevInfo) -> bytes:
    said: dict[str, Any] = {"Version": info.version, "Time": info.time.isoformat() if info.time else None}
    if info.commit:
        said["Origin"] = {"Hash": info.commit}
    return json.dumps(said).encode()
