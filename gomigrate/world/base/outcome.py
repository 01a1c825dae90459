"""What asking the world for something ends in: an answer, a failure of one source, or a refusal by all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeAlias, TypeVar

from gomigrate.model.modules import Attempt, Said, SourceKind, worst

if TYPE_CHECKING:
    from gomigrate.model.modules import Flaw

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504})


def said_by_status(status: int) -> Said:
    """What an HTTP status other than 200 says of what was asked for."""
    if status in {404, 410}:
        return Said.NO
    if status in {403, 451}:
        return Said.REFUSED
    if status in {401, 407}:
        return Said.LOGIN
    return Said.FAILED if status in WORTH_A_RETRY else Said.BROKEN


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one source gives nothing: the meaning, its own words or a datum (redacted), and what is wrong with an answer
    of another kind. Where the go command asked for us, `by` is the source that its message is about, as far as that is
    known: DIRECT for version control. `is_for_now`: a login that is asked for by then may change it."""

    said: Said
    detail: str = ""
    flaw: Flaw | None = None
    by: SourceKind | None = field(default=None, repr=False, compare=False)
    is_for_now: bool = field(default=False, repr=False, compare=False)

    @property
    def is_no(self) -> bool:
        """Whether it says "there is no such thing" (404, 410), after which "," leads on."""
        return self.said is Said.NO

    @property
    def datum(self) -> str:
        """The shortest that tells what it was, for those who show it beside other data."""
        return self.detail or str(self.flaw or self.said)

    def attempt(self, source: str, kind: SourceKind, question: str) -> Attempt:
        """The failure as what this source said to this question."""
        return Attempt(source=source, kind=kind, question=question, said=self.said, detail=self.detail, flaw=self.flaw)


@dataclass(frozen=True, slots=True)
class Found(Generic[T_co]):
    """An answer: its value, who gave it (redacted), and who was asked before."""

    value: T_co
    source: str
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """No answer, and why: one attempt for each place that was asked, in order."""

    attempts: tuple[Attempt, ...]

    @property
    def said(self) -> Said:
        """NO where every place that could have known said so, an unknown where one of them said nothing."""
        return worst(self.attempts)

    @property
    def is_no(self) -> bool:
        """Whether asking elsewhere or later makes sense only if something changed."""
        return self.said is Said.NO


class ModuleQuestion(StrEnum):
    """What can be asked about a module."""

    INFO = "info"
    LIST = "list"
    LATEST = "latest"
    GO_MOD = "mod"
    ZIP = "zip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question about the module `path` without an answer, and the attempt with the source that may have one."""

    path: str
    question: ModuleQuestion
    attempt: Attempt


Outcome: TypeAlias = Found[T] | Refused
