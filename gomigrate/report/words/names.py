"""What is wrong with a name, as it is said after the name."""

from __future__ import annotations

from gomigrate.model.names import NameFlaw

FLAWS: dict[str, str] = {
    NameFlaw.ABSOLUTE: "is an absolute path",
    NameFlaw.BLANK: "contains a space or a control character",
    NameFlaw.DASH: "begins with a dash",
    NameFlaw.EMPTY: "is empty",
    NameFlaw.GIT_FOLDER: "leads into the .git folder, or into a name that a file system treats as .git",
    NameFlaw.HAS_URL: "contains a URL",
    NameFlaw.HELPER: "names a git remote helper",
    NameFlaw.NOT_A_COMMIT: "is not the full hash of a commit",
    NameFlaw.NOT_A_PLATFORM: "is not GOOS/GOARCH",
    NameFlaw.NOT_A_VERSION: "is not a module version",
    NameFlaw.OTHER_KIND: "is rewritten to another kind of path",
    NameFlaw.OUTSIDE: "is not a path inside the project",
    NameFlaw.REFUSED_BY_GO: "is not an import path",
    NameFlaw.RELATIVE: "is a relative path",
    NameFlaw.TOO_LONG: "is too long",
    NameFlaw.URL: "is a URL",
}


def flawed(flaw: str, error: str = "") -> str:
    """What is wrong, with Go's own word for it if there is one: "is not an import path: double slash"."""
    words = FLAWS.get(flaw, flaw)
    return f"{words}: {error}" if error else words
