"""The pages of `gomigrate explain`, out of the table of codes."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from gomigrate.model.errors import Suggested, UsageProblem
from gomigrate.model.severities import SEVERITIES
from gomigrate.report.page import Amount, Page
from gomigrate.report.words.findings import ROWS, usual_remedy
from gomigrate.report.words.links import finding_url, page_url
from gomigrate.report.words.manual import entry_of

if TYPE_CHECKING:
    from gomigrate.report.words.row import Row


def explain_text(
    code: str,
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
) -> str:
    """The page of a code, in whatever case it is written. Raises UsageProblem for a code that does not exist."""
    entry = entry_of(_looked_up(code)[0])
    page = Page(width, color=color)
    page.line(f"{entry.code} ({entry.severity}): {entry.title}", "bold")
    if amount is Amount.QUIET:
        return str(page)
    page.line()
    page.line(entry.meaning)
    page.line()
    page.line(f"What to do: {entry.remedy}")
    if entry.log:
        page.heading("What the go command prints, for example")
        page.block(entry.log, 2)
    if entry.case:
        page.heading("A case")
        page.table([(entry.case,)])
        if entry.case_remedy:
            page.table([(f"-> {entry.case_remedy}",)])
    page.heading("More")
    page.table([(finding_url(entry.code),), *((page_url(name),) for name in entry.pages)])
    return str(page)


def codes_text(
    width: int,
    color: bool,  # noqa: FBT001
    amount: Amount = Amount.NORMAL,
) -> str:
    """All codes with their titles, one a line; the codes alone, or the page of each, if so much is asked for."""
    names = sorted(ROWS)
    if amount is Amount.QUIET:
        return "\n".join(names)
    if amount is Amount.VERBOSE:
        return "\n\n".join(explain_text(name, width, color) for name in names)
    page = Page(width, color=color)
    page.table(((name, str(SEVERITIES[name]), ROWS[name].title) for name in names), indent=0)
    return str(page)


def codes_json(code: str = "") -> dict[str, dict[str, str]]:
    """The table of codes as a JSON value, or the one row asked for. Raises UsageProblem for an unknown code."""
    rows = dict([_looked_up(code)]) if code else ROWS
    return {
        name: {
            "severity": str(SEVERITIES[name]),
            "title": row.title,
            "meaning": row.meaning,
            "remedy": usual_remedy(row),
        }
        | {"url": finding_url(name)}
        for name, row in sorted(rows.items())
    }


def _looked_up(code: str) -> tuple[str, Row]:
    name = code.strip().upper()
    row = ROWS.get(name)
    if row is None:
        begin = [one for one in ROWS if len(name) > len("GM") and one.startswith(name)]
        near = begin[:2] or get_close_matches(name[:40], ROWS, n=2)
        told = "; close: " + ", ".join(f"{one} ({ROWS[one].title})" for one in near) if near else ""
        instead = (code, near[0]) if near and near[0].removeprefix("GM") == name else None
        raise UsageProblem(
            f"no finding has the code {code[:40]!r}{told}", remedy=Suggested(("explain",)), instead=instead
        )
    return name, row
