"""What stops gomigrate. Each carries fields; the command line makes an error, a help line and an exit status of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding


class GomigrateError(Exception):
    """Root of all errors that are not bugs: what is wrong, and why. `remedy` is the command to type, or what else to
    do; "" where the command's own --help is it. `instead` is a word of the command line that is wrong, and the one that
    may be meant: then the command with that is the remedy."""

    remedy = ""
    instead: tuple[str, str] | None = None

    def __init__(self, message: str = "", *, remedy: str = "", instead: tuple[str, str] | None = None) -> None:
        super().__init__(message)
        self.instead = instead
        if remedy:
            self.remedy = remedy


class UsageProblem(GomigrateError):
    """The command or its options ask for something that makes no sense (exit status 2)."""


class NothingToDo(UsageProblem):
    """The project is what it would be made into already."""

    remedy = "gomigrate doctor"


class ProjectProblem(GomigrateError):
    """The project needs a decision before anything can be written (exit status 1)."""

    remedy = "gomigrate plan"

    def __init__(
        self,
        message: str,
        findings: tuple[Finding, ...] = (),
        *,
        remedy: str = "",
        instead: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, instead=instead)
        self.findings = findings


class WorldProblem(GomigrateError):
    """The surroundings failed: no go command, no network, a full disk (exit status 3)."""

    remedy = "gomigrate doctor"


class UnknownAnswer(WorldProblem):
    """A source that may have what is asked for was out of order, and a decision depends on its answer."""
