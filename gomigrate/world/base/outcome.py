"""What asking the world for something ends in: found, or refused with everything that was tried."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from gomigrate.model.modules import Failing

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
    """No answer, and why: one attempt for each place that was asked, in order. `failing` is MISSING where every place
    that could have known said that there is no such thing, UNKNOWN where one of them was sick."""

    attempts: tuple[Attempt, ...]
    failing: Failing = Failing.REFUSED

    @property
    def is_missing(self) -> bool:
        """Whether asking elsewhere or later makes sense only if something changed."""
        return self.failing is Failing.MISSING

    @property
    def reason(self) -> str:
        """The last thing that was said, in one line."""
        return str(self.attempts[-1]) if self.attempts else "nowhere to ask"


class Question(StrEnum):
    """What can be asked about a module."""

    INFO = "info"
    LIST = "list"
    LATEST = "latest"
    GO_MOD = "mod"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question about the module `path` that ended in UNKNOWN, and the attempt with whoever was sick."""

    path: str
    question: Question
    attempt: Attempt


Outcome: TypeAlias = Found[T] | Refused
