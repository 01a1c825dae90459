from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from gomigrate.cli.commands.verify import verify
from gomigrate.model.findings import Finding
from gomigrate.model.suite import Outcome, SuiteVerdict
from gomigrate.verify.build.layout import Side
from gomigrate.verify.suite.testlog import FIRST_LINES, Log, read_log
from gomigrate.verify.suite.tests import compare_tests, judge
from gomigrate.world.base.process import Completed, TimedOut

P = "x.test/p"


def log(*events: Mapping[str, Any], stderr: str = "") -> Log:
    return read_log("".join(json.dumps(event) + "\n" for event in events).encode(), stderr)


def event(action: str, test: str = "", package: str = P, output: str = "") -> dict[str, Any]:
    return {"Action": action, "Package": package, **({"Test": test} if test else {}), "Output": output}


@pytest.mark.parametrize(
    ("events", "outcomes"),
    [
        ([event("run", "A"), event("pass", "A"), event("pass")], {(P, "A"): "passed", (P, ""): "passed"}),
        ([event("run", "A"), event("fail", "A"), event("fail")], {(P, "A"): "failed", (P, ""): "failed"}),
        ([event("run", "A"), event("skip", "A")], {(P, "A"): "skipped"}),
        ([event("run", "A"), event("fail")], {(P, "A"): "unfinished", (P, ""): "failed"}),
        ([event("output", output=f"FAIL\t{P} [build failed]\n"), event("fail")], {(P, ""): "build failed"}),
        ([event("output", output=f"FAIL\t{P} [setup failed]\n"), event("fail")], {(P, ""): "build failed"}),
        ([{**event("fail"), "FailedBuild": f"{P} [{P}.test]"}], {(P, ""): "build failed"}),
        ([event("run", "A/b"), event("pass", "A/b")], {(P, "A/b"): "passed"}),
        ([event("start"), event("pause", "A"), {"Action": "pass"}, {}], {}),
    ],
)
def test_read_log_each_test_has_its_outcome(events: list[dict[str, Any]], outcomes: dict[Any, str]) -> None:
    assert {key: str(outcome) for key, outcome in log(*events).outcomes.items()} == outcomes


@pytest.mark.parametrize(
    "noise", [b"", b"\xff\x00", b"{\n", b"[1]\n", b'{"Action": 3, "Package": 4}\n', b'{"Action"\n{}\n']
)
def test_read_log_what_is_no_event_is_passed_over(noise: bytes) -> None:
    good = json.dumps(event("pass", "A")).encode() + b"\n"
    assert read_log(noise + b"\n" + good, "").outcomes == {(P, "A"): Outcome.PASSED}


def test_read_log_keeps_the_first_lines_of_a_failure_without_frames_and_secrets() -> None:
    lines = [
        "=== RUN   A\n",
        "    a_test.go:3: https://u:hunter2@x.test\n",
        *(f"line {n}\n" for n in range(20)),
        "--- FAIL: A\n",
    ]
    words = log(*(event("output", "A", output=line) for line in lines), event("fail", "A")).words[P, "A"]
    assert len(words) == FIRST_LINES
    assert words[0].startswith("a_test.go:3: https://")
    assert "hunter2" not in words[0]
    assert words[1] == "line 0"


def test_read_log_passed_tests_keep_no_words() -> None:
    assert log(event("output", "A", output="chatter\n"), event("pass", "A")).words == {}


@pytest.mark.parametrize("is_old", [True, False])
def test_read_log_compiler_words_go_to_their_package(is_old: bool) -> None:
    said = [] if is_old else [{"Action": "build-output", "ImportPath": f"{P} [{P}.test]", "Output": "a.go:1: bad\n"}]
    stderr = f"# {P} [{P}.test]\na.go:1: bad\n" if is_old else ""
    found = log(*said, event("output", output="FAIL [build failed]\n"), event("fail"), stderr=stderr)
    assert found.words[P, ""] == ("a.go:1: bad",)


def made(**outcomes: str) -> Log:
    return Log(outcomes={(P, "" if name == "package" else name): Outcome(o) for name, o in outcomes.items()})


