"""The edits of a plan: as a diff on a terminal, as lines of a page, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.model.edits import FileEdit
    from gomigrate.report.buildlines import BuildLine

_STYLES = {"head": "bold", "at": "cyan", "del": "red", "add": "green"}
"""The colors of git (git-config(1), color.diff)."""
_MARKS = {"+": "add", "-": "del", "@": "at"}


def marked_lines(edit: FileEdit) -> Iterator[tuple[str, str]]:
    """The lines of a diff, each with what it is: head, at, add, del, or "" for one that stays. Nothing in them steers
    a terminal; a carriage return at an end is shown as git does, ^M."""
    is_head = True
    for line in edit.diff.split("\n")[:-1]:
        is_head = is_head and not line.startswith("@@ ")
        shown = visible(line[:-1], lines=True) + "^M" if line.endswith("\r") else visible(line, lines=True)
        yield "head" if is_head else _MARKS.get(line[:1], ""), shown


def patch(edits: Iterable[FileEdit]) -> bytes:
    """The diffs as git prints them."""
    return "".join(edit.diff for edit in edits).encode("utf-8", "surrogateescape")


def shown_diff(edits: Iterable[FileEdit], *, color: bool) -> str:
    """The diffs for a terminal, with the colors of git."""
    from rich.color import ColorSystem
    from rich.style import Style

    styles = {kind: Style.parse(words) for kind, words in _STYLES.items()}
    system = ColorSystem.STANDARD if color else None
    return "\n".join(
        styles[kind].render(line, color_system=system) if kind and line else line
        for edit in edits
        for kind, line in marked_lines(edit)
    )


def lines_json(lines: Iterable[BuildLine]) -> list[dict[str, Any]]:
    """What becomes of the lines of build files."""
    return [
        {
            "place": str(line.place),
            "fate": str(line.fate),
            "lines": list(line.lines),
            "should_be": list(line.should_be),
        }
        for line in lines
    ]


def edits_json(edits: Sequence[FileEdit]) -> list[dict[str, Any]]:
    """Each file with its parts that change, in the shape of schemas/plan.json."""
    return [
        {
            "file": edit.path,
            "new": edit.is_new,
            "hunks": [{"before": hunk.before, "after": hunk.after, "lines": list(hunk.lines)} for hunk in edit.hunks],
        }
        for edit in edits
    ]
