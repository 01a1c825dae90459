"""Workflow commands of GitHub, and SARIF: read back by the rules of their readers."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from gomigrate.cli.output import say_annotations
from gomigrate.model.codes import finding
from gomigrate.model.diagnosis.doctor import Examination
from gomigrate.model.findings import Finding, Place, Severity
from gomigrate.model.plan import Plan
from gomigrate.model.severities import SEVERITIES
from gomigrate.model.text.visible import json_text, visible
from gomigrate.model.verdict import Verdict, VerdictState
from gomigrate.report.checks.github import MOST, github_text
from gomigrate.report.checks.items import KINDS, CheckItem, CheckReport, items_of, verdict_report
from gomigrate.report.checks.sarif import MOST as MOST_RESULTS
from gomigrate.report.checks.sarif import sarif_json
from tests.golden.verdicts import but, different, equal, gate, green
from tests.unit.report.hostile import filled
from tests.unit.report.test_hostile import ALL

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = Draft7Validator(json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text("utf-8")))
COMMANDS = (
    "::error::x",
    "x\n::stop-commands::y\n",
    "##[add-mask]x",
    "a ##vso[task.setvariable variable=x]y",
    "100%\r\n%0A::warning::",
    "a,line=7:b::c",
)
TEXTS = st.text(st.characters(), max_size=30) | st.sampled_from((*ALL, *COMMANDS))
PLACES = st.builds(Place, TEXTS, st.integers(0, 9))
ITEMS = st.builds(
    CheckItem,
    code=st.sampled_from(("GM401", "GM820", "GM403", "broken", "GM0")),
    severity=st.sampled_from(Severity),
    message=TEXTS,
    remedy=TEXTS,
    place=st.none() | PLACES,
    key=st.tuples(TEXTS),
)
REPORTS = st.builds(
    CheckReport,
    command=st.just("verify"),
    items=st.lists(ITEMS, max_size=30).map(tuple),
    status=st.sampled_from((0, 1, 3)),
    outcome=TEXTS,
    folder=st.sampled_from(("", "a/b c", "é:#?")),
)


def read_command(line: str) -> tuple[str, dict[str, str], str] | None:
    """What the runner of GitHub Actions reads a line as (actions/runner, ActionCommand.TryParseV2)."""
    line = line.lstrip()
    if not line.startswith("::") or (end := line.find("::", 2)) < 0:
        return None
    name, _, words = line[2:end].partition(" ")
    pairs = [word.split("=", 1) for word in words.strip().split(",") if "=" in word]
    undone = ("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")

    def read(text: str, *, is_property: bool) -> str:
        for token, character in undone:
            if is_property or character not in ":,":
                text = text.replace(token, character)
        return text

    properties = {key: read(value, is_property=True) for key, value in pairs if value}
    return name, properties, read(line[end + 2 :], is_property=False)


@given(REPORTS)
def test_each_line_is_a_command_of_ours_and_says_what_it_should(report: CheckReport) -> None:
    lines = github_text(report).split("\n") if github_text(report) else []
    for line in lines:
        command = read_command(line)
        assert command is not None
        name, properties, message = command
        assert name in {"error", "warning", "notice"}
        assert set(properties) <= {"file", "line", "title"}
        assert len(message.encode("utf-16-le")) // 2 <= 4096
        assert "line" not in properties or "file" in properties
    kinds = Counter(line[2:].partition(" ")[0] for line in lines)
    codes = Counter(item.severity for item in {(i.severity, i.code): i for i in report.items}.values())
    for severity, level in zip(Severity, ("error", "warning", "notice"), strict=True):
        # No more than are shown, unless there are more codes; and none is lost.
        assert kinds[level] <= max(MOST, codes[severity] + 1)
        assert kinds[level] >= codes[severity]


@given(REPORTS)
def test_a_file_is_named_as_it_is_from_the_root_on(report: CheckReport) -> None:
    for item in report.items:
        alone = replace(report, items=(item,), outcome="")
        command = read_command(github_text(alone))
        assert command is not None
        path = alone.path_of(item.place)
        assert not path.startswith(("/", "../"))
        assert command[1].get("file", "") == visible(path)
        if item.place and not path and not item.message.isspace():
            assert visible(item.place.file, lines=True)[:50] in command[2]


@pytest.mark.parametrize("text", COMMANDS)
def test_nothing_else_is_a_command(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    item = CheckItem(code="GM401", severity=Severity.ERROR, message=text, remedy=text, place=Place(text, 3))
    say_annotations(github_text(CheckReport(command="plan", items=(item,), outcome=text)))
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(" ")[0] for line in lines] == ["::notice", "::error"]
    assert not [line for line in lines if "##[" in line or "##vso" in line]


def many(code: str, number: int) -> tuple[CheckItem, ...]:
    severity = SEVERITIES[code]
    return tuple(
        CheckItem(code=code, severity=severity, message=f"{code} {n}", place=Place(f"f{n}.go", 1))
        for n in range(number)
    )


def test_what_the_runner_would_not_show_stands_in_the_last_annotation_of_its_code() -> None:
    report = CheckReport(command="plan", items=(*many("GM401", 3), *many("GM101", 40)))
    lines = github_text(report).split("\n")
    assert len(lines) == MOST
    assert [line.count("GM401") for line in lines].count(0) == MOST - 3
    last = read_command(lines[-1])
    assert last is not None
    assert "34 more%3A" not in last[2]
    assert "34 more: f6.go:1" not in last[2]
    assert re.search(r"33 more: f7\.go:1, ", last[2])


def test_messages_begin_with_the_place_for_the_log_shows_nothing_else() -> None:
    items = tuple(replace(item, place=Place(f"f{n}.go", n + 1)) for n, item in enumerate(many("GM401", 12)))
    told = [
        read_command(line) for line in github_text(CheckReport(command="plan", items=items, folder="a")).split("\n")
    ]
    messages = [command[2] for command in told if command is not None]
    assert messages[0] == "a/f0.go:1: GM401 0 (GM401)"
    assert messages[-1].endswith("2 more: a/f10.go:11, a/f11.go:12")


def test_nothing_is_said_where_nothing_was_found() -> None:
    assert github_text(CheckReport(command="plan", items=())) == ""


@given(REPORTS)
def test_sarif_is_what_the_schema_and_github_ask_for(report: CheckReport) -> None:
    log = json.loads(json_text(sarif_json(report)))
    check_log(log, report)


def check_log(log: Any, report: CheckReport) -> None:
    SCHEMA.validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == min(len(report.items), MOST_RESULTS)
    prints = set()
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        ((place,),) = ([one["physicalLocation"] for one in result["locations"]],)
        uri = place["artifactLocation"]["uri"]
        # A relative reference with nothing but a path, whose segments stay below the root.
        split = urlsplit(uri)
        assert (split.scheme, split.netloc, split.query, split.fragment) == ("", "", "", "")
        assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", uri, re.ASCII)
        assert not uri.startswith("/")
        assert ".." not in uri.split("/")
        assert place.get("region", {"startLine": 1})["startLine"] >= 1
        assert ("region" in place) != ("primaryLocationLineHash" in result["partialFingerprints"])
        prints.add(result["partialFingerprints"]["gomigrate/v1"])
    assert len(prints) == len(run["results"])
    (invocation,) = run["invocations"]
    assert (invocation["exitCode"], invocation["executionSuccessful"]) == (report.status, report.status <= 1)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: "\0" not in text))
def test_a_uri_is_the_path(name: str) -> None:
    report = CheckReport(command="plan", items=(), folder="a b")
    item = CheckItem(code="GM401", severity=Severity.ERROR, message="m", place=Place(name, 2))
    result = sarif_json(replace(report, items=(item,)))["runs"][0]["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == (report.path_of(item.place) or "a b/go.mod")


@pytest.mark.parametrize("text", [*ALL, *COMMANDS])
def test_hostile_values_make_a_valid_log(text: str) -> None:
    plan = filled(Plan, text)
    verdict = filled(Verdict, text)
    doctor = filled(Examination, text)
    reports = [
        CheckReport(command="plan", items=items_of(plan.findings, notes=True), anchor=text),
        verdict_report(verdict, 1, folder=text, notes=True),
        verdict_report(but(verdict, platforms=()), 3, folder=text, notes=True),
        CheckReport(command="doctor", items=items_of(doctor.findings, notes=True)),
    ]
    for report in reports:
        assert report.items
        check_log(json.loads(json_text(sarif_json(report))), report)
        for line in github_text(report).split("\n"):
            assert read_command(line) is not None


def prints_of(*findings: Finding) -> list[str]:
    log = sarif_json(CheckReport(command="plan", items=items_of(findings, notes=True)))
    return [result["partialFingerprints"]["gomigrate/v1"] for result in log["runs"][0]["results"]]


def test_a_fingerprint_stays_when_lines_move_and_differs_where_the_case_does() -> None:
    one = finding("GM401", place=Place("Gopkg.lock", 7), path="x.test/a", revision="r")
    moved = replace(one, place=Place("Gopkg.lock", 70))
    other = finding("GM401", place=Place("Gopkg.lock", 7), path="x.test/b", revision="r")
    elsewhere = replace(one, place=Place("glide.lock", 7))
    assert prints_of(one) == prints_of(moved)
    assert len({*prints_of(one), *prints_of(other), *prints_of(elsewhere)}) == 3
    assert prints_of(one, moved)[0] != prints_of(one, moved)[1]


def test_more_results_than_github_takes_are_cut_off_and_told() -> None:
    report = CheckReport(command="plan", items=(*many("GM820", MOST_RESULTS), *many("GM401", 5)))
    run = sarif_json(report)["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert [result["level"] for result in run["results"][:6]] == ["error"] * 5 + [str(SEVERITIES["GM820"])]
    (told,) = run["invocations"][0]["toolExecutionNotifications"]
    assert told["level"] == "warning"
    assert told["message"]["text"].startswith("5 results")


def test_a_message_makes_no_link() -> None:
    item = CheckItem(code="GM401", severity=Severity.ERROR, message="see [this](https://h.test) and a[1]")
    plain = CheckItem(code="GM401", severity=Severity.ERROR, message="a[1]")
    run = sarif_json(CheckReport(command="plan", items=(item, plain)))["runs"][0]
    first, second = (result["message"]["text"] for result in run["results"])
    assert first == "see \\[this\\](https://h.test) and a\\[1\\]"
    assert second == "a[1]"


def test_what_was_not_checked_is_no_error() -> None:
    items = verdict_report(different(), 1, folder="", notes=False).items
    told = {item.code: item.severity for item in items if item.code in KINDS}
    assert set(told) == set(KINDS)
    assert {code for code, severity in told.items() if severity is not Severity.ERROR} == {"not-checked"}


def test_notes_are_left_out_unless_they_are_wanted() -> None:
    note = next(code for code, severity in SEVERITIES.items() if severity is Severity.NOTE)
    found = (Finding(code=note, severity=Severity.NOTE), Finding(code="GM401", severity=Severity.ERROR))
    assert [item.code for item in items_of(found, notes=False)] == ["GM401"]
    assert [item.code for item in items_of(found, notes=True)] == ["GM401", note]


@pytest.mark.parametrize("made", [equal, different, gate, green])
def test_a_verdict_that_is_not_ready_shows_why(made: Callable[[], Verdict]) -> None:
    verdict = made()
    is_ready = verdict.state is VerdictState.READY
    report = verdict_report(verdict, 0 if is_ready else 1, folder="", notes=False)
    assert report.items or is_ready or verdict.state is VerdictState.UNKNOWN
    assert {item.code for item in report.items} <= {*KINDS, *SEVERITIES}
    first = read_command(github_text(report).split("\n")[0])
    assert first is not None
    assert (first[0], first[2]) == ("notice" if is_ready else "error", report.outcome)
    check_log(json.loads(json_text(sarif_json(report))), report)