@pytest.mark.parametrize(
    ("before", "after", "same", "expected"),
    [
        ({"A": "passed"}, {"A": "passed"}, 1, []),
        ({"A": "failed"}, {"A": "failed"}, 1, []),
        ({"A": "passed", "package": "passed"}, {"A": "failed", "package": "failed"}, 0, [("A", True)]),
        ({"A": "passed"}, {}, 0, [("A", True)]),
        ({}, {"A": "passed"}, 0, [("A", False)]),
        ({"A": "failed"}, {"A": "passed"}, 0, [("A", False)]),
        (
            {"A": "passed", "B": "passed", "package": "passed"},
            {"package": "build failed"},
            0,
            [("", True)],
        ),
        ({"A": "passed", "package": "passed"}, {}, 0, [("", True)]),
        ({"package": "passed"}, {"package": "failed"}, 0, [("", True)]),
        ({"package": "skipped"}, {"package": "skipped"}, 0, []),
    ],
)
def test_judge_names_what_ends_otherwise_once(
    before: dict[str, str], after: dict[str, str], same: int, expected: list[tuple[str, bool]]
) -> None:
    verdict = judge(made(**before), made(**after))
    assert verdict.same == same
    assert [(c.test, c.is_worse) for c in verdict.changes] == expected


def test_judge_what_got_worse_comes_first() -> None:
    verdict = judge(made(A="failed", Z="passed"), made(A="passed", Z="failed"))
    assert [c.test for c in verdict.changes] == ["Z", "A"]
    assert (verdict.before, verdict.after) == ((1, 1, 0, 0, 0), (1, 1, 0, 0, 0))


class FakeGo:
    """Answers `go test` with what was prepared, and remembers what it was asked."""

    def __init__(self, *answers: Completed | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[tuple[str, ...], str, float]] = []

    def closed_env(self, mode: str, overrides: Mapping[str, str] | None = None) -> dict[str, str]:
        return {"MODE": mode, **(overrides or {})}

    def ask(self, args: Sequence[str], *, cwd: str, env: Mapping[str, str], timeout: float) -> Completed:
        self.asked.append((tuple(args), env["MODE"], timeout))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


BEFORE, AFTER = Side(cwd="/b", mode="gopath"), Side(cwd="/a", mode="module")


def passed(package: str = P) -> Completed:
    return Completed(0, json.dumps(event("pass", "A", package)).encode(), "")


def compared(*answers: Completed | Exception, rewrites: tuple[tuple[str, str], ...] = ()) -> SuiteVerdict | Finding:
    return compare_tests(FakeGo(*answers), BEFORE, AFTER, rewrites, timeout=5)  # type: ignore[arg-type]


def test_compare_tests_asks_both_sides_alike_but_for_the_mode() -> None:
    go = FakeGo(passed(), passed())
    compare_tests(go, BEFORE, AFTER, (), timeout=90)  # type: ignore[arg-type]
    (before, mode, _), (after, _, limit) = go.asked
    assert mode == "gopath"
    assert "-mod=readonly" not in before
    assert tuple(word for word in after if word != "-mod=readonly") == before
    assert {"-count=1", "-timeout=90s", "-json", "./..."} <= set(before)
    assert limit > 90


def test_compare_tests_packages_are_known_by_their_new_paths() -> None:
    verdict = compared(passed("old.test/x/p"), passed("x.test/p"), rewrites=(("old.test/x/", "x.test/"),))
    assert isinstance(verdict, SuiteVerdict)
    assert (verdict.same, verdict.changes) == (1, ())


@pytest.mark.parametrize(
    ("answers", "is_before", "mode", "error"),
    [
        ((TimedOut("go test: no end after 5 s"),), True, "gopath", "go test: no end after 5 s"),
        ((passed(), TimedOut("go test: no end")), False, "module", "go test: no end"),
        ((passed(), Completed(1, b"", "go: parsing go.mod\nx\n")), False, "module", "go: parsing go.mod"),
        ((Completed(2, b"", ""),), True, "gopath", ""),
    ],
)
def test_compare_tests_side_without_results_is_a_finding(
    answers: tuple[Completed | Exception, ...], is_before: bool, mode: str, error: str
) -> None:
    said = compared(*answers)
    assert isinstance(said, Finding)
    assert said.code == "GM609"
    assert [said.fact(name) for name in ("is_before", "mode", "error")] == [is_before, mode, error]


def test_compare_tests_no_tests_at_all_is_no_fault() -> None:
    assert compared(Completed(0, b"", ""), Completed(0, b"", "")) == judge(made(), made())


@pytest.mark.parametrize("duration", ["10", "m", "0s", "-1m", "1d", "1m30", "10m; ls", ""])
def test_verify_tests_timeout_that_is_no_duration_is_a_usage_error(duration: str) -> None:
    from click.testing import CliRunner

    result = CliRunner().invoke(verify, ["--tests-timeout", duration])
    assert result.exit_code == 2
    assert "duration" in result.output


def test_verify_help_says_that_nothing_is_run_unasked() -> None:
    from click.testing import CliRunner

    text = " ".join(CliRunner().invoke(verify, ["--help"]).output.split())
    assert "Without this, nothing of the repository is run." in text
