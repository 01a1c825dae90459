"""What a run learns of the hosts that it asks: which are down, and how many questions each gets at once."""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict
from contextlib import AbstractContextManager, nullcontext
from urllib.parse import urlsplit

from gomigrate.model.diagnosis.exchanges import Exchange
from gomigrate.model.modules import Flaw, Said

AT_ONCE = 32
"""So many questions are open at once, at whichever hosts."""
AT_A_HOST = min(AT_ONCE, max(16, os.cpu_count() or 1))
"""So many at one: the go command asks as many as there are processors (GOMAXPROCS), and asked ten before Go 1.16
(cmd/go/internal/modload, modcmd)."""
GIVE_UP = 3
"""A host that failed so many questions in a row gets no second tries, and after so many without any answer in time no
question at all: hundreds of modules would take hours."""
_ASK_AGAIN = 60.0
"""So many seconds a host counts as down that could not be connected to."""


class Hosts:
    """Safe to use from many threads."""

    def __init__(self, at_once: int = AT_A_HOST) -> None:
        self._lock = threading.Lock()
        self._places = defaultdict[str, threading.BoundedSemaphore](lambda: threading.BoundedSemaphore(at_once))
        self._failed: dict[str, int] = {}
        self._silent: dict[str, int] = {}
        self._down: dict[str, tuple[Exchange, float]] = {}

    def place(self, host: str) -> AbstractContextManager[object]:
        """To be held while the host is asked; waits for one that is free. For "", a disk, all are."""
        if not host:
            return nullcontext()
        with self._lock:
            return self._places[host]

    def down(self, host: str) -> Exchange | None:
        """The failed connection to the host a moment ago, where it is down."""
        exchange, seen = self._down.get(host, (None, 0.0))
        return exchange if time.monotonic() - seen < _ASK_AGAIN else None

    def given_up(self, host: str) -> Exchange | None:
        """The answer for a host that is not asked any more, because it left so many questions in a row unanswered."""
        is_silent = self._silent.get(host, 0) >= GIVE_UP
        return Exchange(said=Said.SILENT, flaw=Flaw.GIVEN_UP) if is_silent else None

    def is_hopeless(self, host: str) -> bool:
        """Whether another try is not worth its while: others found that out, with pauses."""
        return self._failed.get(host, 0) >= GIVE_UP or self._silent.get(host, 0) > 0

    def note(self, host: str, exchange: Exchange) -> None:
        """How a question to the host ended."""
        said = exchange.said
        with self._lock:
            if not said.is_unknown:
                self._failed[host] = self._silent[host] = 0
                self._down.pop(host, None)
            elif said is Said.UNREACHABLE:
                self._failed[host] = GIVE_UP
                if not exchange.hops:  # else it is another host that is down
                    self._down[host] = (exchange, time.monotonic())
            elif said is Said.FAILED:
                self._failed[host] = self._failed.get(host, 0) + 1
            elif said is Said.SILENT:
                self._silent[host] = self._silent.get(host, 0) + 1


def host_of(url: str) -> str:
    """The host of a URL, with the port that it names and without a login; "" for a file."""
    return urlsplit(url).netloc.rpartition("@")[2]
