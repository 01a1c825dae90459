"""Many questions at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from gomigrate.world.base.process import leave_at_the_end

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

K = TypeVar("K")
V = TypeVar("V")


def side_by_side(ask: Callable[[K], V], asked: Iterable[K], at_once: int) -> list[V]:
    """The answers in the order of the questions, `at_once` of which are open at a time. Raises what one of them raises,
    and then waits for those that are open; not when the user breaks off."""
    questions = list(asked)
    if len(questions) < 2:
        return [ask(question) for question in questions]
    pool = ThreadPoolExecutor(min(at_once, len(questions)), thread_name_prefix="asking")
    is_broken_off = True
    try:
        answers = list(pool.map(ask, questions))
        is_broken_off = False
    except Exception:
        leave_at_the_end()
        is_broken_off = False
        raise
    finally:
        pool.shutdown(wait=not is_broken_off, cancel_futures=True)
    return answers
