"""Targets for the files that gomigrate reads back: its cache, its key, a run folder, the journal of changes in place.

Each input is tried as the file itself, whose seal does not hold, and as the body below a seal that does: only the user
can make one, yet what is read must not lead anywhere even then. A watch fails the target at the first change outside
its own folder.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from functools import cache
from typing import TYPE_CHECKING

from fuzz.target import Target
from fuzz.watch import confined, scratch
from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion, RevInfo, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.disk.seal import Seals, user_key
from gomigrate.world.modules.cache import DiskCache
from gomigrate.world.modules.cachingproxy import DAY, CachingProxy, Memory

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from typing import IO

MODULE = ModuleVersion("a.b/c", "v1.0.0")
SOURCE = "p.q"


class _Silent:
    """A proxy that has no answer, so that every answer is one that was kept."""

    name = "silent"
    identity = folder = SOURCE

    def owner(self, path: str) -> str:
        return ""

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        return Failure(Said.NO, f"{path} {rev}")

    def latest(self, path: str) -> RevInfo | Failure:
        return Failure(Said.NO, path)

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        return Failure(Said.NO, path)

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        return Failure(Said.NO, mod.path)

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
        return Failure(Said.NO, mod.path)


@cache
def _caches() -> tuple[DiskCache, DiskCache]:
    place = scratch("cache")
    return DiskCache(str(place / "cache"), Seals(str(place / "state"))), DiskCache(str(place / "run"))


def _put(cache: DiskCache, file: Path, data: bytes, *, is_sealed: bool) -> None:
    """The bytes instead of an entry: as they are, or sealed as the cache would."""
    file.write_bytes(cache.seals.seal(cache._label(file), data) if is_sealed else data)


@cache
def _entry(cache: DiskCache, name: str) -> Path:
    cache.write(SOURCE, MODULE.path, name, b"")
    return cache._file(SOURCE, MODULE.path, name)


def _cache_entry(data: bytes) -> None:
    ours, _ = _caches()
    with confined(scratch("cache")):
        if data[:1] < b"@":
            _put(ours, _entry(ours, "v1.0.0.zip"), data, is_sealed=False)
            _put(ours, _entry(ours, "v1.0.0.zip.seal"), data, is_sealed=False)
            assert ours.file(SOURCE, MODULE.path, "v1.0.0.zip") is None
        for is_sealed in (False, True):
            _put(ours, _entry(ours, "v1.0.0.mod"), data, is_sealed=is_sealed)
            assert ours.read(SOURCE, MODULE.path, "v1.0.0.mod") == (data if is_sealed else None)


def _answers(data: bytes) -> None:
    """The first byte says which answer the others are."""
    ours, of_run = _caches()
    kind, data = data[:1], data[1:]
    kept = CachingProxy(_Silent(), ours, Memory(of_run, DAY))
    with confined(scratch("cache")):
        if kind == b"v":
            _put(ours, _entry(ours, "v1.0.0.info"), data, is_sealed=False)
            assert isinstance(kept.info(MODULE.path, "v1.0.0"), Failure)
            _put(ours, _entry(ours, "v1.0.0.info"), data, is_sealed=True)
            said = kept.info(MODULE.path, "v1.0.0")
            assert isinstance(said, Failure) or said.version == "v1.0.0"
        elif kind == b"c":
            _put(of_run, _entry(of_run, _name(f"info {'a' * 40}")), data, is_sealed=True)
            kept.info(MODULE.path, "a" * 40)
        elif kind == b"l":
            _put(of_run, _entry(of_run, _name("latest")), data, is_sealed=True)
            kept.latest(MODULE.path)
        else:
            _put(of_run, _entry(of_run, _name("list")), data, is_sealed=True)
            listed = kept.versions(MODULE.path)
            assert isinstance(listed, Failure) or all(isinstance(version, str) for version in listed)


@cache
def _name(question: str) -> str:
    return hashlib.sha256(f"{question}\0".encode()).hexdigest()[:32]


def _key(data: bytes) -> None:
    home = scratch("key") / "state"
    with confined(scratch("key")):
        key = home / "key"
        home.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            key.unlink()
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(descriptor, data)
        os.close(descriptor)
        try:
            assert user_key(str(home)) == data
        except WorldProblem:
            assert len(data) != 32


INFO = b'{"Version":"v1.0.0","Time":"2018-01-01T00:00:00Z","Origin":{"Hash":"aaaa"}}'

OWN: Mapping[str, Target] = {
    "own-cache-entry": Target(check=_cache_entry, seeds=(b"module a.b/c\n", b"0" * 64 + b"\nmodule a.b/c\n")),
    "own-answers": Target(
        check=_answers,
        seeds=(b"v" + INFO, b"c+" + INFO, b"l+" + INFO, b"l-not found", b"s+v1.0.0\nv1.1.0"),
        words=('"Version"', '"Time"', '"Origin"', '"Hash"', "v1.0.0"),
    ),
    "own-key": Target(check=_key, seeds=(b"k" * 32, b"k" * 31, b"")),
}
