"""Answers that are kept for one run of many projects."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest

from gomigrate.model.modules import ModuleVersion, RevInfo, Said
from gomigrate.world.base.outcome import Failure
from gomigrate.world.modules.cache import DiskCache
from gomigrate.world.modules.cachingproxy import CachingProxy

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

    def info(self, path: str, rev: str) -> RevInfo | Failure:
        self.questions.append(f"{path}@{rev}")
        return self.answer

    def latest(self, path: str) -> RevInfo | Failure:
        return self.info(path, "latest")

    def versions(self, path: str) -> tuple[str, ...] | Failure:
        self.questions.append(path)
        return self.versions_of

    def go_mod(self, mod: ModuleVersion) -> bytes | Failure:
        raise NotImplementedError

    def zip(self, mod: ModuleVersion, file: BinaryIO) -> Failure | None:
        raise NotImplementedError


def kept(tmp_path: Path, source: Asked, *, of_run: bool = True) -> CachingProxy:
    """As the process of a unit makes it: each has one of its own over the same folders."""
    return CachingProxy(
        source, DiskCache(str(tmp_path / "cache")), DiskCache(str(tmp_path / "run")) if of_run else None
    )


def test_lists_branches_and_the_newest_version_are_asked_for_once_in_a_run(tmp_path: Path) -> None:
    source = Asked()
    for _ in range(3):
        unit = kept(tmp_path, source)
        assert unit.versions(PATH) == source.versions_of
        assert unit.latest(PATH) == source.answer
        assert unit.info(PATH, "some/branch") == source.answer
    assert source.questions == [PATH, f"{PATH}@latest", f"{PATH}@some/branch"]


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


@pytest.mark.parametrize("seconds", [2 * 86400, -2 * 86400], ids=["days later", "after the clock was set back"])
def test_a_run_that_goes_on_at_another_time_asks_again(tmp_path: Path, seconds: float) -> None:
    source = Asked()
    kept(tmp_path, source).versions(PATH)
    for file in (tmp_path / "run").rglob("*"):
        os.utime(file, (time.time() - seconds,) * 2)
    kept(tmp_path, source).versions(PATH)
    assert len(source.questions) == 2


def test_without_a_run_everything_that_may_change_is_asked_anew(tmp_path: Path) -> None:
    source = Asked()
    for _ in range(2):
        kept(tmp_path, source, of_run=False).versions(PATH)
        kept(tmp_path, source, of_run=False).info(PATH, "v1.2.0")
    assert source.questions == [PATH, f"{PATH}@v1.2.0", PATH]
