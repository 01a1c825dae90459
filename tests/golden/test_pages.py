"""Every page is what the code says today, says every code of its command, and says each by its facts."""

from __future__ import annotations

import pytest

from gomigrate.model.decision import KINDS
from gomigrate.model.findings import Finding, Severity
from gomigrate.model.plan import State, copies_of
from gomigrate.report.words.doctor import settings as doctor
from gomigrate.report.words.findings import ROWS, message_of
from gomigrate.report.words.planning import lifting
from gomigrate.report.words.scanning import locks, project
from gomigrate.report.words.scripts import pipeline
from gomigrate.report.words.sums import gofailures
from gomigrate.report.words.sums import hashes as sums
from gomigrate.report.words.verifying import branch as verifying
from tests.golden import diagnoses, inventories, plans, verdicts
from tests.golden.pages import FOLDER, PAGES, GoldenPage

FINDINGS = (
    *diagnoses.examination().findings,
    *diagnoses.sum_report().findings,
    *verdicts.findings(),
    *verdicts.pipeline().findings,
)
SCANNED = inventories.inventory().findings
PLANNED = (*plans.findings(), *plans.partition().findings)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_page_is_what_is_said_today(page: GoldenPage) -> None:
    written = (FOLDER / page.name).read_text(encoding="utf-8")
    assert written == page.text, "python -m tests.golden.pages writes it anew"


def test_every_file_is_a_page() -> None:
    assert sorted(file.name for file in FOLDER.iterdir()) == sorted(page.name for page in PAGES)


def test_every_code_of_doctor_sum_and_verify_is_said() -> None:
    foreseen = {"GM813", "GM823"}
    assert {finding.code for finding in FINDINGS} >= {
        *(doctor.ROWS | sums.ROWS | gofailures.ROWS | verifying.ROWS | pipeline.ROWS),
    } - foreseen
    assert {finding.code for finding in PLANNED} >= foreseen


def test_every_code_of_lifts_is_said() -> None:
    assert {finding.code for finding in PLANNED} >= lifting.ROWS.keys()


def test_every_code_of_scan_is_said() -> None:
    assert {finding.code for finding in SCANNED} >= {*locks.ROWS, *project.ROWS, "GM201", "GM203"}


def test_every_reason_and_every_state_is_said_of_a_plan() -> None:
    ledger = plans.plan().ledger
    assert {type(line.reason) for line in ledger} == set(KINDS)
    assert {line.state for line in ledger} == set(State)
    assert {finding.severity for finding in plans.findings()} == set(Severity)
    assert max(len(line.pins) for line in ledger) == 2
    assert len(copies_of(ledger)) == sum(line.state is State.COPIED for line in ledger) - 1


@pytest.mark.parametrize("finding", [*FINDINGS, *SCANNED, *PLANNED], ids=lambda finding: finding.code)
def test_facts_are_those_that_the_sentence_asks_for(finding: Finding) -> None:
    assert message_of(finding) != ROWS[finding.code].title
