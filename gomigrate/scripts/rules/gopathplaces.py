"""Import paths below GOPATH/src that a file names."""

from __future__ import annotations

import re
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
_PLACE = re.compile(rf"(?:{_GOPATH})\"?[/\\]src[/\\](?P<path>[\w.-]+\.[a-z]{{2,}}[/\\][\w./\\~-]+)")
WORDS = ("/src/", "\\src\\", "/src\\", "\\src/")
KINDS = frozenset(FileKind) - {FileKind.IGNORE}


def gopath_places(document: Document) -> Iterator[tuple[int, str]]:
    """Where each stands, and the path; comments are passed over."""
    for match in _PLACE.finditer(document.text):
        is_comment = document.line_head(match.start()).startswith(("#", "//", "rem ", "::"))
        if document.kind is FileKind.GO or not is_comment:
            yield match.start(), match["path"].replace("\\", "/").rstrip("/.")
