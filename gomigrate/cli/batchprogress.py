"""What a running batch shows on a terminal: how many units are done, and what each worker does."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gomigrate.batch.reports import write_metrics
from gomigrate.model.fleets.batch import UnitState
from gomigrate.model.text.visible import visible
from gomigrate.report.words.fleets.batch import duration, reason_of, unit_name
from gomigrate.report.words.phrases import counted

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from rich.live import Live
    from rich.table import Table

    from gomigrate.batch.store import RunStore
    from gomigrate.batch.tally import Tally
    from gomigrate.model.fleets.batch import Unit, UnitResult

_EVERY = 15.0
_SHOWN = 16


class Progress:
    """Watches a run (see session.Watcher): writes the numbers for dashboards now and then, and, where `is_shown`, a
    live table on stderr."""

    def __init__(self, store: RunStore, tally: Tally, *, is_shown: bool) -> None:
        self._store = store
        self._tally = tally
        self._running: dict[int, tuple[Unit, float]] = {}
        self._written = 0.0
        self._live: Live | None = None
        if is_shown:
            from rich.console import Console
            from rich.live import Live

            self._live = Live(console=Console(stderr=True), auto_refresh=False, transient=True)

    def __enter__(self) -> Self:
        """Begin to show."""
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        if self._live is not None:
            self._live.stop()

    def began(self, number: int, unit: Unit) -> None:
        """A unit was given to a worker."""
        self._running[number] = (unit, time.monotonic())

    def ended(self, number: int, result: UnitResult) -> None:
        """A unit has its result."""
        self._running.pop(number, None)
        if self._live is not None and result.state in (UnitState.FAILED, UnitState.BLOCKED):
            said = visible(f"{unit_name(result.path)}: {result.state}: {reason_of(result)}")
            self._live.console.print(said, markup=False, highlight=False)

    def tick(self) -> None:
        """Some time has passed."""
        now = time.monotonic()
        if now - self._written >= _EVERY:
            self._written = now
            write_metrics(self._store, self._tally.summary(), time.time())
        if self._live is not None:
            self._live.update(self._table(now), refresh=True)

    def _table(self, now: float) -> Table:
        from rich.table import Table
        from rich.text import Text

        summary = self._tally.summary()
        states = ", ".join(f"{count} {state}" for state, count in summary.states if count and state != UnitState.FOUND)
        left = f", about {duration(summary.left)} left" if summary.left is not None else ""
        table = Table.grid(padding=(0, 2))
        done = f"{summary.units - summary.todo} of {counted(summary.units, 'unit')}"
        table.add_row(Text(f"{done}: {states or 'none yet'}; {len(self._running)} running{left}"))
        for number, (unit, began) in list(self._running.items())[:_SHOWN]:
            stage = self._store.unit(number).progress.stage
            table.add_row(Text(visible(f"  {stage:7} {duration(now - began):>6}  {unit_name(unit.path)}")))
        return table
