"""What was kept comes back as it was, or not at all: whichever process was killed, whatever happened to the disk."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import signal
import sqlite3
import struct
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gomigrate.world.disk.seal import Seals
from gomigrate.world.modules import factstore
from gomigrate.world.modules.factstore import FactStore

PAGE = 4096
SEALS = Seals.of_process()


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def body(number: int) -> bytes:
    return f"fact {number} ".encode() * (20 + number % 50)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "facts" / "facts.db"


def store(place: Path, *, most_bytes: int = factstore.MOST_BYTES) -> FactStore:
    return FactStore(str(place), SEALS, most_bytes=most_bytes)


def fill(place: Path, numbers: range) -> None:
    opened = store(place)
    for number in numbers:
        opened.keep(key(number), body(number))
    opened.end()


def known(place: Path, numbers: range) -> list[int]:
    """Which of the facts are there. None of them may differ from what was kept."""
    opened = store(place)
    found = {number: opened.get(key(number)) for number in numbers}
    opened.end()
    assert {number: kept for number, kept in found.items() if kept not in (None, body(number))} == {}
    return [number for number, kept in found.items() if kept is not None]


def test_what_is_kept_is_there_at_once_and_in_the_next_run(place: Path) -> None:
    opened = store(place)
    opened.keep(key(1), body(1))
    assert (opened.get(key(1)), opened.get(key(2))) == (body(1), None)
    assert known(place, range(3)) == []
    opened.end()
    assert known(place, range(3)) == [1]


def test_many_are_written_before_the_end(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factstore, "_AT_ONCE", 10)
    opened = store(place)
    for number in range(25):
        opened.keep(key(number), body(number))
    assert known(place, range(30)) == list(range(20))
    opened.end()
    assert known(place, range(30)) == list(range(25))


def test_what_is_too_long_is_not_kept(place: Path) -> None:
    opened = store(place)
    opened.keep(key(0), b"x" * (factstore._LARGEST_ROW + 1))
    opened.keep(key(1), body(1))
    opened.end()
    assert known(place, range(2)) == [1]


def _die_at_commit(statement: str) -> None:
    if statement == "COMMIT":
        os.kill(os.getpid(), signal.SIGKILL)


def in_a_child(work: Callable[[], object]) -> int:
    """The exit status of a process that does this: 0, or 1 where it raises; negative for a signal."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at_commit(place: Path, numbers: range) -> None:
    """Another process writes these, and is killed when all is in the journal."""

    def write() -> None:
        opened = store(place)
        opened.get(key(0))
        assert opened._opened is not None
        opened._opened.set_trace_callback(_die_at_commit)
        for number in numbers:
            opened.keep(key(number), body(number))
        opened.end()

    assert in_a_child(write) == -signal.SIGKILL


def test_killed_at_every_write(place: Path, tmp_path: Path) -> None:
    """sqlite writes the journal, then the pages in their order, then removes the journal: each state in between."""
    fill(place, range(40))
    before = place.read_bytes()
    killed_at_commit(place, range(20, 60))
    journal_place = Path(f"{place}-journal")
    journal = journal_place.read_bytes()
    assert place.read_bytes() == before
    journal_place.unlink()
    fill(place, range(20, 60))
    after = place.read_bytes()
    assert len(after) > len(before) > 6 * PAGE

    for length in range(0, len(journal), 512):
        place.write_bytes(before)
        journal_place.write_bytes(journal[:length])
        assert known(place, range(60)) == list(range(40))
    for pages in range(len(after) // PAGE + 1):
        place.write_bytes(after[: pages * PAGE] + before[pages * PAGE :])
        journal_place.write_bytes(journal)
        assert known(place, range(60)) == list(range(40))
        assert not journal_place.exists()
    # A power cut may leave any of the pages, and no journal.
    for pages in range(len(after) // PAGE + 1):
        place.write_bytes(after[: pages * PAGE] + before[pages * PAGE :])
        known(place, range(60))
        fill(place, range(60))
        place.write_bytes(before[: pages * PAGE])
        known(place, range(60))


def test_any_byte_may_be_another_one(place: Path) -> None:
    fill(place, range(12))
    whole = place.read_bytes()
    for at in range(0, len(whole), 61):
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        known(place, range(12))
        fill(place, range(1))


def _work(place: Path, worker: int) -> None:
    for turn in range(5):
        opened = store(place)
        for number in range(100):
            assert opened.get(key(number)) in (None, body(number))
            if number % 4 == worker:
                opened.keep(key(number), body(number))
        if turn == 4 and worker == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        opened.end()


def test_several_processes_at_once(place: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_work, args=(place, number)) for number in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0, 0, 0, -signal.SIGKILL]
    assert known(place, range(100)) == list(range(100))


def test_removed_while_it_is_open(place: Path) -> None:
    fill(place, range(4))
    opened = store(place)
    assert opened.get(key(1)) == body(1)
    place.unlink()
    opened.keep(key(7), body(7))
    assert opened.get(key(2)) in (None, body(2))
    opened.end()
    fill(place, range(2))
    assert known(place, range(9)) == [0, 1]


def test_a_store_that_somebody_writes_to_is_done_without(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(factstore, "_PATIENCE", 0.01)
    fill(place, range(4))
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    waiting = store(place)
    assert waiting.get(key(0)) is None
    fill(place, range(4, 8))
    other.execute("COMMIT")
    other.close()
    assert waiting.get(key(0)) is None, "one wait is enough"
    assert known(place, range(8)) == [0, 1, 2, 3]


def test_a_full_disk(place: Path) -> None:
    resource = pytest.importorskip("resource")
    fill(place, range(40))

    def write() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (place.stat().st_size, resource.RLIM_INFINITY))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        opened = store(place)
        for number in range(40, 400):
            opened.keep(key(number), body(number))
        opened.end()
        assert opened.get(key(0)) is None

    assert in_a_child(write) == 0
    assert known(place, range(400)) == list(range(40))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written(place: Path) -> None:
    fill(place, range(4))
    place.chmod(0o400)
    place.parent.chmod(0o500)
    assert known(place, range(4)) == [0, 1, 2, 3]
    fill(place, range(4, 8))
    place.parent.chmod(0o700)
    assert known(place, range(8)) == [0, 1, 2, 3]


def test_a_place_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "facts").write_text("a file")
    fill(tmp_path / "facts" / "facts.db", range(4))
    assert (tmp_path / "facts").read_text() == "a file"


