"""Every page is what the code says today, says every code of its command, and says each by its facts."""

from __future__ import annotations

import pytest

from gomigrate.model.findings import Finding
from gomigrate.report.words import doctor, locks, project, sums, verifying
from gomigrate.report.words.findings import ROWS, message_of
from tests.golden import diagnoses, inventories, verdicts
from tests.golden.pages import FOLDER, PAGES, GoldenPage

FINDINGS = (*diagnoses.examination().findings, *diagnoses.sum_report().findings, *verdicts.findings())
SCANNED = inventories.inventory().findings


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_is_what_is_said_today(page: GoldenPage) -> None:
    written = (FOLDER / page.name).read_text(encoding="utf-8")
    assert written == page.text, "python -m tests.golden.pages writes it anew"


def test_every_file_is_a_page() -> None:
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(page.name for page in PAGES)


def test_every_code_of_doctor_sum_and_verify_is_said() -> None:
    assert {finding.code for finding in FINDINGS} >= {*doctor.ROWS, *sums.ROWS, *verifying.ROWS}


def test_every_code_of_scan_is_said() -> None:
    assert {finding.code for finding in SCANNED} >= {*locks.ROWS, *project.ROWS, "GM201", "GM203"}


@pytest.mark.parametrize("finding", [*FINDINGS, *SCANNED], ids=lambda finding: finding.code)
def test_facts_are_those_that_the_sentence_asks_for(finding: Finding) -> None:
    assert message_of(finding) != ROWS[finding.code].title
