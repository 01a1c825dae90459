"""Answers that are kept: for good, or for a while."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest

from gomigrate.model.modules import ModuleVersion, RevInfo, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.modules.cache import DiskCache
from gomigrate.world.modules.cachingproxy import CachingProxy, Memory

PATH = "x.test/y"
GONE = Failure(Said.NO, "404 Not Found")
DOWN = Failure(Said.UNREACHABLE, "no route to host")


@dataclass
class Asked:
    """A proxy that answers everything alike, and counts."""

    answer: RevInfo | Failure = field(default_factory=lambda: RevInfo(version="v1.2.0", time=None, commit="a" * 40))
    versions_of: tuple[str, ...] | Failure = ("v1.0.0", "v1.2.0")
    questions: list[str] = field(default_factory=list)
    name: str = "proxy"
    identity: str = "0123"
    folder: str = "0123"
    user: str = ""

    def owner(self, path: str) -> str:
        return self.user

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        self.questions.append(f"{path}@{rev}")
        return self.answer

    def latest(self, path: str) -> RevInfo | Failure:
        return self.info(path, "latest")

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        self.questions.append(path)
        return self.versions_of

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        self.questions.append(str(mod))
        return self.answer if isinstance(self.answer, Failure) else b"module x.test/y\n"

    def zip(self, mod: ModuleVersion, file: IO[bytes]) -> Failure | None:
        raise NotImplementedError


def kept(tmp_path: Path, source: Asked, *, anew: bool = False) -> CachingProxy:
    """As each process makes it: one of its own over the same folder."""
    cache = DiskCache(str(tmp_path / "cache"))
    return CachingProxy(source, cache, Memory(cache, anew=anew))


def test_lists_branches_and_the_newest_version_are_asked_for_once_in_a_run(tmp_path: Path) -> None:
    source = Asked()
    for _ in range(3):
        unit = kept(tmp_path, source)
        assert unit.versions(PATH) == source.versions_of
        assert unit.latest(PATH) == source.answer
        assert unit.info(PATH, "some/branch") == source.answer
    assert source.questions == [PATH, f"{PATH}@latest", f"{PATH}@some/branch"]


@pytest.mark.parametrize("refusal", [GONE, Failure(Said.REFUSED, "403 Forbidden")])
def test_a_refusal_is_remembered_for_the_login_that_heard_it(refusal: Failure, tmp_path: Path) -> None:
    source = Asked(answer=refusal)
    for user in ("ann", "ann", "bob", "ann"):
        source.user = user
        proxy = kept(tmp_path, source)
        assert proxy.info(PATH, "b" * 40) == refusal
    assert len(source.questions) == 2
    assert proxy.memory.used == {"proxy"}
    source.answer = RevInfo(version="v1.2.0", time=None, commit="b" * 40)
    assert kept(tmp_path, source).info(PATH, "b" * 40) == refusal
    assert kept(tmp_path, source, anew=True).info(PATH, "b" * 40) == source.answer
    assert kept(tmp_path, source).info(PATH, "b" * 40) == source.answer


@pytest.mark.parametrize("refusal", [GONE, Failure(Said.REFUSED, "403 Forbidden")])
def test_a_go_mod_is_asked_for_once_whether_there_is_one_or_not(refusal: Failure, tmp_path: Path) -> None:
    mod = ModuleVersion(PATH, "v1.2.0")
    source = Asked(answer=refusal)
    assert [kept(tmp_path, source).go_mod(mod) for _ in range(2)] == [refusal] * 2
    assert len(source.questions) == 1
    source.answer = RevInfo(version="v1.2.0", time=None)
    assert [kept(tmp_path, source, anew=True).go_mod(mod) for _ in range(2)] == [b"module x.test/y\n"] * 2
    assert len(source.questions) == 2


def test_nobody_waits_for_a_second_lock_while_holding_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two questions may have the same lock file: then the second would wait for ever."""
    held: list[str] = []

    @contextmanager
    def locked(path: str, *, patience: float = 0) -> Iterator[bool]:
        assert not held
        held.append(path)
        yield True
        held.pop()

    monkeypatch.setattr("gomigrate.world.modules.cache.locked", locked)
    proxy = kept(tmp_path, Asked())
    for rev in ("some/branch", "b" * 40, "v1.2.0"):
        assert proxy.info(PATH, rev) == proxy.source.info(PATH, rev)
    assert proxy.latest(PATH)
    assert proxy.versions(PATH)
    assert proxy.go_mod(ModuleVersion(PATH, "v1.2.0"))


def test_what_is_missing_is_remembered_and_that_a_server_failed_is_not(tmp_path: Path) -> None:
    source = Asked(answer=GONE, versions_of=DOWN)
    for _ in range(2):
        assert kept(tmp_path, source).info(PATH, "b" * 40) == GONE
        assert kept(tmp_path, source).versions(PATH) == DOWN
    assert source.questions == [f"{PATH}@{'b' * 40}", PATH, PATH]


def test_an_empty_list_is_an_answer(tmp_path: Path) -> None:
    source = Asked(versions_of=())
    assert [kept(tmp_path, source).versions(PATH) for _ in range(2)] == [(), ()]
    assert len(source.questions) == 1


@pytest.mark.parametrize("seconds", [7200, -7200], ids=["later", "after the clock was set back"])
def test_what_may_change_is_asked_again_after_an_hour(tmp_path: Path, seconds: float) -> None:
    source = Asked()
    kept(tmp_path, source).versions(PATH)
    for file in (tmp_path / "cache").rglob("*"):
        os.utime(file, (time.time() - seconds,) * 2)
    kept(tmp_path, source).versions(PATH)
    assert len(source.questions) == 2


def test_a_version_is_asked_for_once_and_a_list_each_time_it_is_asked_anew(tmp_path: Path) -> None:
    source = Asked()
    for _ in range(2):
        kept(tmp_path, source, anew=True).versions(PATH)
        kept(tmp_path, source, anew=True).info(PATH, "v1.2.0")
    assert source.questions == [PATH, f"{PATH}@v1.2.0", PATH]