def test_a_folder_that_others_write_to(place: Path) -> None:
    fill(place, range(4))
    place.parent.chmod(0o777)
    assert known(place, range(4)) == []


@pytest.mark.parametrize("content", [b"", b"no database at all" * 500, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_file_that_is_no_store_becomes_one(place: Path, content: bytes) -> None:
    place.parent.mkdir(mode=0o700)
    place.write_bytes(content)
    assert known(place, range(4)) == []
    fill(place, range(4))
    assert known(place, range(4)) == [0, 1, 2, 3]


def test_a_database_of_somebody_else_makes_room(place: Path) -> None:
    place.parent.mkdir(mode=0o700)
    with sqlite3.connect(place) as other:
        other.execute("CREATE TABLE facts (key, week, body)")
        other.execute("CREATE TRIGGER t AFTER INSERT ON facts BEGIN DELETE FROM facts; END")
        other.execute("INSERT INTO facts VALUES (?, 1, ?)", (key(0), body(0)))
    assert known(place, range(4)) == []
    fill(place, range(4))
    assert known(place, range(4)) == [0, 1, 2, 3]


@pytest.mark.parametrize("change", ["ALTER TABLE facts RENAME TO better_facts", "DELETE FROM facts WHERE week = 0"])
def test_a_store_of_a_later_gomigrate_is_left_alone(place: Path, change: str) -> None:
    fill(place, range(4))
    with sqlite3.connect(place) as later:
        later.execute(change)
        later.execute("PRAGMA user_version = 2")
    later.close()
    content = place.read_bytes()
    assert known(place, range(4)) == []
    fill(place, range(4))
    assert place.read_bytes() == content


def test_a_store_with_a_write_ahead_log_gets_a_journal_instead(place: Path) -> None:
    fill(place, range(4))
    other = sqlite3.connect(place)
    assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
    other.close()
    assert known(place, range(4)) == [0, 1, 2, 3]
    assert place.read_bytes()[18:20] == b"\1\1"
    assert [path.name for path in place.parent.iterdir()] == [place.name]


def test_rows_are_believed_under_the_key_and_by_the_user_who_wrote_them(place: Path) -> None:
    fill(place, range(4))
    with sqlite3.connect(place) as other:
        rows = dict(other.execute("SELECT key, body FROM facts"))
        other.execute("UPDATE facts SET body = ? WHERE key = ?", (rows[key(1)], key(0)))
        other.execute("UPDATE facts SET body = 'text' WHERE key = ?", (key(2),))
    other.close()
    assert known(place, range(4)) == [1, 3]
    stranger = FactStore(str(place), Seals.of_process())
    assert [stranger.get(key(number)) for number in range(4)] == [None] * 4
    stranger.end()


def test_a_journal_that_names_another_file_does_not_remove_it(place: Path, tmp_path: Path) -> None:
    fill(place, range(40))
    killed_at_commit(place, range(40, 60))
    precious = tmp_path / "precious"
    precious.write_text("of the user")
    name = str(precious).encode()
    with Path(f"{place}-journal").open("ab") as journal:
        journal.write(struct.pack(">I", (1 << 30) // PAGE + 1) + name + struct.pack(">II", len(name), sum(name)))
        journal.write(factstore._NAMES_ANOTHER)
    assert known(place, range(60)) == []
    assert precious.read_text() == "of the user"


def test_what_was_not_asked_for_longest_goes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_700_000_000.0
    # The second week is before the first: a clock that was set back.
    for week, numbers in ((5, range(100)), (2, range(100, 200)), (8, range(50))):
        monkeypatch.setattr(time, "time", lambda week=week: now + week * 7 * 86400)
        assert known(place, numbers) in ([], list(numbers))
        fill(place, numbers)
    opened = store(place, most_bytes=place.stat().st_size // 2)
    opened.keep(key(200), body(200))
    opened.end()
    assert known(place, range(201)) == [*range(100), 200]


def test_what_is_asked_for_is_as_good_as_new(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(place, range(100))
    content = place.read_bytes()
    assert known(place, range(100)) == list(range(100))
    assert place.read_bytes() == content
    monkeypatch.setattr(time, "time", lambda: 4e9)
    assert known(place, range(50)) == list(range(50))
    opened = store(place, most_bytes=1)
    opened.keep(key(100), body(100))
    opened.end()
    assert known(place, range(101)) == [*range(50), 100]
