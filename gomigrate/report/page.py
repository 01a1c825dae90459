"""A page of text for a terminal or a log: paragraphs, tables, findings, no wider than asked for."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import Console, RenderableType
    from rich.text import Text

STYLES = {
    "kept": "green",
    "held": "cyan",
    "copied": "cyan",
    "raised": "red",
    "unresolved": "red",
    "error": "bold red",
    "warning": "yellow",
    "note": "blue",
}

NO_REMEDY = "Nothing."
"""What a note's remedy says where there is nothing to do."""

GAP = 2
ENOUGH = 28
MOST_LINES = 4
"""A text beside other columns needs so many columns at least, and wraps into about so many lines at most."""


class Page:
    """Text in the making: paragraphs, tables and indented blocks, wrapped at `width`, coloured only if asked."""

    def __init__(self, width: int, *, color: bool) -> None:
        from rich.console import Console

        self._out = StringIO()
        self._console: Console = Console(
            file=self._out,
            width=max(width, 40),
            force_terminal=color,
            color_system="standard" if color else None,
            no_color=not color,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )

    def line(self, text: str = "", style: str = "") -> None:
        """A paragraph; continuation lines are not indented."""
        self._console.print(_text(text, style), soft_wrap=False)

    def block(self, text: str, indent: int = 4) -> None:
        """Text whose line ends stay where they are, however long the lines: a file's content."""
        for row in text.rstrip("\n").split("\n"):
            self._console.print(_text((" " * indent + row).rstrip()), soft_wrap=True)

    def table(self, rows: Iterable[Sequence[str]], indent: int = 2) -> None:
        """Rows of words; the last column takes the space that is left and wraps, or, where little is left, goes below
        the others. Words like "held" get their colour."""
        found = [tuple(row) for row in rows]
        if not found:
            return
        widths = [max(cell_width(word) for word in column) for column in zip(*found, strict=True)]
        left = self._console.width - indent - sum(widths[:-1]) - GAP * (len(widths) - 1)
        if left >= min(widths[-1], max(ENOUGH, widths[-1] // MOST_LINES)):
            self._grid(found, indent)
        else:
            self._stacked(found, widths, indent)

    def _grid(self, rows: list[tuple[str, ...]], indent: int) -> None:
        from rich.padding import Padding
        from rich.table import Table

        grid = Table.grid(padding=(0, GAP, 0, 0), pad_edge=False)
        for number in range(len(rows[0])):
            grid.add_column(overflow="fold", no_wrap=number < len(rows[0]) - 1)
        for row in rows:
            cells: list[RenderableType] = [_text(word, STYLES.get(word, "")) for word in row]
            grid.add_row(*cells)
        self._console.print(Padding(grid, (0, 0, 0, indent)))

    def _stacked(self, rows: list[tuple[str, ...]], widths: list[int], indent: int) -> None:
        from rich.padding import Padding

        for row in rows:
            cells = [word + " " * (width - cell_width(word)) for word, width in zip(row[:-1], widths, strict=False)]
            self._console.print(_text(" " * indent + (" " * GAP).join(cells).rstrip()), soft_wrap=True)
            if row[-1]:
                self._console.print(Padding(_text(row[-1]), (0, 0, 0, indent + 4)), overflow="fold")

    def __str__(self) -> str:
        """All of it, without space at the ends of lines and without a last line end."""
        return "\n".join(line.rstrip() for line in self._out.getvalue().rstrip().split("\n"))


def cell_width(words: str) -> int:
    """How many columns of a terminal the words take."""
    from rich.cells import cell_len

    return cell_len(words)


def _text(words: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(words), style=style)


def clean(words: str) -> str:
    """The words without control characters: what a lock file says must not steer a terminal."""
    if words.isprintable():
        return words
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in words)


def findings_into(page: Page, findings: Sequence[Finding]) -> None:
    """Findings by severity: code, place, what, and what can be done."""
    for severity in Severity:
        found = [f for f in findings if f.severity is severity]
        if not found:
            continue
        page.line()
        page.line(f"{len(found)} {severity}{'s' if len(found) != 1 else ''}", STYLES[severity])
        for f in found:
            where = f"{f.place}: " if f.place else ""
            rows = [(f.code, f"{where}{f.message}"), *(("", seen) for seen in f.evidence)]
            if f.remedy != NO_REMEDY:
                rows.append(("", f"-> {f.remedy}"))
            page.table(rows)
