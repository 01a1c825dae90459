"""Progress on stderr: one line that changes on a terminal, and a new line at intervals elsewhere."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from gomigrate.cli.output import say
from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from gomigrate.world.base.counted import Compiling, Watch
    from gomigrate.world.base.traffic import Traffic, TrafficSoFar

_PATIENCE = 1.0
_EVERY = 0.5
_BETWEEN_LINES = 10.0
"""So many seconds lie between two lines in a log, and before the first."""
_SPINNER = 3
"""So many columns the spinner takes, with the last one, at which terminals wrap."""
_KEY = "gomigrate.progress"


def _remember(ctx: click.Context, _option: click.Parameter, value: str) -> None:
    ctx.meta[_KEY] = value


progress_option = click.option(
    "--progress",
    type=click.Choice(["auto", "plain", "none"]),
    default="auto",
    envvar="GOMIGRATE_PROGRESS",
    show_envvar=True,
    expose_value=False,
    callback=_remember,
    help="Progress on stderr: a moving line on a terminal, a line every 10 seconds elsewhere (plain), or none.",
)


@contextmanager
def at_work(what: str, traffic: Traffic | None = None, *, is_wanted: bool = True) -> Iterator[Watch]:
    """While the block runs for longer than a moment, say on stderr what is done, for how long, and what `traffic`
    counts; nothing where that is not wanted. What comes out takes the steps that `what` consists of."""
    wanted = click.get_current_context().meta.get(_KEY, "auto") if click.get_current_context(silent=True) else "auto"
    import threading

    from gomigrate.world.base.counted import nobody

    if not is_wanted or wanted == "none" or sys.stderr is None:
        yield nobody
        return
    steps: list[Compiling] = []
    began = time.monotonic()

    def now() -> str:
        doing = _compiling(steps[-1]) if steps else what
        said = _asking(traffic.so_far()) if traffic else ()
        return visible(f"{doing} ({time.monotonic() - began:.0f} s){': ' if said else ''}{'; '.join(said)}")

    ended = threading.Event()
    show = _move if wanted == "auto" and sys.stderr.isatty() else _log
    shown = threading.Thread(target=show, args=(now, ended), daemon=True)
    shown.start()
    try:
        yield steps.append
    finally:
        ended.set()
        shown.join()


def _move(now: Callable[[], str], ended: threading.Event) -> None:
    if ended.wait(_PATIENCE):
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)

    def line() -> Text:
        # rich wraps beside the spinner whatever the text asks for, and two lines that move flicker.
        text = Text(now())
        text.truncate(console.width - _SPINNER, overflow="ellipsis")
        return text

    with console.status(line()) as status:
        while not ended.wait(_EVERY):
            status.update(line())


def _log(now: Callable[[], str], ended: threading.Event) -> None:
    while not ended.wait(_BETWEEN_LINES):
        say(now(), err=True)


def _compiling(step: Compiling) -> str:
    side = "the state before" if step.is_before else "the branch"
    return f"Compiling {side}: {step.done:,} of {step.total:,} packages, those in the build cache not counted"


def _asking(so_far: TrafficSoFar) -> tuple[str, ...]:
    """How many of how many, who is waited for, what came, and what was at hand."""
    from gomigrate.report.words.phrases import counted, sized

    hosts = [f"{host.name} ({host.waiting:,})" for host in so_far.waited_for[:2]]
    said = {
        f"{so_far.answered:,} of {counted(so_far.asked, 'request')} answered": so_far.asked,
        f"waiting for {', '.join(hosts)}": hosts,
        f"{so_far.brought:,} of {counted(so_far.wanted, 'module')} downloaded": so_far.wanted,
        sized(so_far.received): so_far.received,
        f"{counted(so_far.remembered, 'answer')} remembered": so_far.remembered,
    }
    return tuple(words for words, is_so in said.items() if is_so)
