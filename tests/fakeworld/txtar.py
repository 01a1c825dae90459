"""The txtar format: many small text files in one readable file, each after a line `-- name --`."""

from __future__ import annotations

import re

MARKER = re.compile(r"^-- (?P<name>\S.*?) --$")


def parse_txtar(text: str) -> dict[str, str]:
    """The files of an archive by name, in their order; the comment before the first marker is left out."""
    files: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines(keepends=True):
        if match := MARKER.match(line.rstrip("\n")):
            current = files.setdefault(match["name"], [])
        elif current is not None:
            current.append(line)
    return {name: "".join(lines) for name, lines in files.items()}
