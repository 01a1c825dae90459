"""The pages of docs/ that follow from the code or from one another.

`python tests/unit/test_docs.py` rewrites docs/findings.md, docs/findings/ and docs/doctor-environments.md.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from gomigrate import __url__, __version__
from gomigrate.model.severities import SEVERITIES
from gomigrate.report.explain import explain_text
from gomigrate.report.words import manual
from gomigrate.report.words.findings import ROWS, table_of
from gomigrate.report.words.links import finding_url, page_url
from gomigrate.report.words.manual import SUBJECTS, entry_of, pages_of
from tests.docs.cases import of_logs, stored
from tests.docs.console import PAGES, ROOT
from tests.docs.findingpages import FOLDER, finding_page, made_pages, plain, write
from tests.oracle.environments import ENVIRONMENTS, Environment

DOCS = Path(__file__).resolve().parents[2] / "docs"
SURROUNDINGS = DOCS / "doctor-environments.md"
DECISIONS = DOCS / "decisions"

SURROUNDINGS_HEAD = """---
description: Environments in which go build fails, the words of the go command, and the finding of gomigrate doctor.
---

# In which environments was doctor tried?

<!-- made from tests/oracle/environments.py: python tests/unit/test_docs.py writes it anew -->

Each row is an environment in which builds fail, or in which something else is at stake, and a healthy twin one step
away. A test runs the real go command and `gomigrate doctor` in both, with servers of its own: module proxies over http
and https with made certificates, HTTP and SOCKS5 proxies, a checksum database, a git repository behind a login.

- Where doctor reports an error, the go command fails with the words in the second column. A few errors are about
  secrets, and say so: "works all the same".
- Where doctor says nothing, the go command works. That is the twin in the last column.
- Each environment gets one finding, and no other.
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


def test_pages_of_findings_are_those_of_the_table_of_codes() -> None:
    pages = made_pages()
    stale = [file.name for file, text in pages.items() if not file.exists() or file.read_text("utf-8") != text]
    assert (stale, {*FOLDER.glob("*.md")} - {*pages}) == ([], set()), "python tests/unit/test_docs.py rewrites them"


@pytest.mark.parametrize("code", ["GM403", "GM910"])
def test_page_of_a_finding_has_what_explain_prints(code: str) -> None:
    entry = entry_of(code)
    page, told = finding_page(entry), " ".join(explain_text(code, 100, color=False).split())
    for words in (entry.title, entry.severity, entry.meaning, entry.remedy, entry.log, entry.case, entry.case_remedy):
        assert " ".join(words.split()) in told
        assert " ".join(plain(words).split()).lower() in " ".join(page.split()).lower()
    assert all(page_url(name) in told and f"(../{name}.md)" in page for name in entry.pages)


def test_logs_on_the_pages_of_findings_are_of_that_code() -> None:
    assert {code: case["log"] for code, case in stored().items() if "log" in case} == of_logs()


def test_pages_that_findings_name_are_there_and_codes_too() -> None:
    assert {page for code in ROWS for page in pages_of(code) if not (DOCS / f"{page}.md").exists()} == set()
    assert {code for codes in manual.PAGES.values() for code in codes.split()} <= {*ROWS}
    assert {table_of(code) for code in ROWS} == {*SUBJECTS}


def test_each_address_that_the_terminal_shows_is_a_file_of_the_repository() -> None:
    told = [finding_url(code) for code in ROWS] + [page_url(page) for code in ROWS for page in pages_of(code)]
    beginning = f"{__url__}/blob/v{__version__}/"
    assert [url for url in told if not (DOCS.parent / url.removeprefix(beginning)).is_file()] == []


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


@pytest.mark.parametrize("page", [ROOT / "SECURITY.md", ROOT / "CONTRIBUTING.md", *PAGES], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


if __name__ == "__main__":
    write()
    SURROUNDINGS.write_text(surroundings_page(), encoding="utf-8")
