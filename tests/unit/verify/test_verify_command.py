from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gomigrate.cli.commands.explain import explain
from gomigrate.cli.commands.verify import exit_status, verify
from gomigrate.model.codes import finding
from gomigrate.model.errors import UsageProblem
from gomigrate.model.findings import Finding
from gomigrate.model.gaps import Gap, Unchecked
from gomigrate.model.verdict import CodeAnswer, ModuleDifference, PlatformVerdict, RecordedState, Verdict
from tests.golden.verdicts import but, verdict_of

EQUAL = verdict_of(
    ref="x", modules_same=1, modules_differ=(), platforms=(PlatformVerdict(platform="linux/amd64", same=3),)
)
DIFFERENCE = ModuleDifference(path="p", planned="v1", listed="v2")


@pytest.mark.parametrize(
    ("verdict", "status"),
    [
        (EQUAL, 0),
        (but(EQUAL, findings=(finding("GM304"),), unchecked=(Unchecked(what=Gap.NO_BASE),)), 1),
        (but(EQUAL, findings=(finding("GM306", module="m@v1"),)), 1),
        (but(EQUAL, modules_differ=(DIFFERENCE,)), 1),
        (but(EQUAL, platforms=(PlatformVerdict(platform="linux/amd64", same=3, lost=("p",)),)), 1),
        (but(EQUAL, platforms=()), 3),
        (but(EQUAL, platforms=(), modules_differ=(DIFFERENCE,)), 1),
        (but(EQUAL, platforms=(), findings=(finding("GM302", command="go list", platform="", error="no"),)), 1),
    ],
)
def test_exit_status_only_a_compared_and_equal_build_is_done(verdict: Verdict, status: int) -> None:
    assert exit_status(verdict) == status


@pytest.mark.parametrize("platform", ["linux", "linux/", "/amd64", "linux/amd64/v1", "Linux/amd64", "--tidy", "a b/c"])
def test_verify_platform_that_is_none_is_a_usage_error(platform: str) -> None:
    result = CliRunner().invoke(verify, ["--platform", platform])
    assert result.exit_code == 2
    assert "GOOS/GOARCH" in result.output


@pytest.mark.parametrize(
    ("recorded", "findings", "status"),
    [
        (RecordedState(is_whole=True), (), 0),
        (RecordedState(is_whole=True), (finding("GM358", names=("require x",)),), 0),
        (RecordedState(is_whole=True), (finding("GM350", names=("require x",)),), 1),
        (RecordedState(is_whole=True), (finding("GM304"),), 1),
        (RecordedState(), (), 3),
        (RecordedState(), (finding("GM351", commit="", is_removed=True, commits=()),), 1),
    ],
)
def test_exit_status_of_a_gate_needs_no_package(
    recorded: RecordedState, findings: tuple[Finding, ...], status: int
) -> None:
    assert exit_status(Verdict(ref="x", code=CodeAnswer(recorded=recorded, findings=findings))) == status


@pytest.mark.parametrize("words", [["--tests"], ["--tidy"], ["--no-build"], ["--platform", "linux/amd64"]])
def test_verify_gate_takes_nothing_that_is_about_two_builds(words: list[str], tmp_path: Path) -> None:
    ran = CliRunner().invoke(verify, ["--gate", *words, str(tmp_path)])
    assert isinstance(ran.exception, UsageProblem)


@pytest.mark.parametrize("words", [["--platform-build"], ["--before-go", "1.10"]])
def test_verify_without_compiling_takes_nothing_that_compiles(words: list[str], tmp_path: Path) -> None:
    ran = CliRunner().invoke(verify, ["--no-build", *words, str(tmp_path)])
    assert isinstance(ran.exception, UsageProblem)
    assert words[0] in str(ran.exception)
    assert "\n" not in str(ran.exception)


def test_verify_folder_that_is_not_there_is_a_usage_problem() -> None:
    assert isinstance(CliRunner().invoke(verify, ["no/such/folder"]).exception, UsageProblem)


def test_explain_prints_a_page_and_refuses_what_it_does_not_know() -> None:
    assert "go.sum lacks a line" in CliRunner().invoke(explain, ["GM306"]).output
    assert isinstance(CliRunner().invoke(explain, ["nonsense"]).exception, UsageProblem)
    assert CliRunner().invoke(explain, ["--format", "json"]).output.startswith("{")
