"""Where the pages of the documentation are: in the repository, as they were at this version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate import __url__, __version__
from gomigrate.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.findings import Finding

_SEVERITIES = list(Severity)  # the most severe first


def page_url(page: str) -> str:
    """The address of a page of the documentation, such as how-to/vendor."""
    return f"{__url__}/blob/v{__version__}/docs/{page}.md"


def finding_url(code: str) -> str:
    """The address of the page about a finding's code, such as GM401."""
    return page_url(f"findings/{code}")


def more_about(code: str) -> str:
    """Where to read more about a finding: on the command line, and on the web."""
    return f"More: gomigrate explain {code}, or {finding_url(code)}"


def worst_of(findings: Iterable[Finding]) -> str:
    """The code of the first of the most severe findings; "" where there are only notes."""
    worst = min(
        (finding for finding in findings if finding.severity is not Severity.NOTE),
        key=lambda finding: _SEVERITIES.index(finding.severity),
        default=None,
    )
    return worst.code if worst else ""
