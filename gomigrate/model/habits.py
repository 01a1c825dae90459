"""Habits of GOPATH mode in build files: where each stands, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Safety(StrEnum):
    """How sure a change is: safe ones are applied, unsafe ones are shown and applied on request, manual ones are a
    person's to make."""

    SAFE = "safe"
    UNSAFE = "unsafe"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """A habit at a line of a file: `code` is the rule's finding code, `kind` the kind of file in words. `before` and
    `after` are the lines that change. `applied` says whether the branch has the change."""

    code: str
    safety: Safety
    file: str
    line: int
    kind: str
    message: str
    remedy: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    applied: bool = False
