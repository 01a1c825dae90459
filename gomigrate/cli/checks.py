"""`--format github` and `--format sarif`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.cli.output import say_annotations, say_json
from gomigrate.model.errors import WorldProblem

if TYPE_CHECKING:
    from gomigrate.report.checks.items import CheckReport

GITHUB = "github"
CHECK_FORMATS = frozenset((GITHUB, "sarif"))


def show_checks(form: str, report: CheckReport) -> None:
    """Print the report in one of CHECK_FORMATS."""
    if form == GITHUB:
        from gomigrate.report.checks.github import github_text

        say_annotations(github_text(report))
    else:
        from gomigrate.report.checks.sarif import sarif_json

        say_json(sarif_json(report))


def folder_of(root: str) -> str:
    """The way from the repository's root to the project; "" where these are the same, or git cannot tell."""
    from gomigrate.world.git.repository import Repository

    try:
        repository = Repository.find(root)
    except WorldProblem:
        return ""
    return repository.prefix if repository else ""
