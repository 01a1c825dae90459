"""Import paths below GOPATH/src that a file names."""

from __future__ import annotations

import posixpath
import re
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.read.document import Document

_GOPATH = "|".join(
    (
        r"\$[({]?GOPATH[)}]?",
        r"\$\$\{?GOPATH\}?",
        r"%GOPATH%",
        r"\$[Ee]nv:GOPATH",
        r"\$\$?\(go env GOPATH\)",
        r"(?<![\w.])(?:/root|~|\$HOME|\$\{HOME\}|/home/\w+)?/go",
        r"[Cc]:\\gopath",
    )
)
_REV = r"[\"']?(?P<revision>(?:[\w./-]|\$\{\w+\}|\$\(\w+\)|\$\w+)+)[\"']?"
# What stands between two commands: the signs of a shell, of make, and of an image's next step.
_NEXT = r"[ \t]*(?:&&|;|\n|\\\r?\n|\r\n)(?:[\s;\\]|&&|@|RUN[ \t]){0,200}"
_PINNED = re.compile(
    rf"(?:\b(?:cd|pushd)|^[ \t]*WORKDIR)[ \t]+[\"']?(?:{_GOPATH})[\"']?/src/"
    r"(?P<path>[\w.-]{1,80}\.[a-z]{2,9}/[\w./~-]{1,200})[\"']?"
    rf"(?:[ \t]*>[ \t]*/dev/null)?{_NEXT}"
    rf"git[ \t]+(?:checkout|reset[ \t]+--hard)(?:[ \t]+-[qf]|[ \t]+--quiet)*[ \t]+{_REV}{_NEXT}"
    rf"go[ \t]+install(?:[ \t]+-v)?(?:[ \t]+[\"']?(?P<package>\.?[\w./~-]*)[\"']?)?[ \t]*(?=$|[;&)\r\n\\])",
    re.MULTILINE,
)
_MOST_PINNED = 20
_PLACE = re.compile(rf"(?:{_GOPATH})\"?[/\\]src[/\\](?P<path>[\w.-]+\.[a-z]{{2,}}[/\\][\w./\\~-]+)")
WORDS = ("/src/", "\\src\\", "/src\\", "\\src/")
KINDS = frozenset(FileKind) - {FileKind.IGNORE}


def gopath_places(document: Document) -> Iterator[tuple[int, str]]:
    """Where each stands, and the path; comments are passed over."""
    for match in _PLACE.finditer(document.text):
        is_comment = document.line_head(match.start()).startswith(("#", "//", "rem ", "::"))
        if document.kind is FileKind.GO or not is_comment:
            yield match.start(), match["path"].replace("\\", "/").rstrip("/.")


def pinned_installs(document: Document) -> Iterator[tuple[int, str, str]]:
    """Where a file enters a repository below GOPATH/src, takes a revision of it and installs a command: the place of
    the path, the path, and the command that does the same without the folder (Go reference: "go install")."""
    for match in islice(_PINNED.finditer(document.text), _MOST_PINNED):
        if document.line_head(match.start()).startswith("#"):
            continue
        path, package = match["path"].rstrip("/"), match["package"] or "."
        if package.startswith("."):
            package = posixpath.normpath(posixpath.join(path, package))
        if package.split("/")[:2] == path.split("/")[:2] and "..." not in package:
            yield match.start(), path, f"go install {package}@{match['revision']}"


def is_before_project(document: Document, at: int) -> bool:
    """Whether nothing has been copied into an image yet where a line of a Dockerfile stands: there is no go.mod."""
    is_image = document.kind is FileKind.DOCKER
    return is_image and not any(step.is_copy and step.start < at for step in document.instructions)
