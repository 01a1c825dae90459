"""Our own cache: whole entries or none, whatever happens to the disk."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.locking import locked
from gomigrate.world.modules import cache as module
from gomigrate.world.modules.cache import DiskCache

PATH = "ex.test/Acme/lib"


@pytest.fixture
def cache(tmp_path: Path) -> DiskCache:
    return DiskCache(str(tmp_path / "cache"))


def files(cache: DiskCache) -> list[Path]:
    return sorted(path for path in Path(cache.root).rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("environ", "wanted"),
    [
        ({"GOMIGRATE_CACHE": "/c", "XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/c"),
        ({"XDG_CACHE_HOME": "/x", "HOME": "/h"}, "/x/gomigrate"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/gomigrate"),
        ({"GOMIGRATE_CACHE": "", "HOME": "/h"}, "/h/.cache/gomigrate"),
    ],
)
def test_find_cache_folder(environ: dict[str, str], wanted: str) -> None:
    assert DiskCache.find(environ).root == wanted


def test_find_cache_without_home_is_absolute() -> None:
    assert Path(DiskCache.find({}).root).is_absolute()


def test_write_then_read_gives_the_same_bytes(cache: DiskCache) -> None:
    for body in (b"", b"hello", b"\0\xff\n" * 100):
        cache.write("one", PATH, "v1.0.0-RC.info", body)
        assert cache.read("one", PATH, "v1.0.0-RC.info") == body
    assert [str(file.relative_to(cache.root)) for file in files(cache)] == [
        "v1/one/ex.test/!acme/lib/@v/v1.0.0-!r!c.info"
    ]


def test_read_other_source_path_or_name_is_not_there(cache: DiskCache) -> None:
    cache.write("one", PATH, "v1.0.0.info", b"hello")
    assert cache.read("two", PATH, "v1.0.0.info") is None
    assert cache.read("one", PATH.lower(), "v1.0.0.info") is None
    assert cache.read("one", PATH, "v1.0.0.mod") is None


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 64 + b"\n", b"0" * 64 + b"\nhello", b"hello"])
def test_read_damaged_entry_is_not_there_and_can_be_rewritten(damage: bytes, cache: DiskCache) -> None:
    cache.write("one", PATH, "v1.0.0.mod", b"hello")
    files(cache)[0].write_bytes(damage)
    assert cache.read("one", PATH, "v1.0.0.mod") is None
    cache.write("one", PATH, "v1.0.0.mod", b"hello")
    assert cache.read("one", PATH, "v1.0.0.mod") == b"hello"


def test_read_entry_cut_short_is_not_there(cache: DiskCache) -> None:
    cache.write("one", PATH, "v1.0.0.mod", b"hello")
    file = files(cache)[0]
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.read("one", PATH, "v1.0.0.mod") is None


def test_read_entry_older_than_asked_for_is_not_there(cache: DiskCache) -> None:
    cache.write("one", PATH, "x.info", b"hello")
    before = time.time() - 8 * 86400
    os.utime(files(cache)[0], (before, before))
    assert cache.read("one", PATH, "x.info", days=7) is None
    assert cache.read("one", PATH, "x.info", days=9) == b"hello"
    assert cache.read("one", PATH, "x.info") == b"hello"


def test_write_where_no_folder_can_be_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = DiskCache(str(tmp_path / "file"))
    cache.write("one", PATH, "v1.0.0.mod", b"hello")
    assert cache.read("one", PATH, "v1.0.0.mod") is None


def test_keep_file_where_no_folder_can_be_is_a_world_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WorldProblem, match="cannot be written"):
        DiskCache(str(tmp_path / "file")).keep_file("one", PATH, "v1.0.0.zip", lambda _: True)


def test_keep_file_good_one_is_found_again_damaged_one_is_not(cache: DiskCache) -> None:
    def fill(file: IO[bytes]) -> bool:
        file.write(b"content")
        return True

    kept = cache.keep_file("one", PATH, "v1.0.0.zip", fill)
    assert kept is not None
    assert Path(kept).read_bytes() == b"content"
    assert cache.file("one", PATH, "v1.0.0.zip") == kept
    assert cache.file("one", PATH, "v1.0.1.zip") is None
    Path(kept).write_bytes(b"changed")
    assert cache.file("one", PATH, "v1.0.0.zip") is None


def test_keep_file_refused_or_broken_off_leaves_nothing(cache: DiskCache) -> None:
    def break_off(file: IO[bytes]) -> bool:
        file.write(b"half")
        raise KeyboardInterrupt

    assert cache.keep_file("one", PATH, "v1.0.0.zip", lambda file: bool(file.write(b"half")) and False) is None
    with pytest.raises(KeyboardInterrupt):
        cache.keep_file("one", PATH, "v1.0.0.zip", break_off)
    assert files(cache) == []


def test_write_from_many_threads_one_whole_entry_is_left(cache: DiskCache) -> None:
    bodies = [bytes([n]) * 50_000 for n in range(8)]
    seen: list[bytes | None] = []

    def work(body: bytes) -> None:
        for _ in range(5):
            cache.write("one", PATH, "v1.0.0.mod", body)
            seen.append(cache.read("one", PATH, "v1.0.0.mod"))

    threads = [threading.Thread(target=work, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 40
    assert set(seen) <= set(bodies)
    assert len(files(cache)) == 1


def test_of_those_who_make_the_same_entry_one_has_its_turn_at_a_time(cache: DiskCache) -> None:
    asked: list[int] = []

    def ask(number: int) -> None:
        with cache.turn("proxy", PATH, "v1.0.0.mod"):
            if cache.read("proxy", PATH, "v1.0.0.mod") is None:
                asked.append(number)
                time.sleep(0.02)
                cache.write("proxy", PATH, "v1.0.0.mod", b"module x\n")

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_a_turn_within_a_turn_waits_for_nobody(cache: DiskCache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever entries they are of: some share a lock, as the last ones here do."""
    monkeypatch.setattr(module, "_PATIENCE", 0)
    held: list[bool] = []

    @contextlib.contextmanager
    def noted(place: str, *, patience: float) -> Iterator[bool]:
        with locked(place, patience=patience) as is_held:
            held.append(is_held)
            yield is_held

    monkeypatch.setattr(module, "locked", noted)
    with cache.turn("proxy", PATH, "v1.0.0.zip"):
        for number in range(999):
            with cache.turn("proxy", PATH, f"v1.{number}.0.info"):
                pass
        with cache.turn("proxy", PATH, "v1.0.0.zip"), cache.turn("proxy", PATH, "v1.0.0.zip"):
            pass
    with cache.turn("proxy", PATH, "v1.0.0.zip"):
        pass
    assert len(held) == 999 + 4
    assert all(held)


