"""What a target of the fuzzer is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A function of arbitrary bytes that must return, and inputs that lead into it. `words` are pieces of the format
    for the fuzzer to put together."""

    check: Callable[[bytes], object]
    seeds: tuple[bytes, ...]
    words: tuple[str, ...] = ()
