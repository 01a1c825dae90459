"""Module versions on their way into the module cache: go commands side by side, a few versions for each.

A go command of its own for each version would cost its start, one for all of them the waiting: `go mod download` looks
up .info and .mod, and asks the checksum database, for one version after the other
(cmd/go/internal/modload.ListModules).
"""

from __future__ import annotations

import threading
from collections import Counter, defaultdict, deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gomigrate.model.errors import WorldProblem
from gomigrate.model.modules import ModuleVersion, Said, SourceKind
from gomigrate.world.base.outcome import Failure
from gomigrate.world.base.process import TimedOut
from gomigrate.world.go.gocmd import Downloaded
from gomigrate.world.go.gowords import unreachable_host
from gomigrate.world.net.hosts import AT_A_HOST, AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from gomigrate.world.base.traffic import Traffic
    from gomigrate.world.go.gocmd import GoCommand
    from gomigrate.world.modules.modcache import ModCache

_AMONG_MANY = 8
"""So many go commands of one process run side by side where other processes do the same."""
_PLACES = {SourceKind.MODULE_CACHE: 1, SourceKind.DIRECT: 4}
"""So many go commands for one queue, if not AT_A_HOST: a question to version control is a whole conversation, and may
bring a whole repository."""
_A_BATCH = 8
_STANDING_STILL = 120
"""A go command waits for a server for ever; one without progress for so many seconds is stopped."""
_A_COMMAND_LINE = 200
"""So many module versions one go command gets at most: a command line of Windows has up to 32,767 characters."""
_HERE = ""
"""The queue of the versions that lie in the module cache already: one go command checks them all."""


class Downloads:
    """Each version is asked for once in a run, and no host delays those of another. Safe to use from many threads.

    `first_asked` says who is asked first for a module (see ProxyChain). `is_among_many`: other processes do the same at
    this time.
    """

    def __init__(
        self,
        go: GoCommand,
        *,
        modcache: ModCache,
        first_asked: Callable[[str], tuple[SourceKind, str]],
        traffic: Traffic,
        is_among_many: bool = False,
    ) -> None:
        self._go = go
        self._modcache = modcache
        self._first_asked = first_asked
        self._traffic = traffic
        self._at_once = _AMONG_MANY if is_among_many else AT_ONCE
        self._lock = threading.Lock()
        self._answers: dict[ModuleVersion, Future[Downloaded | Failure]] = {}
        self._queues = defaultdict[_Queue, deque[ModuleVersion]](deque)
        self._running: Counter[_Queue] = Counter()
        self._brought: dict[ModuleVersion, int] = {}
        self._up: set[_Queue] = set()
        self._down: dict[_Queue, Failure] = {}

    def begin(self, mods: Iterable[ModuleVersion]) -> None:
        """Start the downloads of these, without waiting for them."""
        with self._lock:
            new = [mod for mod in dict.fromkeys(mods) if mod not in self._answers]
            self._answers.update((mod, Future()) for mod in new)
        queues = [
            (SourceKind.MODULE_CACHE, _HERE) if self._modcache.has(mod) else self._first_asked(mod.path) for mod in new
        ]
        self._traffic.want(len(new))
        with self._lock:
            for queue, mod in zip(queues, new, strict=True):
                self._queues[queue].append(mod)
            self._start()

    def wait(self, mods: Iterable[ModuleVersion]) -> dict[ModuleVersion, Downloaded | Failure]:
        """The result of each; begins with those that are not on their way yet."""
        wanted = tuple(mods)
        self.begin(wanted)
        return {mod: self._answers[mod].result() for mod in wanted}

    @property
    def brought(self) -> dict[ModuleVersion, int]:
        """The versions that were not here before, with the sizes of their zips."""
        with self._lock:
            return dict(self._brought)

    def _start(self) -> None:
        """Start as many go commands as there are places for; called with the lock held."""
        for queue, waiting in self._queues.items():
            while waiting and queue in self._down:
                self._note(queue, waiting.popleft(), self._down[queue])
            places = _PLACES.get(queue[0], AT_A_HOST)
            while waiting and self._running[queue] < places and self._running.total() < self._at_once:
                batch = [waiting.popleft() for _ in range(min(self._share(queue, places), len(waiting)))]
                self._running[queue] += 1
                # A thread of a pool would keep the process from ending.
                threading.Thread(target=self._run, args=(queue, batch), daemon=True, name="download").start()

    def _share(self, queue: _Queue, places: int) -> int:
        """How many versions one go command gets: a fair share of those that wait, since the other places will be free
        in a moment; one alone while nothing is known of the host, since a host that is down makes it wait for each in
        turn."""
        if queue[0] is SourceKind.MODULE_CACHE:
            return _A_COMMAND_LINE
        return min(_A_BATCH, -(-len(self._queues[queue]) // places)) if queue in self._up else 1

    def _run(self, queue: _Queue, batch: Sequence[ModuleVersion]) -> None:
        answers: dict[ModuleVersion, Downloaded | Failure] = {}
        try:
            answers = self._ask(batch)
        except BaseException as bug:
            for mod in batch:
                self._answers[mod].set_exception(bug)
        with self._lock:
            self._running[queue] -= 1
            if down := _down(queue, answers.values()):
                self._down[queue] = down
            else:
                self._up.add(queue)
            for mod, answer in answers.items():
                self._note(queue, mod, answer)
            self._start()

    def _ask(self, batch: Sequence[ModuleVersion], *, again: bool = True) -> dict[ModuleVersion, Downloaded | Failure]:
        traces = partial(self._modcache.traces, batch)
        try:
            return self._go.download(batch, timeout=_STANDING_STILL, traces=traces)
        except TimedOut as late:
            if not again:
                return dict.fromkeys(batch, Failure(Said.SILENT, str(late)))
        except WorldProblem as problem:
            return dict.fromkeys(batch, Failure(Said.BROKEN, str(problem)))
        # Nothing says which of them it waited for, and another connection may work.
        return {mod: answer for one in batch for mod, answer in self._ask([one], again=False).items()}

    def _note(self, queue: _Queue, mod: ModuleVersion, answer: Downloaded | Failure) -> None:
        if isinstance(answer, Downloaded) and queue[0] is not SourceKind.MODULE_CACHE:
            self._brought[mod] = _size(answer)
        self._traffic.bring(self._brought.get(mod, 0))
        self._answers[mod].set_result(answer)


_Queue = tuple[SourceKind, str]


def _down(queue: _Queue, answers: Iterable[Downloaded | Failure]) -> Failure | None:
    """The answer for the rest of a queue, where all these answers show that there is no connection to its host."""
    failure = None
    for answer in answers:
        if not isinstance(answer, Failure) or unreachable_host(answer.detail) != queue[1]:
            return None
        failure = answer
    return failure


def _size(downloaded: Downloaded) -> int:
    with suppress(OSError):
        return Path(downloaded.zip).stat().st_size
    return 0
