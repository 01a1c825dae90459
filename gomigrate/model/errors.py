"""What stops gomigrate. Each carries fields; the command line turns it into one line and an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding


class GomigrateError(Exception):
    """Root of all errors that are not bugs."""


class UsageProblem(GomigrateError):
    """The command or its options ask for something that makes no sense (exit status 2)."""


class NothingToDo(UsageProblem):
    """The project is what it would be made into already."""


class ProjectProblem(GomigrateError):
    """The project needs a decision before anything can be written (exit status 1)."""

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class WorldProblem(GomigrateError):
    """The surroundings failed: no go command, no network, a full disk (exit status 3)."""
