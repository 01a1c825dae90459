"""The table of `plan --explain-goflags`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.report.page import Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.model.legacy.habits import FlagsRow


def flags_text(rows: Sequence[FlagsRow], width: int, *, color: bool) -> str:
    """Each go command of the build files with the GOFLAGS that it runs with, and where these come from."""
    page = Page(width, color=color)
    page.line()
    if not rows:
        page.line("No build file sets GOFLAGS: go env GOFLAGS decides wherever a go command runs.")
        return str(page)
    page.line("GOFLAGS of the go commands in build files", style="bold")
    known: tuple[str, int, str] | None = None
    for row in rows:
        place = row.file, row.line, row.command
        if place != known:
            page.line()
            page.line(f"  {row.file}:{row.line}  {row.command}")
        page.line(f"      {_value(row)}" if place != known else f"    or {_value(row)}")
        known = place
        if row.hides:
            page.line(f"      wins over {', '.join(row.hides)}")
        if row.overridden:
            page.line(f"      on the command line, and so before it: {' '.join(row.overridden)}")
    return str(page)


def _value(row: FlagsRow) -> str:
    """The value, and where it comes from; an empty one is none to the go command."""
    through = f", through {row.through}" if row.through else ""
    if row.value:
        return f"{row.value}, from {row.origin}{through}"
    taken = "" if row.origin == "go env" else f", as {row.origin} takes it away"
    return f"(what go env GOFLAGS says there{taken}){through}"
