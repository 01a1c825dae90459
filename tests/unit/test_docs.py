"""The pages of docs/ that follow from the code or from one another.

`python tests/unit/test_docs.py` rewrites docs/findings.md and docs/doctor-environments.md.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from gomigrate.model.severities import SEVERITIES
from gomigrate.report.words.findings import ROWS
from tests.oracle.environments import ENVIRONMENTS, Environment

DOCS = Path(__file__).resolve().parents[2] / "docs"
FINDINGS = DOCS / "findings.md"
SURROUNDINGS = DOCS / "doctor-environments.md"
DECISIONS = DOCS / "decisions"

AREAS = {
    "GM0": "The project, its tree and its checkouts",
    "GM1": "Lock files",
    "GM2": "go.mod, go.sum, go.work and vendor/modules.txt",
    "GM3": "Verify",
    "GM4": "The plan",
    "GM5": "The vendored bytes against the modules",
    "GM6": "The go line, and what verify tells besides",
    "GM7": "Vendor folders, files beside Go's, tools, and projects that are modules already",
    "GM8": "Build scripts and CI; from GM850 on the surroundings: doctor and sum",
    "GM9": "Several modules in one repository; from GM910 on sum: the go command's failures, and copies that differ",
}

HEAD = """# Findings

Everything that gomigrate has to say about a project is a finding: a stable code, a severity, one sentence about the
case, and a remedy. An **error** blocks, a **warning** wants reading, a **note** explains. `gomigrate explain CODE`
prints one of these on the command line.

This page is made from `gomigrate.report.words`; after a change there, `python tests/unit/test_docs.py` writes it anew.
"""


SURROUNDINGS_HEAD = """# Environments that doctor was tried in

Each row is an environment in which builds fail, or something else is at stake, and a healthy twin one step away. In
both of them a test runs the real go command and `gomigrate doctor`, against servers of its own: module proxies over
http and https with made certificates, HTTP and SOCKS5 proxies, a checksum database, a git repository behind a login.

- Where doctor reports an error, the go command fails, with the words in the second column; a few errors are about
  secrets, and say so with "works all the same".
- Where doctor says nothing, the go command works: that is the twin in the last column.
- Each environment gets one finding, and no other.

The rows are in `tests/oracle/environments.py`; after a change there, `python tests/unit/test_docs.py` writes this page
anew.
"""


def surroundings_page() -> str:
    """The text of docs/doctor-environments.md."""
    parts = [SURROUNDINGS_HEAD]
    for kind in dict.fromkeys(one.kind for one in ENVIRONMENTS):
        rows = [one for one in ENVIRONMENTS if one.kind == kind]
        parts += [f"\n## {kind}\n\n", "| environment | the go command | doctor | its twin |\n|---|---|---|---|\n"]
        parts += [f"| {cell(one.ill)} | {said(one)} | {told(one)} | {cell(one.well)} |\n" for one in rows]
    return "".join(parts)


def cell(words: str) -> str:
    return words.replace("|", "\\|")


def said(environment: Environment) -> str:
    if not environment.said:
        return "works all the same"
    return f"`{cell(environment.said.split('|', maxsplit=1)[0].replace('.*', '…'))}`"


def told(environment: Environment) -> str:
    return f"{environment.code}, {SEVERITIES[environment.code]}"


def test_the_page_of_environments_is_that_of_their_table() -> None:
    assert SURROUNDINGS.read_text(encoding="utf-8") == surroundings_page(), "python tests/unit/test_docs.py rewrites it"


def findings_page() -> str:
    """The text of docs/findings.md: every row of the table of codes, by area."""
    parts = [HEAD]
    for area, codes in groupby(sorted(ROWS), key=lambda code: code[:3]):
        parts.append(f"\n## {area}xx: {AREAS[area]}\n")
        parts += [_entry(code) for code in codes]
    return "".join(parts)


def _entry(code: str) -> str:
    row = ROWS[code]
    return f"\n### {code}: {row.title}\n\n**{SEVERITIES[code]}.** {row.meaning}\n\nWhat to do: {row.remedy}\n"


def test_the_page_of_findings_is_that_of_the_table_of_codes() -> None:
    assert FINDINGS.read_text(encoding="utf-8") == findings_page(), "python tests/unit/test_docs.py rewrites it"


def test_no_two_decisions_have_one_number_and_none_is_left_out() -> None:
    pages = [page for page in sorted(DECISIONS.glob("*.md")) if page.name != "README.md"]
    numbers = Counter(int(page.name[:4]) for page in pages)
    assert numbers == Counter(range(1, len(pages) + 1))
    for page in pages:
        title = page.read_text(encoding="utf-8").splitlines()[0]
        assert title.startswith(f"# {int(page.name[:4])}. "), page.name


def test_the_list_of_decisions_is_complete() -> None:
    pages = {page.name for page in DECISIONS.glob("*.md")} - {"README.md"}
    listed = re.findall(r"\]\(([^)]+)\)", (DECISIONS / "README.md").read_text(encoding="utf-8"))
    assert sorted(listed) == sorted(pages)


@pytest.mark.parametrize("page", sorted([*DOCS.parent.glob("*.md"), *DOCS.rglob("*.md")]), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


if __name__ == "__main__":
    FINDINGS.write_text(findings_page(), encoding="utf-8")
    SURROUNDINGS.write_text(surroundings_page(), encoding="utf-8")
