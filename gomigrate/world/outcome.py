"""What asking the world for something ends in: found, or refused with everything that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

if TYPE_CHECKING:
    from gomigrate.model.modules import Attempt

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """An answer: its value, who gave it (redacted), and who was asked before."""

    value: T_co
    source: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """No answer, and why: one attempt for each place that was asked, in order. `is_missing`: every place that
    could have known said that there is no such thing, so asking elsewhere or later makes sense only if it changed."""

    attempts: tuple[Attempt, ...]
    is_missing: bool = False

    @property
    def reason(self) -> str:
        """The last thing that was said, in one line."""
        return str(self.attempts[-1]) if self.attempts else "nowhere to ask"


Outcome: TypeAlias = Found[T] | Refused
