"""What is wrong or worth knowing in the user's project. As data: nothing prints or raises, nothing is worded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.decision import Reason
    from gomigrate.model.modules import Attempt


class Severity(StrEnum):
    """How much a finding matters: an error blocks, a warning is to be read, a note explains."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file of the project, slash-separated and relative to its root, and a line counted from 1 (0: all of it)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


Fact = str | int | bool | tuple[str, ...]
"""A name, a number, yes or no, or names; never a sentence of ours. What a program or a server said is a name, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the user should know.

    `code` is a key of `gomigrate.model.severities.SEVERITIES`. `facts` are the names and numbers of this case;
    `gomigrate.report.words` makes the sentence of them. `because` is the decision that the finding tells of. `evidence`
    is what was seen, and `attempts` are the sources that were asked, with their answers.
    """

    code: str
    severity: Severity
    facts: tuple[tuple[str, Fact], ...] = ()
    because: Reason | None = None
    place: Place | None = None
    evidence: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The fact of this name, None where there is none."""
        return next((value for key, value in self.facts if key == name), None)
