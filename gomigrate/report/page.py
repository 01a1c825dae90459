"""A page of text for a terminal or a log: paragraphs, tables, findings, no wider than asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.findings import Finding, Severity
from gomigrate.model.text.visible import visible
from gomigrate.report.words.call import HERE, Invocation
from gomigrate.report.words.findings import ROWS, evidence_of, message_of, remedy_of
from gomigrate.report.words.phrases import counted, first_few
from gomigrate.report.words.row import Idle

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UNWRAPPED = 1 << 30
"""The width of a page that no terminal shows: one record a line, however long."""

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
"""The words that have a color of their own, and which."""

# ECMA-48, 8.3.117.
_SGR = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}

_CASE = 4
"""How far the cases of a finding are indented."""

GAP = 2
ENOUGH = 28
MOST_LINES = 4
"""A text beside other columns needs so many columns at least, and wraps into about so many lines at most."""

MOST_REMEDIES = 3
"""So many different remedies stand below the cases that share one line."""


class Amount(StrEnum):
    """How much a page tells: what needs attention, what a review needs, or all there is."""

    QUIET = "quiet"
    NORMAL = "normal"
    VERBOSE = "verbose"


class Page:
    """Text in the making: paragraphs, tables and indented blocks, wrapped at `width`, colored only if asked. A word is
    never broken: a path or a version that is too long for a line has one for itself. Commands that it names are for the
    project of the `call`."""

    def __init__(self, width: int, *, color: bool, call: Invocation = HERE) -> None:
        self.call = call
        self._width = max(width, 40)
        self._color = color
        self._lines: list[str] = []

    def line(self, text: str = "", style: str = "") -> None:
        """A paragraph; the lines that it goes on in are indented as the first is."""
        words = visible(text)
        indent = len(words) - len(words.lstrip(" "))
        self._wrapped(words.lstrip(" "), " " * indent, " " * indent, style)

    def heading(self, text: str, style: str = "bold") -> None:
        """The first line of a section, with an empty one before it."""
        self.line()
        self.line(text, style)

    def block(self, text: str, indent: int = 4) -> None:
        """Text whose line ends stay where they are, however long the lines: a file's content."""
        self._lines += [(" " * indent + visible(row, lines=True)).rstrip() for row in text.rstrip("\n").split("\n")]

    def table(self, rows: Iterable[Sequence[str]], indent: int = 2) -> None:
        """Rows of words; the last column takes the space that is left and wraps, or, where little is left, goes below
        the others. Words like "held" get their color."""
        found = [tuple(map(visible, row)) for row in rows]
        if not found:
            return
        widths = [max(cell_width(word) for word in column) for column in zip(*found, strict=True)]
        left = self._width - indent - sum(widths[:-1]) - GAP * (len(widths) - 1)
        is_beside = len(widths) == 1 or left >= min(widths[-1], max(ENOUGH, widths[-1] // MOST_LINES))
        for *cells, last in found:
            padded = [self._styled(one, width) + " " * GAP for one, width in zip(cells, widths, strict=False)]
            start = " " * indent + "".join(padded)
            if is_beside:
                hanging = indent + sum(widths[:-1]) + GAP * (len(widths) - 1)
                self._wrapped(last, start, " " * hanging, STYLES.get(last, ""))
                continue
            self._lines.append(start.rstrip())
            if last:
                self._wrapped(last, " " * (indent + 4), " " * (indent + 4))

    def pairs(self, rows: Sequence[tuple[str, str]], indent: int = 2) -> None:
        """Rows of two, the second words in the column that lets most rows have a line for themselves; where there is no
        room for that, the second goes below the first."""
        sizes = [(cell_width(first), cell_width(second)) for first, second in rows]
        space = self._width - indent - GAP

        def fitting(column: int) -> tuple[int, int]:
            return sum(max(first, column) + second <= space for first, second in sizes), column

        # Of all columns that leave no room one would do, and there are not many others.
        widest = max((first for first, _ in sizes), default=0)
        columns = {first for first, _ in sizes if first <= space} | {widest}
        column = max((fitting(first) for first in columns), default=(0, 0))[1]
        for (first, second), (size, more) in zip(rows, sizes, strict=True):
            fits = max(size, column) + more <= space
            beside = " " * (max(size, column) - size + GAP) + visible(second) if fits else ""
            self._lines.append(f"{' ' * indent}{visible(first)}{beside}".rstrip())
            if second and not fits:
                self._wrapped(visible(second), " " * (indent + 4), " " * (indent + 4))

    def clipped(self, text: str, indent: int) -> None:
        """One line at most, its end left out where it is too long."""
        words = " ".join(text.split())
        most = self._width - indent
        self.block(words if cell_width(words) <= most else f"{words[: most - 3]}...", indent)

    def _styled(self, word: str, width: int) -> str:
        """A cell of a table, filled up to the width of its column."""
        return self._colored(word, STYLES.get(word, "")) + " " * (width - cell_width(word))

    def _colored(self, text: str, style: str) -> str:
        if not (self._color and style and text):
            return text
        return f"\x1b[{';'.join(_SGR[word] for word in style.split())}m{text}\x1b[0m"

    def _wrapped(self, text: str, start: str, after: str, style: str = "") -> None:
        """Lines of as many words as fit, the first behind `start`, the others behind `after`, of the same width."""
        space, lines, used = self._width - len(after), [""], 0
        for number, word in enumerate(text.split(" ")):
            size = cell_width(word)
            if lines[-1] and used + 1 + size > space:
                lines.append(word)
                used = size
            else:
                lines[-1] += f" {word}" if number else word
                used += size + (number > 0)
        for number, line in enumerate(lines):
            self._lines.append(f"{after if number else start}{self._colored(line.rstrip(), style)}".rstrip())

    def __str__(self) -> str:
        """All of it, without space at the ends of lines, empty lines at the top and a last line end."""
        return "\n".join(self._lines).lstrip("\n").rstrip()


def cell_width(words: str) -> int:
    """How many columns of a terminal the words take."""
    if words.isascii():
        return len(visible(words))
    from rich.cells import cell_len

    return cell_len(visible(words))


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """How much of the findings is shown: how many `cases` of one code, how many lines of `evidence` of a case, whether
    notes are, and whether remedies that come to "nothing" are. `quiet_codes` show no evidence, `left_out` are the codes
    that the page tells in other words; `is_clipped` gives each piece of evidence one line; `is_folded` tells warnings
    of one code at several places in one line. What to do stands below the cases that it is for."""

    cases: int = 6
    evidence: int = 3
    is_clipped: bool = False
    notes: bool = True
    idle_remedies: bool = False
    is_folded: bool = False
    quiet_codes: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()


EVERYTHING = Detail(cases=10_000, evidence=10_000, idle_remedies=True)


def findings_into(page: Page, findings: Sequence[Finding], detail: Detail = EVERYTHING) -> None:
    """Findings by severity, those of one code together: its title, the cases, and what can be done, once."""
    for severity in Severity:
        shown = [f for f in findings if f.severity is severity and f.code not in detail.left_out]
        if shown and (severity is not Severity.NOTE or detail.notes):
            page.heading(counted(len(shown), severity), STYLES[severity])
            groups_into(page, shown, detail)


def notes_into(page: Page, findings: Sequence[Finding]) -> None:
    """How many notes there are that the page does not show."""
    if number := sum(f.severity is Severity.NOTE for f in findings):
        page.heading(f"{counted(number, 'note')} not shown; -v shows {'it' if number == 1 else 'them'}", "")


def groups_into(page: Page, findings: Sequence[Finding], detail: Detail = EVERYTHING) -> None:
    """Findings, those of one code together."""
    for code in dict.fromkeys(f.code for f in findings):
        found = [f for f in findings if f.code == code]
        if (
            detail.is_folded
            and len(found) > 1
            and found[0].severity is Severity.WARNING
            and all(f.place for f in found)
        ):
            _folded_into(page, code, found)
        else:
            _group_into(page, code, found, detail)


def _title(code: str, found: Sequence[Finding]) -> str:
    row = ROWS.get(code)
    return f"{row.title if row else ''}{f' ({len(found)})' if len(found) > 1 else ''}".strip()


def _folded_into(page: Page, code: str, found: Sequence[Finding]) -> None:
    """The title, how often, and the first places; below, what can be done."""
    page.table([(code, f"{_title(code, found)}: {places_words(found)}")])
    remedies = _by_remedy(found, page.call)
    for remedy, cases in remedies[:MOST_REMEDIES]:
        where = f"{places_words(cases)}: " if len(remedies) > 1 else ""
        page.table([(f"-> {where}{remedy}",)], indent=_CASE)
    if len(remedies) > MOST_REMEDIES:
        page.line(f"{' ' * _CASE}and {len(remedies) - MOST_REMEDIES} more: -v shows them")


def _by_remedy(found: Sequence[Finding], call: Invocation) -> list[tuple[str, list[Finding]]]:
    """The remedies, each with its cases."""
    groups: dict[str, list[Finding]] = {}
    for f in found:
        groups.setdefault(remedy_of(f, call), []).append(f)
    return list(groups.items())


def places_words(found: Sequence[Finding], most: int = 3) -> str:
    """The first places: "Makefile:17, Makefile:18 and 2 more"."""
    return first_few([str(f.place) for f in found], most)


def _group_into(page: Page, code: str, found: Sequence[Finding], detail: Detail) -> None:
    page.line(f"  {code}  {_title(code, found)}".rstrip(), "bold")
    left = detail.cases
    for remedy, cases in _by_remedy(found, page.call):
        _cases_into(page, code, cases[:left], detail)
        if len(cases) > left:
            page.table([(f"and {len(cases) - left} more",)], indent=_CASE)
        left = max(left - len(cases), 0)
        is_idle = found[0].severity is Severity.NOTE and isinstance(remedy, Idle)
        if detail.idle_remedies or not is_idle:
            page.table([(f"-> {remedy}",)], indent=_CASE)


def _cases_into(page: Page, code: str, found: Sequence[Finding], detail: Detail) -> None:
    for f in found:
        message = message_of(f)
        page.table([(f"{f.place}: {message}" if f.place else message,)], indent=_CASE)
        evidence = [] if code in detail.quiet_codes else [seen for seen in evidence_of(f) if seen not in message]
        for seen in evidence[: detail.evidence]:
            if detail.is_clipped:
                page.clipped(seen, _CASE + GAP)
            else:
                page.table([(seen,)], indent=_CASE + GAP)
        if evidence and len(evidence) > detail.evidence:
            page.table([(f"and {len(evidence) - detail.evidence} more",)], indent=_CASE + GAP)
