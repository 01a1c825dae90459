"""Every row of the table by a log that was really printed; the same logs in the dress of containers and CI."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomigrate.diagnose.logs.judge import judge_log, suspects
from gomigrate.diagnose.logs.messages import messages
from gomigrate.diagnose.logs.read import first_that_knows, read_log
from gomigrate.diagnose.logs.table import CODES, PATTERNS
from gomigrate.diagnose.logs.text import decode_log
from gomigrate.model.diagnosis.sums import GoLog
from gomigrate.report.words.findings import ROWS, evidence_of, message_of, remedy_of
from gomigrate.report.words.sums.gofailures import FAILURES
from tests.unit.diagnose.logs.loglines import KnownLog, known_logs

LOGS = known_logs()
FAILING = [log for log in LOGS if log.failures]


def told(log: GoLog) -> tuple[str, ...]:
    return tuple(f"{failure.kind}/{failure.case}".rstrip("/") for failure in log.failures)


@pytest.mark.parametrize("log", LOGS, ids=lambda log: log.name)
def test_a_log_tells_its_failure_once(log: KnownLog) -> None:
    assert told(read_log(log.text)) == log.failures


def test_every_pattern_is_the_one_that_knows_some_log() -> None:
    used = {id(known[0]) for log in LOGS for message in messages(log.text) if (known := first_that_knows(message))}
    assert [(row.kind, row.case, row.printed_by) for row in PATTERNS if id(row) not in used] == []


def test_a_pattern_matches_nothing_without_one_of_its_words() -> None:
    texts = [message.text for log in LOGS for message in messages(log.text)]
    for row in PATTERNS:
        for text in texts:
            if match := row.pattern.search(text):
                assert any(word in text for word in row.words), (row.kind, row.case, match[0])


DRESSES: dict[str, Callable[[str], str]] = {
    "BuildKit": lambda line: f"#12 3.456 {line}",
    "BuildKit's summary": lambda line: f"154.8 {line}",
    "compose": lambda line: f"api_1  | {line}",
    "GitHub": lambda line: f"2024-03-11T09:22:10.1234567Z {line}",
    "GitHub's errors": lambda line: f"##[error]{line}",
    "Azure": lambda line: f"2024-05-01T07:07:07.0000000Z ##[error]{line}",
    "Jenkins": lambda line: f"[2021-02-03T10:11:12.345Z] {line}",
    "Jenkins' clock": lambda line: f"10:11:13  {line}",
    "Drone": lambda line: f"[build:3] {line}",
    "Maven": lambda line: f"[ERROR] {line}",
    "GoReleaser": lambda line: f"INFO[12:54PM]: {line}",
    "colours": lambda line: f"\x1b[31m{line}\x1b[0m",
    "CR LF": lambda line: f"{line}\r",
    "BuildKit in GitHub": lambda line: f"2024-03-11T09:22:10.1234567Z #12 3.456 {line}",
}


@pytest.mark.parametrize("dress", DRESSES)
def test_the_dress_of_a_log_does_not_matter(dress: str) -> None:
    for log in FAILING:
        text = "\n".join(DRESSES[dress](line) for line in log.text.rstrip("\n").split("\n"))
        assert told(read_log(text)) == log.failures, log.name


def test_a_log_within_a_record_is_read() -> None:
    for log in FAILING:
        if "\\n" in log.text or '\\"' in log.text:
            continue
        for record in (
            json.dumps({"level": "error", "msg": f"build failed\n{log.text}"}),
            f"msg={json.dumps(log.text)}",
        ):
            assert told(read_log(record)) == log.failures, log.name


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_log_that_powershell_wrote_is_read(encoding: str) -> None:
    for log in FAILING:
        data = log.text.replace("\n", "\r\n").encode(encoding)
        assert told(read_log(decode_log(data))) == log.failures, log.name


def test_utf_16_that_was_read_byte_by_byte_is_read() -> None:
    line = "go: go.mod requires go >= 1.22.0 (running go 1.21.5; GOTOOLCHAIN=local)\n"
    for filler in ("\x00", " "):
        assert told(read_log("".join(sign + filler for sign in line))) == ("go-version/local",)


@given(st.lists(st.sampled_from(FAILING), max_size=4))
def test_failures_of_several_steps_are_all_told(logs: list[KnownLog]) -> None:
    alone = {failure for log in logs for failure in log.failures}
    if "go-version/note" in alone:  # What stands above it is the compiler's.
        return
    said = set(told(read_log("step done\n".join(log.text for log in logs))))
    weak = {"security-error", "credentials/no-protocol", "no-git/missing", "settings/gopath-goroot"}
    assert said <= alone
    assert alone - said <= weak


@pytest.mark.parametrize("log", FAILING, ids=lambda log: log.name)
def test_each_failure_is_said_with_a_remedy(log: KnownLog) -> None:
    for finding in judge_log(read_log(log.text), "ci.log"):
        row = ROWS[finding.code]
        assert message_of(finding) not in {"", row.title}
        assert remedy_of(finding) != row.remedy
        assert "{" not in message_of(finding) + remedy_of(finding)
        assert evidence_of(finding)


def test_every_kind_has_a_code_and_every_case_its_words() -> None:
    kinds = {row.kind for row in PATTERNS}
    assert kinds == set(CODES)
    assert set(CODES.values()) <= set(ROWS)
    cases = {f"{row.kind}/{row.case}".rstrip("/") for row in PATTERNS}
    assert {case for case in cases if case not in FAILURES} == set()
    made_later = {name for name in FAILURES if name.endswith(("/own", "/newer", "/goroot"))}
    assert set(FAILURES) - cases - made_later - kinds == set()
    assert all(words.meaning and words.remedy for words in FAILURES.values())


def test_security_error_is_told_alone_only_where_nothing_else_is() -> None:
    mismatch = "verifying example.com/x@v1.0.0: checksum mismatch\n\tdownloaded: h1:a=\n\tgo.sum:     h1:b=\n\n"
    log = read_log(f"{mismatch}\nstep\nSECURITY ERROR\nThis download does NOT match an earlier download\n")
    assert told(log) == ("checksum-mismatch",)
    assert [str(module) for module in suspects(log)] == ["example.com/x@v1.0.0"]
    assert log.failures[0].hashes == (("downloaded", "h1:a="), ("go.sum", "h1:b="))
