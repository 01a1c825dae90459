"""A proxy whose answers are kept: those that never change for good, lists and refusals for a while. The next command,
and the other projects of a batch, ask the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, TypeVar

from gomigrate.model.go import semver
from gomigrate.model.modules import Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.traffic import Traffic
from gomigrate.world.modules.proxyanswers import is_full_commit, parse_info, parse_list

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.model.modules import ModuleVersion, RevInfo
    from gomigrate.world.modules.cache import DiskCache
    from gomigrate.world.modules.proxy import ProxySource

HOUR, DAY = 1 / 24, 1.0
"""For so many days lists, the version for "latest" and refusals count; in a batch for one day, since it may be resumed
later."""

_KEPT_REFUSALS = {Said.NO: b"-", Said.REFUSED: b"!"}
"""Answers that count for a while (404, 410, 403, 451), by the first byte of the entry; an answer with a value has a
"+". An unreachable or failed server is never remembered."""

_GIVEN = b"+"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Memory:
    """Where answers that may change are kept, and for how many `days` they count; not at all if they are asked for
    `anew`. `used` gathers the names of sources whose refusals were taken from there; `traffic` is told of each answer
    that was at hand."""

    folder: DiskCache
    days: float = HOUR
    anew: bool = False
    used: set[str] = field(default_factory=set, compare=False)
    traffic: Traffic = field(default_factory=Traffic, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class CachingProxy:
    """A source (see proxy.Source) in front of another: an answer about a version or a full commit is never asked for
    again, one that may change is not asked for again for a while. Another login may get another answer, so these are
    kept for each."""

    source: ProxySource
    cache: DiskCache
    memory: Memory

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

    def owner(self, path: str) -> str:
        """The login at the source behind."""
        return self.source.owner(path)

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        """Kept for good for versions and full commits."""

        def ask() -> RevInfo | Failure:
            return self.source.info(path, rev)

        def read(body: bytes) -> RevInfo | Failure:
            return parse_info(body, path, rev)

        is_version = bool(rev) and semver.canonical(rev) == rev
        if not (is_version or is_full_commit(rev)):
            return self._once(f"info {rev}", path, ask, _info_bytes, read)
        # A tag may be put on the commit later, which is looked for when everything is asked again.
        return self._kept(path, f"{rev}.info", f"info {rev}", ask, _info_bytes, read, is_for_good=is_version)

    def latest(self, path: str) -> RevInfo | Failure:
        """Kept for a while."""
        return self._once(
            "latest", path, lambda: self.source.latest(path), _info_bytes, lambda b: parse_info(b, path, "")
        )

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        """Kept for a while."""
        return self._once("list", path, lambda: self.source.versions(path), _list_bytes, parse_list)

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        """Kept for good."""
        question = f"mod {mod.version}"
        return self._kept(mod.path, f"{mod.version}.mod", question, lambda: self.source.go_mod(mod), bytes, bytes)

    def _once(
        self,
        question: str,
        path: str,
        ask: Callable[[], T | Failure],
        write: Callable[[T], bytes],
        read: Callable[[bytes], T | Failure],
    ) -> T | Failure:
        """The answer of a while ago, else a new one; where many ask, one of them asks the source."""
        if not self.identity:
            return ask()
        with self.memory.folder.turn(self.identity, path, self._name(question, path)):
            return self._recalled(question, path, ask, write, read)

    def _kept(
        self,
        path: str,
        name: str,
        question: str,
        ask: Callable[[], T | Failure],
        write: Callable[[T], bytes],
        read: Callable[[bytes], T | Failure],
        *,
        is_for_good: bool = True,
    ) -> T | Failure:
        """The answer that was kept, else a new one, of which a refusal is kept for a while; where many ask, one of them
        asks the source."""

        def kept() -> T | None:
            body = self.cache.read(self.identity, path, name) if is_for_good or not self.memory.anew else None
            answer = read(body) if body is not None else None
            if answer is None or isinstance(answer, Failure):
                return None
            self.memory.traffic.remember()
            return answer

        if not self.identity:
            return ask()
        before = kept()
        if before is not None:
            return before
        with self.cache.turn(self.identity, path, name):
            before = kept()
            if before is not None:
                return before
            answer = self._recalled(question, path, ask, None, read)
            if not isinstance(answer, Failure):
                self.cache.write(self.identity, path, name, write(answer))
            return answer

    def _recalled(
        self,
        question: str,
        path: str,
        ask: Callable[[], T | Failure],
        write: Callable[[T], bytes] | None,
        read: Callable[[bytes], T | Failure],
    ) -> T | Failure:
        """The answer of a while ago, else a new one, kept with `write` or if it is a refusal. A server's failure is not
        remembered."""
        folder, name = self.memory.folder, self._name(question, path)
        said = None if self.memory.anew else folder.read(self.identity, path, name, days=self.memory.days)
        if said and said[:1] == _GIVEN:
            self.memory.traffic.remember()
            return read(said[1:])
        for kind, mark in _KEPT_REFUSALS.items():
            if said and said[:1] == mark:
                self.memory.used.add(self.name)
                self.memory.traffic.remember()
                return Failure(kind, said[1:].decode("utf-8", "replace"))
        answer = ask()
        if not isinstance(answer, Failure):
            if write is not None:
                folder.write(self.identity, path, name, _GIVEN + write(answer))
        elif answer.said in _KEPT_REFUSALS and answer.flaw is None and not answer.is_for_now:
            folder.write(
                self.identity, path, name, _KEPT_REFUSALS[answer.said] + answer.detail.encode("utf-8", "replace")
            )
        return answer

    def _name(self, question: str, path: str) -> str:
        """The name of what is remembered for this login: a revision may be anything, a file name may not."""
        asked = f"{question}\0{self.owner(path)}".encode("utf-8", "surrogateescape")
        return hashlib.sha256(asked).hexdigest()[:32]

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
        """Asked again: whoever wants the zip to be kept gives a file of the cache."""
        return self.source.zip(mod, file)


def _list_bytes(versions: tuple[str, ...]) -> bytes:
    return "\n".join(versions).encode()


def _info_bytes(info: RevInfo) -> bytes:
    said: dict[str, Any] = {"Version": info.version, "Time": info.time.isoformat() if info.time else None}
    if info.commit:
        said["Origin"] = {"Hash": info.commit}
    return json.dumps(said).encode()
