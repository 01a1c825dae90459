"""Where the documentation is on the web: the one place that names it.

Whoever publishes gomigrate sets `HOME`; `site_url` in mkdocs.yml has to be the same, and a test compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.findings import Finding

HOME = "https://gomigrate.example/"
"""The address of the site that mkdocs builds, with a slash at its end. `.example` is a reserved domain (RFC 2606), so
that nobody can register the name before the project has one."""


_SEVERITIES = list(Severity)  # the most severe first


def page_url(page: str) -> str:
    """The address of a page of the documentation, such as how-to/vendor."""
    return f"{HOME}{page}/"


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
