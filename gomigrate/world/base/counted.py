"""How far a program is that counts what it has done by a byte for each in a file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiling:
    """The compiler at work on a side of the build, the one `is_before` or the branch; `total` packages at most are to
    be compiled, since those in the build cache are not."""

    is_before: bool
    total: int
    counter: str

    @property
    def done(self) -> int:
        """How many packages it was started for."""
        try:
            return Path(self.counter).stat().st_size
        except OSError:
            return 0


Watch = Callable[[Compiling], None]
"""The receiver of what is done."""


def nobody(_step: Compiling) -> None:
    """No one wants to know."""
