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


def of_all(files: dict[str, str], *, others: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, str, str]]:
    kinds = {path: kind_by_path(path) for path in files}
    found, _ = documents([(path, kind, files[path]) for path, kind in kinds.items() if kind])
    return [(row.command, row.value, row.through) for row in flag_rows(found, others)]


def test_a_target_hands_its_own_on_to_what_it_needs() -> None:
    text = "GOFLAGS ?= -v\nexport GOFLAGS\nlint: export GOFLAGS = -mod=mod\nlint: vet\nvet:\n\tgo vet ./...\n"
    assert of_all({"Makefile": text}) == [("go vet", "-v", ""), ("go vet", "-mod=mod", "make lint")]


def test_who_calls_make_is_told() -> None:
    text = "GOFLAGS ?= -v\nexport GOFLAGS\nbuild:\n\tgo build ./...\n\tenv -u GOFLAGS go vet\n"
    script = "GOFLAGS=-mod=vendor make build\nmake GOFLAGS=-x build\nmake build\n"
    assert of_all({"Makefile": text, "ci.sh": script}) == [
        ("go build", "-v", ""),
        ("go build", "-mod=vendor", "ci.sh:1"),
        ("go build", "-x", "ci.sh:2"),
        ("go vet", "", ""),
        ("go vet", "", "ci.sh:1"),
        ("go vet", "", "ci.sh:2"),
    ]


STEPS = """\
jobs:
  a:
    env: {GOFLAGS: -job}
    strategy: {matrix: {flags: [-one, -two]}}
    steps:
      - run: echo "GOFLAGS=-mod=mod" >> $GITHUB_ENV; go build
      - run: go vet
      - run: go test
        env: {GOFLAGS: "${{ matrix.flags }}"}
      - run: echo "::set-env name=GOFLAGS::-old"
      - run: go list
  b: {steps: [{run: go env}]}
"""


def test_what_a_step_leaves_is_that_of_the_steps_after_it() -> None:
    assert of_all({".github/workflows/ci.yml": STEPS}) == [
        ("go build", "-job", ""),
        ("go vet", "-mod=mod", ""),
        ("go test", "-one", ""),
        ("go test", "-two", ""),
        ("go list", "-mod=mod", ""),
        ("go env", "", ""),
    ]


def test_the_entries_of_a_matrix_are_told_one_by_one() -> None:
    text = (
        "env:\n  matrix:\n    - GOFLAGS=-mod=vendor\n    - OTHER=1\n"
        "before_script: go vet\nscript:\n  - unset GOFLAGS\n  - go test\n"
    )
    assert of_all({".travis.yml": text}) == [("go vet", "", ""), ("go vet", "-mod=vendor", ""), ("go test", "", "")]


def test_a_stage_has_its_own_environment() -> None:
    text = (
        "ARG GOFLAGS=-front\nFROM go AS a\nENV GOFLAGS=-a\nRUN go build\n"
        "FROM go\nRUN go list\nARG GOFLAGS\nRUN go vet\nFROM a\nARG GOFLAGS=-arg\nRUN go test\n"
    )
    values = [value for _, value, _ in of_all({"Dockerfile": text})]
    assert values == ["-a", "", "-front", "-a"]


def test_env_files_are_read_where_they_are_named() -> None:
    text = 'services:\n  a:\n    env_file: .env\n    command: sh -c "go build"\n  b:\n    command: go test ./...\n'
    others = ((".env", "GOFLAGS=-mod=mod\n"),)
    assert of_all({"docker-compose.yml": text}, others=others) == [("go build", "-mod=mod", ""), ("go test", "", "")]
    assert of_all({"x.sh": "set -a\n. ./.env\nset +a\ngo build\n"}, others=others) == [("go build", "-mod=mod", "")]


def test_what_a_subshell_or_a_branch_exports_is_told_as_far_as_it_reaches() -> None:
    text = "(export GOFLAGS=-a; go build)\ngo vet\nif x; then export GOFLAGS=-b; fi\ngo test\nsudo go install\n"
    assert of_all({"x.sh": text}) == [
        ("go build", "-a", ""),
        ("go vet", "", ""),
        ("go test", "", ""),
        ("go test", "-b", ""),
        ("go install", "", ""),
        ("go install", "", ""),
    ]


def test_cmd_keeps_what_is_set_until_it_is_taken_away() -> None:
    text = "set GOFLAGS=-mod=vendor -v\r\ngo build\r\nset GOFLAGS=\r\ngo vet\r\n"
    assert of_all({"x.bat": text}) == [("go build", "-mod=vendor -v", ""), ("go vet", "", "")]


def test_a_value_is_split_as_the_go_command_does() -> None:
    assert split_flags("-a '-ldflags=-s -w'  -b") == ("-a", "-ldflags=-s -w", "-b")
    assert split_flags("-a 'b") == ("-a", "'b")
