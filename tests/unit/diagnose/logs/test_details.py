"""What a failure is about: names, what is the project's own, what is not known, names that are none."""

from __future__ import annotations

import pytest

from gomigrate.diagnose.logs.judge import judge_log, suspects
from gomigrate.diagnose.logs.read import read_log
from gomigrate.report.words.findings import remedy_of


@pytest.mark.parametrize(
    ("line", "names"),
    [
        (
            'go: example.com/x@v1.0.0: Get "https://proxy.corp/x": dial tcp: lookup proxy.corp on 10.0.0.2:53: no such host',
            {"host": "proxy.corp"},
        ),
        (
            "go: go.mod requires go >= 1.22.0 (running go 1.21.5; GOTOOLCHAIN=local)",
            {"wanted": "1.22.0", "running": "1.21.5", "name": "local", "file": "go.mod"},
        ),
        ("go: git.corp/t/l@v1.0.0: git ls-remote -q origin in /c: exit status 128:\n\tHost key verification failed.", {"host": "git.corp"}),
        ("go: inconsistent vendoring in /src/x:", {"folder": "/src/x"}),
        ("m.go:1:2: no required module provides package example.com/p; to add it:", {"package": "example.com/p"}),
        ("go: errors parsing go.mod:\n/src/go.mod:7: unknown directive: <<<<<<< HEAD", {"file": "go.mod", "number": "7"}),
    ],
)  # fmt: skip
def test_names_are_read(line: str, names: dict[str, str]) -> None:
    (failure,) = read_log(line).failures
    assert {name: failure.name(name) for name in names} == names


def test_the_command_of_the_go_command_is_kept() -> None:
    (failure,) = read_log(
        "go: example.com/a@v1.0.0: missing go.sum entry; to add it:\n\tgo mod download example.com/a\n"
    ).failures
    assert failure.command == "go mod download example.com/a"
    assert str(failure.module) == "example.com/a@v1.0.0"


@pytest.mark.parametrize("name", ["../../etc@v1.0.0", "-rf@v1.0.0", "example.com/x@latest", "example.com/x@v1.0"])
def test_names_of_a_log_that_are_no_module_versions_are_not_looked_up(name: str) -> None:
    assert suspects(read_log(f"verifying {name}: checksum mismatch\n")) == ()


@pytest.mark.parametrize("package", ["-exec=x", "a;b", "$(id)", "`id`", "a&&b"])
def test_a_name_that_means_something_to_a_shell_comes_into_no_command(package: str) -> None:
    (found,) = judge_log(read_log(f"m.go:1:2: no required module provides package {package}\n"), "log")
    assert package not in remedy_of(found)


MISSING = (
    "h.go:2:8: no required module provides package example.com/hi/nope; to add it:\n\tgo get example.com/hi/nope\n"
)


@pytest.mark.parametrize(("module", "case"), [("example.com/hi", "own"), ("example.com/other", ""), ("", "")])
def test_a_package_of_the_project_itself_is_told_from_a_module_that_is_missing(module: str, case: str) -> None:
    (found,) = judge_log(read_log(MISSING), "log", module)
    assert found.fact("case") == case
    assert ("go get" in remedy_of(found)) == (not case)


def test_a_package_below_its_importer_is_the_projects_own_where_no_go_mod_says_so() -> None:
    log = "a.go:1:2: missing go.sum entry for module providing package example.com/hi/x (imported by example.com/hi); to add:\n"
    (found,) = judge_log(read_log(log), "log")
    assert found.fact("case") == "own"


def test_a_package_of_the_standard_library_of_a_newer_go_is_known() -> None:
    (found,) = judge_log(read_log("m.go:3:8: package log/slog is not in GOROOT (/usr/local/go/src/log/slog)\n"), "log")
    assert (found.fact("case"), found.fact("wanted")) == ("newer", "1.21")


def test_what_is_not_known_is_shown_with_the_lines_that_look_like_an_error() -> None:
    (found,) = judge_log(read_log("building\nmain.go:3:5: undefined: nope\nmake: *** [all] Error 2\n"), "log")
    assert (found.code, found.fact("read"), found.fact("looked_at")) == ("GM919", 3, ("2", "3"))
    assert found.evidence == ("2: main.go:3:5: undefined: nope", "3: make: *** [all] Error 2")


def test_of_a_log_without_any_error_nothing_is_found() -> None:
    log = read_log("all modules verified\nok  example.com/x 0.1s\n")
    assert list(judge_log(log, "log")) == []
    assert log.lines == 2


def test_one_failure_told_twice_is_one() -> None:
    line = "go: example.com/x@v1.0.0: invalid version: unknown revision v1.0.0\n"
    (failure,) = read_log(line * 3).failures
    assert (failure.times, failure.line) == (3, 1)


def test_of_very_many_failures_of_one_kind_the_first_are_listed_and_the_rest_counted() -> None:
    log = read_log("".join(f"go: example.com/x{n}@v1.0.0: missing go.sum entry\n" for n in range(120)))
    assert len(log.failures) == 50
    assert log.unlisted == ((("missing-go-sum-entry", ""), 70),)
    assert list(judge_log(log, "log"))[-1].fact("unlisted") == 70


def test_long_lines_are_no_failures() -> None:
    lines = ["go: " + "a@v1:/ " * 20_000, "x" * 200_000, "a" * 300 + "@" + "v" * 200_000, "verifying " * 9_000]
    assert read_log("\n".join(lines)).failures == ()


def test_a_failure_far_within_a_long_line_is_read() -> None:
    words = "missing go.sum entry for module providing package example.com/a"
    assert [f.kind for f in read_log("x" * 5000 + " " + words).failures] == ["missing-go-sum-entry"]


@pytest.mark.parametrize(
    ("line", "is_repeated"),
    [
        ("\tgo get example.com/hi", True),
        ("\tgo get -exec=x example.com/hi", False),
        ("\tgo get example.com/hi; rm -rf .", False),
        ("\tgo get $(id)", False),
    ],
)
def test_a_command_of_the_log_is_repeated_only_where_it_is_nothing_but_names(line: str, is_repeated: bool) -> None:
    log = f"h.go:2:8: missing go.sum entry for module providing package example.com/a (imported by example.com/hi); to add:\n{line}\n"
    (found,) = judge_log(read_log(log), "log")
    assert (line.strip() in remedy_of(found)) is is_repeated
