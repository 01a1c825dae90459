"""Which GOFLAGS a go command of a build file runs with."""

from __future__ import annotations

from gomigrate.model.legacy.habits import FlagsRow
from gomigrate.scripts.engine import documents
from gomigrate.scripts.goflags import flag_rows, split_flags
from gomigrate.scripts.kinds import kind_by_path


def rows(path: str, text: str) -> tuple[FlagsRow, ...]:
    kind = kind_by_path(path)
    assert kind is not None
    return flag_rows(documents([(path, kind, text)])[0])


def told(path: str, text: str) -> list[tuple[str, str, str]]:
    return [(row.command, row.value, row.origin) for row in rows(path, text)]


WORKFLOW = """\
env:
  GOFLAGS: -tags=workflow
jobs:
  one:
    env:
      GOFLAGS: -tags=job
    steps:
      - run: go build ./...
      - run: go test ./...
        env:
          GOFLAGS: -tags=step
  two:
    steps:
      - run: go vet ./...
"""


def test_the_narrowest_of_the_three_levels_of_actions_wins() -> None:
    assert told(".github/workflows/ci.yml", WORKFLOW) == [
        ("go build", "-tags=job", ".github/workflows/ci.yml:6 (job env)"),
        ("go test", "-tags=step", ".github/workflows/ci.yml:11 (step env)"),
        ("go vet", "-tags=workflow", ".github/workflows/ci.yml:2 (workflow env)"),
    ]


def test_what_loses_is_told_as_well() -> None:
    assert rows(".github/workflows/ci.yml", WORKFLOW)[1].hides == (
        ".github/workflows/ci.yml:2 (workflow env)",
        ".github/workflows/ci.yml:6 (job env)",
    )


def test_the_commands_own_wins_over_the_shells_and_holds_for_it_alone() -> None:
    text = "go env\nexport GOFLAGS=-tags=a\nGOFLAGS=-tags=b go build ./...\ngo test ./...\n"
    assert told("x.sh", text) == [
        ("go env", "", "go env"),
        ("go build", "-tags=b", "x.sh:3 (command)"),
        ("go test", "-tags=a", "x.sh:2 (shell)"),
    ]


def test_a_variable_that_make_does_not_export_is_none() -> None:
    assert rows("Makefile", "GOFLAGS = -v\nall:\n\tgo build ./...\n") == ()
    assert told("Makefile", "export GOFLAGS = -mod=mod\nall:\n\tgo build ./...\n") == [
        ("go build", "-mod=mod", "Makefile:1 (export)")
    ]


def test_docker_sets_it_for_what_comes_after() -> None:
    text = "FROM golang:1.20\nRUN go version\nENV GOFLAGS=-mod=mod\nRUN go build ./...\n"
    assert told("Dockerfile", text) == [
        ("go version", "", "go env"),
        ("go build", "-mod=mod", "Dockerfile:3 (ENV)"),
    ]


def test_flags_of_the_command_line_win() -> None:
    (row,) = rows("x.sh", "GOFLAGS='-mod=mod -tags=a' go build -mod=readonly ./...\n")
    assert row.overridden == ("-mod=readonly",)


def test_no_rows_where_nothing_sets_it() -> None:
    assert rows("x.sh", "GOFLAGS=-v\ngo build ./...\n") == ()


def test_a_value_is_split_as_the_go_command_does() -> None:
    assert split_flags("-a '-ldflags=-s -w'  -b") == ("-a", "-ldflags=-s -w", "-b")
    assert split_flags("-a 'b") == ("-a", "'b")
