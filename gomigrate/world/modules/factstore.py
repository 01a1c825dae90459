"""Facts about files, worked out once and kept for all runs and all projects in one sqlite3 file in gomigrate's cache.

The store may be deleted. A row that is missing, damaged or sealed by another user is worked out again. A store that is
locked, full, read-only or of a later gomigrate is not used. A damaged one is created again.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from gomigrate.model.errors import WorldProblem
from gomigrate.world.disk.seal import make_private

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable

    from gomigrate.world.disk.seal import Seals

T = TypeVar("T")

MOST_BYTES = 256 << 20
_LAYOUT = 1
_TABLE = "CREATE TABLE facts (key BLOB PRIMARY KEY, week INTEGER NOT NULL, body BLOB NOT NULL)"
# No waiting for the disk: the seals show what a power cut left half written. The rest is what sqlite advises for files
# that others may have made (https://sqlite.org/security.html).
_SETTINGS = ("journal_mode = DELETE", "synchronous = OFF", "trusted_schema = OFF", "cell_size_check = ON")
_USED = "SELECT (pages - free) * size FROM (SELECT page_count AS pages FROM pragma_page_count),"
_USED += " (SELECT freelist_count AS free FROM pragma_freelist_count), (SELECT page_size AS size FROM pragma_page_size)"
_LARGEST_ROW = 16 << 20
_PATIENCE = 2.0
_AT_ONCE = 5000
_WEEK = 7 * 86400
# How a journal ends that names another file, which sqlite then removes, whatever file it is
# (https://sqlite.org/fileformat.html). Ours never does.
_NAMES_ANOTHER = bytes.fromhex("d9d505f920a163d7")


class FactStore:
    """Sealed values by key, in the file at `path`. Safe between threads and processes, and where a writer is killed: by
    a rollback journal, since WAL does not work on network disks (https://sqlite.org/wal.html). What is kept is written
    some thousand rows at a time, and the rest by `end`. A store with more than `most_bytes` in it loses the rows whose
    last use is longest ago, by weeks."""

    def __init__(self, path: str, seals: Seals, *, most_bytes: int = MOST_BYTES) -> None:
        self._path = path
        self._seals = seals
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._week = int(time.time() // _WEEK)
        self._waiting: dict[bytes, bytes] = {}
        self._opened: sqlite3.Connection | None = None
        self._is_usable = True

    def get(self, key: bytes) -> bytes | None:
        """What was kept under the key; None where nothing was, or it cannot be read."""
        with self._lock:
            if key in self._waiting:
                return self._waiting[key]
            row = self._use(lambda db: db.execute("SELECT week, body FROM facts WHERE key = ?", (key,)).fetchone())
            body = self._unsealed(key, row[1]) if row else None
            if row and body is not None and row[0] != self._week:
                self._waiting[key] = body
            return body

    def keep(self, key: bytes, body: bytes) -> None:
        """Keep it; where that cannot be done, nothing happens."""
        with self._lock:
            if self._is_usable and len(body) < _LARGEST_ROW // 2:
                self._waiting[key] = body
                if len(self._waiting) >= _AT_ONCE:
                    self._use(self._write)

    def end(self) -> None:
        """Write what is left, and use the store no more."""
        with self._lock:
            if self._waiting:
                self._use(self._write)
            self._close()
            self._is_usable = False

    def _use(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` makes of the store; None where it could not, and then it is not tried again."""
        if not self._is_usable:
            return None
        try:
            import sqlite3
        except ImportError:  # a Python that was built without
            self._is_usable = False
            return None
        try:
            if self._opened is None:
                self._opened = _open(self._path)
            return work(self._opened)
        except (sqlite3.Error, OSError, WorldProblem) as error:
            self._is_usable = False
            self._close()
            if _primary(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                _remove(self._path)
            return None

    def _write(self, db: sqlite3.Connection) -> None:
        waiting, self._waiting = self._waiting, {}
        rows = [(key, self._week, self._seals.seal(_label(key), body)) for key, body in waiting.items()]
        db.execute("BEGIN IMMEDIATE")
        db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", rows)
        if db.execute(_USED).fetchone()[0] > self._most_bytes:
            db.execute("DELETE FROM facts WHERE week = (SELECT min(week) FROM facts)")
        db.execute("COMMIT")

    def _unsealed(self, key: bytes, sealed: object) -> bytes | None:
        try:
            return self._seals.open(_label(key), sealed) if isinstance(sealed, bytes) else None
        except WorldProblem:
            return None

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
        self._opened = None


def _open(path: str) -> sqlite3.Connection:
    """The store, made where there is none. Raises sqlite3.Error and OSError, and WorldProblem where others may write to
    its folder."""
    import sqlite3

    make_private(str(Path(path).parent))
    with contextlib.suppress(FileNotFoundError), _journal(path).open("rb") as journal:
        journal.seek(max(0, journal.seek(0, os.SEEK_END) - len(_NAMES_ANOTHER)))
        if journal.read() == _NAMES_ANOTHER:
            _remove(path)
    db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_ROW)
        for setting in _SETTINGS:
            db.execute(f"PRAGMA {setting}")
        (layout,) = db.execute("PRAGMA user_version").fetchone()
        if layout == 0:
            db.execute("BEGIN IMMEDIATE")
            db.execute(_TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1))
            db.execute(f"PRAGMA user_version = {_LAYOUT}")
            db.execute("COMMIT")
        tables = [sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL")]
    except BaseException:
        db.close()
        raise
    if layout <= _LAYOUT and tables == [_TABLE]:
        return db
    db.close()
    if layout <= _LAYOUT:
        _remove(path)
    raise sqlite3.NotSupportedError(f"{path} is of another gomigrate")


def _primary(error: Exception) -> int:
    """The first byte of sqlite's code tells the kind of error (https://sqlite.org/rescode.html)."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _journal(path: str) -> Path:
    return Path(f"{path}-journal")


def _remove(path: str) -> None:
    for place in (_journal(path), Path(path)):
        with contextlib.suppress(OSError):
            place.unlink()


def _label(key: bytes) -> str:
    return f"fact {key.hex()}"
