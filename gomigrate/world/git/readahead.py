"""Objects of a repository that are read one after the other, asked of git several at a time."""

from __future__ import annotations

import threading
from collections import Counter
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.world.git.gitrun import AT_A_TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.world.git.gitrun import ObjectReader

_MOST_KEPT = 64 << 20


class ReadAhead:
    """Reads objects as `reader` does, and with each the next ones of an expected order, as a file system reads ahead:
    twice as many each time the order is kept to, and none once it is not. Safe to share among threads.

    A question to git that is waited for costs more than the answer: whoever reads a whole tree should wait seldom. What
    is read a second time may be read a third and fourth time, and is kept, as far as there is room: a scan reads once.
    """

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._order: Sequence[str] = ()
        self._places: dict[str, int] = {}
        self._next = -1
        self._count = 1
        self._waiting: dict[str, bytes | None] = {}
        self._seen: set[str] = set()
        self._kept: dict[str, bytes] = {}
        self._room = _MOST_KEPT

    def expect(self, order: Sequence[str]) -> None:
        """The object ids in the order in which they may be asked for. One that stands there more than once (the same
        file in two folders) is never read ahead, since it does not show which of its places the reader is at."""
        counts = Counter(order)
        with self._lock:
            self._order = tuple(object_id for object_id in order if counts[object_id] == 1)
            self._places = {object_id: place for place, object_id in enumerate(self._order)}

    def read(self, object_id: str) -> bytes | None:
        """The content of an object, None where the repository lacks it. Raises WorldProblem where git fails."""
        with self._lock:
            if object_id in self._kept:
                return self._kept[object_id]
            found = self._read(object_id)
            if object_id in self._seen and found is not None and len(found) <= self._room:
                self._kept[object_id] = found
                self._room -= len(found)
            self._seen.add(object_id)
            return found

    def _read(self, object_id: str) -> bytes | None:
        if object_id in self._waiting:
            return self._waiting.pop(object_id)
        place = self._places.get(object_id)
        if place is None:
            return self._reader.read_many([object_id])[0]
        self._count = min(2 * self._count, AT_A_TIME) if place == self._next else 1
        wanted = self._order[place : place + self._count]
        self._next = place + len(wanted)
        try:
            self._waiting = dict(zip(wanted, self._reader.read_many(wanted), strict=True))
        except WorldProblem:  # perhaps for one that was not asked for
            return self._reader.read_many([object_id])[0]
        return self._waiting.pop(object_id)
