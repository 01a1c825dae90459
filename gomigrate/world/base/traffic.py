"""What was asked of other machines so far, in plain numbers: for whoever shows how far a command is."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class HostTraffic:
    """The questions to one host (of a proxy with its port, of version control as module paths name it). It counts those
    that have ended, with any result, and the bytes of their answers."""

    name: str
    asked: int
    answered: int
    received: int

    @property
    def waiting(self) -> int:
        """How many questions are open at this moment."""
        return self.asked - self.answered


@dataclass(frozen=True, slots=True, kw_only=True)
class TrafficSoFar:
    """All of it at one moment. `hosts` are in the order in which they were first asked. `remembered` counts the answers
    that were kept from before, so that no server was asked. `wanted` are the module versions that the go command is to
    download. `brought` are those of them whose availability is known by now, and `downloaded` the bytes of their
    zips."""

    hosts: tuple[HostTraffic, ...] = ()
    remembered: int = 0
    wanted: int = 0
    brought: int = 0
    downloaded: int = 0

    @property
    def asked(self) -> int:
        """The questions to all hosts."""
        return sum(host.asked for host in self.hosts)

    @property
    def answered(self) -> int:
        """Those that have come to an end."""
        return sum(host.answered for host in self.hosts)

    @property
    def received(self) -> int:
        """The bytes that came, by whichever way."""
        return self.downloaded + sum(host.received for host in self.hosts)

    @property
    def waited_for(self) -> tuple[HostTraffic, ...]:
        """The hosts with open questions, those with the most first."""
        return tuple(sorted((h for h in self.hosts if h.waiting), key=lambda h: -h.waiting))


class Traffic:
    """Counts, from any thread; `so_far` may be asked at any time, and as often as a display likes.

    There is one for each World (`world.traffic`), fed by its HTTP client, its caches and the go command. It is made
    when the world first asks for it, so a display takes it before the work starts:

        traffic = world.traffic
        ... in another thread, twice a second: now = traffic.so_far(); now.answered, now.asked, now.waited_for ...
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._answered: Counter[str] = Counter()
        self._received: Counter[str] = Counter()
        self._others: Counter[str] = Counter()

    def so_far(self) -> TrafficSoFar:
        """The numbers of this moment."""
        with self._lock:
            hosts = tuple(
                HostTraffic(name=h, asked=n, answered=self._answered[h], received=self._received[h])
                for h, n in self._asked.items()
            )
            return TrafficSoFar(hosts=hosts, **self._others)

    @contextmanager
    def asking(self, host: str) -> Iterator[None]:
        """A question to the host, for as long as the block runs."""
        with self._lock:
            self._asked[host] += 1
        try:
            yield
        finally:
            with self._lock:
                self._answered[host] += 1

    def receive(self, host: str, size: int) -> None:
        """So many bytes more came from the host."""
        with self._lock:
            self._received[host] += size

    def remember(self) -> None:
        """An answer was at hand."""
        self._add("remembered", 1)

    def want(self, count: int) -> None:
        """So many module versions more are to be downloaded."""
        self._add("wanted", count)

    def bring(self, size: int) -> None:
        """One of them is here with a zip of that size, or is not available (0)."""
        self._add("brought", 1)
        self._add("downloaded", size)

    def _add(self, what: str, count: int) -> None:
        with self._lock:
            self._others[what] += count
