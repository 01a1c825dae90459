"""What stops gomigrate. Each carries fields; the command line turns it into one line and an exit status."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding


class GomigrateError(Exception):
    """Root of all errors that are not bugs. `remedy` says what to do next, "" where the command's own --help is it."""

    remedy = ""


class UsageProblem(GomigrateError):
    """The command or its options ask for something that makes no sense (exit status 2)."""


class NothingToDo(UsageProblem):
    """The project is what it would be made into already."""

    remedy = "gomigrate doctor and gomigrate graph are for modules, too"


class ProjectProblem(GomigrateError):
    """The project needs a decision before anything can be written (exit status 1)."""

    remedy = "gomigrate plan shows the case with its choices, gomigrate explain CODE what a finding means"

    def __init__(self, message: str, findings: tuple[Finding, ...] = ()) -> None:
        super().__init__(message)
        self.findings = findings


class WorldProblem(GomigrateError):
    """The surroundings failed: no go command, no network, a full disk (exit status 3)."""

    remedy = "gomigrate doctor examines the surroundings; once they are mended, run the same command again"


class UnknownAnswer(WorldProblem):
    """A place that may have what is asked for was sick, and a decision depends on its answer. The message ends with
    the remedy: what a program said in the middle of it may look like one."""

    def __init__(self, message: str, *, remedy: str) -> None:
        super().__init__(f"{message}; next: {remedy}")
        self.remedy = remedy
