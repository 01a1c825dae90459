"""A page of text for a terminal or a log: paragraphs, tables, findings, no wider than asked for."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.text.visible import visible
from gomigrate.report.words.findings import ROWS, evidence_of, message_of, remedy_of
from gomigrate.report.words.row import Idle

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

_CASE = 4
"""How far the cases of a finding are indented."""

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
            self._console.print(_text((" " * indent + row).rstrip(), lines=True), soft_wrap=True)

    def table(self, rows: Iterable[Sequence[str]], indent: int = 2) -> None:
        """Rows of words; the last column takes the space that is left and wraps, or, where little is left, goes below
        the others. Words like "held" get their colour."""
        found = [tuple(row) for row in rows]
        if not found:
            return
        widths = [max(cell_width(word) for word in column) for column in zip(*found, strict=True)]
        left = self._console.width - indent - sum(widths[:-1]) - GAP * (len(widths) - 1)
        if len(widths) == 1 or left >= min(widths[-1], max(ENOUGH, widths[-1] // MOST_LINES)):
            self._grid(found, indent)
        else:
            self._stacked(found, widths, indent)

    def pairs(self, rows: Sequence[tuple[str, str]], indent: int = 2) -> None:
        """Rows of two, the second words in the column that lets most rows have a line for themselves; where there is no
        room for that, the second goes below the first."""
        sizes = [(cell_width(first), cell_width(second)) for first, second in rows]
        space = self._console.width - indent - GAP

        def fitting(column: int) -> tuple[int, int]:
            return sum(max(first, column) + second <= space for first, second in sizes), column

        # Of all columns that leave no room one would do, and there are not many others.
        widest = max((first for first, _ in sizes), default=0)
        columns = {first for first, _ in sizes if first <= space} | {widest}
        column = max((fitting(first) for first in columns), default=(0, 0))[1]
        for (first, second), (size, more) in zip(rows, sizes, strict=True):
            start = " " * indent + first
            if max(size, column) + more <= space:
                start += " " * (max(size, column) - size + GAP) + second
            self._console.print(_text(start.rstrip()), soft_wrap=True)
            if max(size, column) + more > space and second:
                self.table([(second,)], indent=indent + 4)

    def clipped(self, text: str, indent: int) -> None:
        """One line at most, its end left out where it is too long."""
        words = " ".join(text.split())
        most = self._console.width - indent
        self.block(words if cell_width(words) <= most else f"{words[: most - 3]}...", indent)

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

    return cell_len(visible(words))


def _text(words: str, style: str = "", *, lines: bool = False) -> Text:
    from rich.text import Text

    return Text(visible(words, lines=lines), style=style)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of the findings is shown: how many `cases` of one code, how many lines of `evidence` of a case, whether
    notes are, and whether remedies that come to "nothing" are. `quiet_codes` show no evidence, `left_out` are the codes
    that the page tells in other words; `is_clipped` gives each piece of evidence one line; `remedy_each` puts what to
    do below each case."""

    cases: int = 6
    evidence: int = 3
    is_clipped: bool = False
    remedy_each: bool = False
    notes: bool = True
    idle_remedies: bool = False
    quiet_codes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


EVERYTHING = Detail(cases=10_000, evidence=10_000, idle_remedies=True)


def findings_into(page: Page, findings: Sequence[Finding], detail: Detail = EVERYTHING) -> None:
    """Findings by severity, those of one code together: its title, the cases, and what can be done, once."""
    for severity in Severity:
        found = [f for f in findings if f.severity is severity]
        shown = [f for f in found if f.code not in detail.left_out]
        if not shown or (severity is Severity.NOTE and not detail.notes):
            continue
        page.line()
        page.line(f"{len(shown)} {severity}{'s' if len(shown) != 1 else ''}", STYLES[severity])
        for code in dict.fromkeys(f.code for f in shown):
            _group_into(page, code, [f for f in shown if f.code == code], detail)


def _group_into(page: Page, code: str, found: Sequence[Finding], detail: Detail) -> None:
    row = ROWS.get(code)
    page.line(f"  {code}  {row.title if row else ''}{f' ({len(found)})' if len(found) > 1 else ''}".rstrip(), "bold")
    for f in found[: detail.cases]:
        page.table([(f"{f.place}: {message_of(f)}" if f.place else message_of(f),)], indent=_CASE)
        evidence = () if code in detail.quiet_codes else evidence_of(f)
        for seen in evidence[: detail.evidence]:
            if detail.is_clipped:
                page.clipped(seen, _CASE + GAP)
            else:
                page.table([(seen,)], indent=_CASE + GAP)
        if evidence and len(evidence) > detail.evidence:
            page.table([(f"and {len(evidence) - detail.evidence} more",)], indent=_CASE + GAP)
        if detail.remedy_each:
            page.table([(f"-> {remedy_of(f)}",)], indent=_CASE)
    if len(found) > detail.cases:
        page.table([(f"and {len(found) - detail.cases} more",)], indent=_CASE)
    for remedy in () if detail.remedy_each else dict.fromkeys(remedy_of(f) for f in found):
        is_idle = found[0].severity is Severity.NOTE and isinstance(remedy, Idle)
        if detail.idle_remedies or not is_idle:
            page.table([(f"-> {remedy}",)], indent=_CASE)
