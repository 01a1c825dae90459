"""What is wrong or worth knowing in the user's project, as data: nothing here prints or raises."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error blocks, a warning wants reading, a note explains."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing the user should know.

    `code` is a key of `gomigrate.model.codes.CODES`, which gives the severity and the page of `gomigrate explain`;
    `message` is one sentence about this very case, `remedy` what can be done, `evidence` what was seen.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    place: Place | None = None
    evidence: tuple[str, ...] = ()
