"""Logs of the go command: words of older versions and of git that no file:// proxy brings about, and other lines."""

from __future__ import annotations

import pytest

from gomigrate.diagnose.sums.gofailures import CLASSES
from gomigrate.diagnose.sums.golog import judge_log, read_log, suspects
from gomigrate.report.words import sums
from gomigrate.report.words.findings import ROWS
from gomigrate.report.words.gofailures import FAILURES

WORDS = {
    "unknown-revision": "go: example.com/x@v1.0.0: invalid version: unknown revision v1.0.0",
    "pseudo-version": "go: example.com/x@v0.0.0-20200101000000-abcdefabcdef: invalid pseudo-version: does not match "
    "version-control timestamp (expected 20190101000000)",
    "post-v1": "go: example.com/x@v2.0.0: invalid version: go.mod has post-v1 module path ...",
    "credentials": "\tfatal: could not read Username for 'https://example.com': terminal prompts disabled",
    "certificate": "\tfatal: unable to access 'https://example.com/x/': SSL certificate problem: self-signed",
    "not-a-host": 'main.go:3:8: package x/y: unrecognized import path "x/y": import path does not begin with hostname',
    "database-missing": "example.com/x@v1.0.0: verifying module: example.com/x@v1.0.0: reading "
    "https://sum.golang.org/lookup/example.com/x@v1.0.0: 404 Not Found",
    "go-sum-updates": "go: updates to go.sum needed, disabled by -mod=readonly",
    "go-mod-updates": "go: updates to go.mod needed, disabled by -mod=readonly; to update it:",
    "no-module": "build example.com/m: cannot load example.com/x: cannot find module providing package example.com/x",
    "go-version": "note: module requires Go 1.30",
    "security-error": "SECURITY ERROR",
    "gone": "go: example.com/x@v1.0.0: reading https://proxy.test/example.com/x/@v/v1.0.0.info: 410 Gone",
    "unreachable": 'go: example.com/x@v1.0.0: Get "https://proxy.test/x": dial tcp: lookup proxy.test: no such host',
    "not-std": "main.go:3:8: package foo/bar is not in GOROOT (/usr/local/go/src/foo/bar)",
}


@pytest.mark.parametrize("kind", WORDS)
@pytest.mark.parametrize("dress", ["{}", "\x1b[31m{}\x1b[0m", "2026-01-02T03:04:05.678Z {}", "{}\r"])
def test_words_of_each_kind_are_known(kind: str, dress: str) -> None:
    troubles = read_log("building\n" + dress.format(WORDS[kind]) + "\nexit status 1\n")
    assert [(trouble.kind, trouble.line) for trouble in troubles] == [(kind, 2)]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "ok  \texample.com/x\t0.012s",
        "go: downloading example.com/x v1.0.0",
        "main.go:3:5: undefined: nope",
        "    client_test.go:12: dial tcp 127.0.0.1:80: connect: connection refused",
        "    tls_test.go:9: x509: certificate signed by unknown authority",
        "go: found example.com/x in example.com/x v1.0.0",
        "--- FAIL: TestX (0.00s)",
        "verified example.com/x@v1.0.0",
    ],
)
def test_what_is_no_failure_about_modules_is_passed_over(line: str) -> None:
    assert read_log(f"{line}\n") == ()
    assert [finding.code for finding in judge_log((), "log")] == ["GM919"]


def test_one_failure_told_twice_is_one() -> None:
    line = "go: example.com/x@v1.0.0: invalid version: unknown revision v1.0.0\n"
    assert len(read_log(line * 3)) == 1


def test_security_error_is_told_alone_only_where_nothing_else_is() -> None:
    mismatch = "verifying example.com/x@v1.0.0: checksum mismatch\n\tdownloaded: h1:a=\n\tgo.sum:     h1:b=\n\n"
    troubles = read_log(f"{mismatch}SECURITY ERROR\nThis download does NOT match an earlier download\n")
    assert [trouble.kind for trouble in troubles] == ["checksum-mismatch"]
    assert [str(module) for module in suspects(troubles)] == ["example.com/x@v1.0.0"]


@pytest.mark.parametrize("name", ["../../etc@v1.0.0", "-rf@v1.0.0", "example.com/x@latest", "example.com/x@v1.0"])
def test_names_of_a_log_that_are_no_module_versions_are_not_looked_up(name: str) -> None:
    assert suspects(read_log(f"verifying {name}: checksum mismatch\n")) == ()


def test_every_code_for_logs_is_brought_about_by_words_of_the_go_command() -> None:
    more = [
        f"go: example.com/x@v1.0.0: {words}"
        for words in (
            "missing go.sum entry",
            "verifying module: checksum mismatch",
            "reading https://proxy.test/x/@v/v1.0.0.info: 403 Forbidden",
        )
    ]
    more.append("go: inconsistent vendoring in /src/x:")
    found = {f.code for line in [*WORDS.values(), *more] for f in judge_log(read_log(line), "log")}
    found |= {f.code for f in judge_log(read_log("nothing of the kind"), "log")}
    assert found == {code for code in sums.ROWS if code.startswith("GM91")}


def test_every_class_has_a_code_and_says_something() -> None:
    assert [row.name for row in CLASSES if row.code not in ROWS] == []
    assert {row.name for row in CLASSES} == {name.partition("/")[0] for name in FAILURES}
    assert all(words.meaning for words in FAILURES.values())


def test_long_lines_take_no_time() -> None:
    lines = ["go: " + "a@v1:/ " * 20_000, "x" * 200_000, "a" * 300 + "@" + "v" * 200_000, "verifying " * 9_000]
    assert read_log("\n".join(lines)) == ()
