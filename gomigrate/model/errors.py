"""What stops gomigrate. Each carries fields; the command line makes an error, a help line and an exit status of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gomigrate.model.findings import Finding


class Suggested(NamedTuple):
    """A command of gomigrate that helps, as words without the folder of the project, which who shows it knows.
    `folder` is another folder that it is for; `without` are options that were given and are what is wrong. With
    `is_more` the words are options that the command as it was called lacks."""

    words: tuple[str, ...]
    folder: str = ""
    without: tuple[str, ...] = ()
    is_more: bool = False

    def __str__(self) -> str:
        return " ".join(("gomigrate", *self.words, *filter(None, (self.folder,))))


class GomigrateError(Exception):
    """Root of all errors that are not bugs: what is wrong, and why.

    `remedy` is the command to type, or what else to do; "" where the command's own --help is it. `instead` is a wrong
    word of the command line, and the word that may be meant: the remedy is then the command with that word.
    """

    remedy: str | Suggested = ""
    instead: tuple[str, str] | None = None

    def __init__(
        self, message: str = "", *, remedy: str | Suggested = "", instead: tuple[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.instead = instead
        if remedy:
            self.remedy = remedy


class UsageProblem(GomigrateError):
    """The command or its options ask for something that makes no sense (exit status 2)."""


class NothingToDo(UsageProblem):
    """The project is a module already, and has nothing to migrate."""

    remedy = Suggested(("doctor",))


class ProjectProblem(GomigrateError):
    """The project needs a decision before anything can be written (exit status 1)."""

    remedy = Suggested(("plan",))

    def __init__(
        self,
        message: str,
        findings: tuple[Finding, ...] = (),
        *,
        remedy: str | Suggested = "",
        instead: tuple[str, str] | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, instead=instead)
        self.findings = findings


class WorldProblem(GomigrateError):
    """The surroundings failed: no go command, no network, a full disk (exit status 3)."""

    remedy = Suggested(("doctor",))


class UnknownAnswer(WorldProblem):
    """A source that may have the answer failed, and a decision depends on its answer."""
