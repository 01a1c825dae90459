"""What is wrong with a name, as it is said after the name."""

from __future__ import annotations

from gomigrate.model.names import NameFlaw

FLAWS: dict[str, str] = {
    NameFlaw.ABSOLUTE: "is an absolute file name",
    NameFlaw.BLANK: "has a space or a control character in it",
    NameFlaw.DASH: "begins with a dash",
    NameFlaw.EMPTY: "is empty",
    NameFlaw.GIT_FOLDER: "leads into git's own folder, or into what some system takes for it",
    NameFlaw.HAS_URL: "has a URL in it",
    NameFlaw.HELPER: "names a transport helper of git",
    NameFlaw.NOT_A_COMMIT: "is not the full hash of a commit",
    NameFlaw.NOT_A_PLATFORM: "is not of the form GOOS/GOARCH",
    NameFlaw.NOT_A_VERSION: "is no version of a module",
    NameFlaw.OTHER_KIND: "is rewritten to another kind of path",
    NameFlaw.OUTSIDE: "is not a path inside the project",
    NameFlaw.REFUSED_BY_GO: "is no import path",
    NameFlaw.RELATIVE: "is a relative file name",
    NameFlaw.TOO_LONG: "is too long",
    NameFlaw.URL: "is a URL",
}


def flawed(flaw: str, error: str = "") -> str:
    """What is wrong, with Go's own word for it if there is one: "is no import path: double slash"."""
    words = FLAWS.get(flaw, flaw)
    return f"{words}: {error}" if error else words