def test_where_no_lock_can_be_made_nobody_waits(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    with DiskCache(str(tmp_path / "cache")).turn("proxy", PATH, "v1.0.0.mod"):
        pass


def test_read_entry_from_the_future_is_not_there(cache: DiskCache) -> None:
    """A clock that was ahead and was set back must not keep an answer for years."""
    cache.write("one", PATH, "x.info", b"hello")
    later = time.time() + 86400
    os.utime(files(cache)[0], (later, later))
    assert cache.read("one", PATH, "x.info", days=7) is None
    assert cache.read("one", PATH, "x.info") == b"hello"


def test_trim_takes_the_oldest_out_once_a_day(cache: DiskCache) -> None:
    for number in range(10):
        cache.write("one", PATH, f"v1.{number}.0.info", b"x" * 1000)
        age = time.time() - 3600 * (10 - number)
        os.utime(Path(cache.root, "v1", "one", "ex.test", "!acme", "lib", "@v", f"v1.{number}.0.info"), (age, age))
    cache.trim(6000)
    kept = [number for number in range(10) if cache.read("one", PATH, f"v1.{number}.0.info") is not None]
    assert kept == list(range(10))[-len(kept) :]
    assert 3 <= len(kept) <= 5
    cache.trim(0)
    assert cache.read("one", PATH, "v1.9.0.info") is not None
    looked = Path(cache.root, "v1", "trimmed")
    os.utime(looked, (0, 0))
    cache.trim(0)
    assert cache.read("one", PATH, "v1.9.0.info") is None
