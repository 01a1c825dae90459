"""`python -m tests.growth [FAMILY...]`: how the work of each subject grows, a JSON line each."""

from __future__ import annotations

import json
import sys
import threading
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tests.growth.steps import COUNTER, TooManyError, count_in

if TYPE_CHECKING:
    from tests.growth.subjects import Growing, Subject

LIMIT = 2.2
"""By what the steps may grow where the text is twice as long: more than linear, less than any power."""

_BUDGET = 6_000_000
_LENGTH = 64
"""So many characters are the shortest of the texts, and at least so many pieces:"""
_PIECES = 12
_MOST = 2048
"""A whole file that is a piece is repeated no longer than to so many characters, and three times at least."""


def main() -> None:
    """Measures and prints the worst input of each subject."""
    count_in("gomigrate")
    from tests.growth.subjects import subjects

    wanted = sys.argv[1:]
    for subject in subjects():
        if not wanted or subject.family in wanted:
            subject.run(subject.inputs[0].text(3))
            growth, piece = max((_growth(subject, piece), str(piece)) for piece in subject.inputs)
            print(json.dumps([subject.family, subject.name, round(growth, 2), piece, len(subject.inputs)]), flush=True)
            COUNTER.reset()  # what the next subject is made of does not count


def _growth(subject: Subject, piece: Growing) -> float:
    """The larger of two growth factors, from a text to one twice and one four times as long. What is bounded may look
    worse in short texts, so where it does longer ones are tried."""
    none = _steps(subject, piece.text(0))
    count = max(min(_PIECES, _MOST // len(piece.piece)), 3, _LENGTH // len(piece.piece))
    least = float("inf")
    while least > LIMIT:
        once, twice, four = (_steps(subject, piece.text(n * count)) for n in (1, 2, 4))
        if four < 0:
            return min(least, 99.0)
        if once - none < _LENGTH // 4:
            return 1.0
        least = min(least, max((twice - none) / (once - none), (four - none) / max(twice - none, 1)))
        count *= 4
    return least


@lru_cache(maxsize=1)
def _caches() -> tuple[Any, ...]:
    modules = [module for name, module in sys.modules.items() if name.startswith("gomigrate")]
    return tuple(one for module in modules for one in vars(module).values() if hasattr(one, "cache_clear"))


def _steps(subject: Subject, text: str) -> int:
    """The steps, -1 for more than anybody would wait for."""
    # What was read once would cost nothing in the next text.
    for cached in _caches():
        cached.cache_clear()
    COUNTER.reset(_BUDGET)
    try:
        subject.run(text)
    except TooManyError:
        return -1
    return COUNTER.steps


if __name__ == "__main__":
    # What is counted calls three functions for each of its own.
    sys.setrecursionlimit(3 * sys.getrecursionlimit())
    threading.stack_size(512 << 20)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
