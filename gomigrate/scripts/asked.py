"""Import paths that the files install or fetch, so that the plan can look them up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import go_calls

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.scripts.read.document import Document

_PATH = re.compile(r"[\w.-]+\.[a-z]+/[\w./~-]+")


def asked_paths(documents: Iterable[Document]) -> tuple[str, ...]:
    """The import paths given to `go get`, sorted, without /... and versions."""
    found = {
        word.partition("@")[0].removesuffix("/...")
        for document in documents
        for call in go_calls(document)
        if call.arguments[0] == "get"
        for word in call.arguments[1:]
    }
    return tuple(sorted(path for path in found if _PATH.fullmatch(path)))
