"""What is said of habits in build files: of each a sentence of its own, by what was found."""

from __future__ import annotations

import pytest

from gomigrate.model.codes import finding
from gomigrate.model.findings import Fact
from gomigrate.model.legacy.habits import Habit, Safety
from gomigrate.report.words.findings import ROWS, message_of, remedy_of
from gomigrate.report.words.scripts.bazel import ROWS as BAZEL
from gomigrate.report.words.scripts.places import ROWS as PLACES
from gomigrate.report.words.scripts.rules import ROWS as SCRIPTS
from gomigrate.scripts.engine import documents
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.scripts.rules.bazel.gazelle import Gazelle
from gomigrate.scripts.rules.bazel.go_repository import Fetched
from gomigrate.scripts.rules.gocommand.go_get import GoGet
from gomigrate.scripts.rules.oldtools.old_tools import ToolCall
from gomigrate.scripts.unclear import Unclear
from tests.golden.test_scripts import TOLD, UNSAFE, WITH_COPY, cases, run

TABLE = {**SCRIPTS, **PLACES, **BAZEL}


def habits(path: str, text: str) -> tuple[Habit, ...]:
    kind = kind_by_path(path)
    assert kind is not None
    return (*documents([(path, kind, text)])[1], *run(path, text)[1].habits)


FILES = [*((path, text) for _, path, text, _ in cases()), *((path, text) for path, text, _ in TOLD), *UNSAFE]


@pytest.mark.parametrize(("path", "text"), FILES)
def test_each_habit_has_a_sentence_and_a_remedy(path: str, text: str) -> None:
    for habit in habits(path, text):
        said = message_of(habit.finding)
        assert said != ROWS[habit.code].title
        assert said.endswith(".")
        assert "{" not in said
        assert remedy_of(habit.finding)


def test_each_code_is_among_them() -> None:
    codes = {*run("x.sh", "ls | grep -v vendor\n", WITH_COPY)[2]}
    assert codes | {habit.code for path, text in FILES for habit in habits(path, text)} == set(TABLE)


@pytest.mark.parametrize(("code", "fact", "value"), [
    *(("GM804", "case", case) for case in ToolCall),
    *(("GM806", "case", case) for case in GoGet),
    *(("GM819", "case", case) for case in Fetched),
    *(("GM820", "why", why) for why in Unclear),
    *(("GM822", "case", case) for case in Gazelle),
])  # fmt: skip
def test_each_case_has_a_sentence(code: str, fact: str, value: str) -> None:
    told: dict[str, Fact] = {
        "call": "dep x",
        "tool": "dep",
        "asked": "a.b/c",
        "package": "a.b/c",
        "what": "w",
        "path": "a.b/c",
    }
    told |= {"by": "tag", "version": "v1.0.0", "sum": "h1:x=", "count": 2, "gazelle": "0.1", "prefix": "a.b/d"}
    facts = tuple((told | {"lock": "Gopkg.lock", "new": "go.sum", fact: value}).items())
    habit = Habit(code=code, safety=Safety.MANUAL, file="x.sh", line=1, kind="shell script", facts=facts)
    assert message_of(habit.finding) not in ("", ROWS[code].title)


@pytest.mark.parametrize(
    ("path", "text", "said", "remedy"),
    [
        (
            "x.sh",
            "go get a.test/b c.test/d\n",
            "go get a.test/b c.test/d: it is not known whether a.test/b is a command or a library.",
            "Use go install a.test/b@VERSION if it is a command. If it is a library, add it to go.mod once.",
        ),
        (
            "x.sh",
            "ls /go/src/example.org/tool/x\n",
            "This line looks for example.org/tool/x in GOPATH. With modules it is in the module cache.",
            "Run go mod download first, and use $(go list -m -f '{{.Dir}}' example.org/tool)/x",
        ),
        (
            "x.sh",
            "go get github.com/mattn/goveralls\n",
            (
                "go get github.com/mattn/goveralls installs no command since Go 1.18. No lock file names a version, so"
                " gomigrate proposes @latest, which go get used too."
            ),
            "Review the proposed change, then apply it with --unsafe-fixes.",
        ),
        (
            "x.sh",
            "cd /go/src/example.com/project\ncd /go/src/example.com/project\n",
            "This file uses the project's folder in GOPATH (lines 1 and 2). Module mode does not need it.",
            TABLE["GM810"].remedy,
        ),
        (
            "Dockerfile",
            "FROM golang:1.20\nADD . src/example.com/project\nRUN go vet example.com/project\n",
            (
                "go vet names the project by its import path here. In module mode it has to run in"
                " /go/src/example.com/project."
            ),
            "Run go vet in /go/src/example.com/project",
        ),
        (
            "x.sh",
            'go build "\n',
            "This file is not changed (shell script): a quote is not closed.",
            TABLE["GM820"].remedy,
        ),
    ],
)
def test_sentences_say_what_was_found(path: str, text: str, said: str, remedy: str) -> None:
    *_, habit = habits(path, text)
    assert (message_of(habit.finding), remedy_of(habit.finding)) == (said, remedy)


PINNED = "go install example.org/tool/cmd/gen@0123abc"
FOLDER = "go list -m -f '{{.Dir}}' example.org/tool"
FIRST = "Run go mod download first, and use"


@pytest.mark.parametrize(
    ("path", "text", "remedies"),
    [
        ("x.sh", "ls $GOPATH/src/example.org/tool/x\n", [f"{FIRST} $({FOLDER})/x"]),
        ("Makefile", "X = $(GOPATH)/src/example.org/tool\n", [f"{FIRST} $(shell {FOLDER})"]),
        ("Makefile", "x:\n\tls $(GOPATH)/src/example.org/tool\n", [f"{FIRST} $$({FOLDER})"]),
        (
            "x.sh",
            'deepcopy-gen --output-base "${GOPATH}/src/"\n',
            ["Write the output to a temporary folder, and copy it from there into the project."],
        ),
        (
            "a.go",
            "package a\n\n//go:generate protoc -I$GOPATH/src/example.org/tool a.proto\n",
            [
                (
                    f"{FIRST} the folder that {FOLDER} prints. No shell reads this line, so the command itself does not"
                    " work here."
                )
            ],
        ),
        (
            "Dockerfile",
            (
                "FROM golang:1.20\nRUN go get -d example.org/tool/cmd/gen && \\\n    cd $GOPATH/src/example.org/tool"
                " && \\\n    git checkout -q 0123abc && \\\n    go install ./cmd/gen\n"
            ),
            [f"Use {PINNED}", f"Use {PINNED} (needs Go 1.16 or later, and no folder in GOPATH)"],
        ),
        (
            "Dockerfile",
            (
                "FROM golang:1.20\nRUN go get example.org/tool/cmd/gen\nWORKDIR /go/src/example.org/tool/cmd/gen\n"
                "RUN git reset --hard 0123abc\nRUN go install\n"
            ),
            [f"Use {PINNED}", f"Use {PINNED} (needs Go 1.16 or later, and no folder in GOPATH)"],
        ),
        (
            "Dockerfile",
            "FROM golang\nENV A=$GOPATH/src/example.org/tool/a\nCOPY go.mod .\nRUN ls /go/src/example.org/tool/a\n",
            [
                (f"Copy go.mod and go.sum into the image before this line, run go mod download, and use $({FOLDER})/a"),
                f"{FIRST} $({FOLDER})/a",
            ],
        ),
        (
            "x.sh",
            "go get example.org/tool/cmd/gen\ncd $GOPATH/src/example.org/tool\nmake\n",
            [TABLE["GM806"].remedy, f"{FIRST} $({FOLDER})"],
        ),
    ],
)
def test_remedies_of_places_below_gopath_work_where_they_are_written(path: str, text: str, remedies: list[str]) -> None:
    assert [remedy_of(habit.finding) for habit in habits(path, text)] == remedies


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        (
            "GM730",
            {"path": "vendor/a.b/c/x.sh", "where": "third_party/a.b/c/x.sh", "executable": False, "also": ()},
            "vendor/a.b/c/x.sh is removed with the vendor folder; the new path is third_party/a.b/c/x.sh.",
        ),
        (
            "GM730",
            {"path": "vendor/a.b/c/x", "where": "$(go list -m -f '{{.Dir}}' a.b/c)/x", "executable": True, "also": ()},
            (
                "vendor/a.b/c/x is removed with the vendor folder; the new path is $(go list -m -f '{{.Dir}}'"
                " a.b/c)/x. Files in the module cache are not executable: run them with their interpreter."
            ),
        ),
        (
            "GM730",
            {"path": "vendor/a.b/c", "where": "d", "unread": "a.b/c", "executable": False, "also": ()},
            (
                "vendor/a.b/c is removed with the vendor folder; its new place is d in the folder that go list -m -f"
                " '{{.Dir}}' a.b/c prints. No shell reads this line, so write the path itself."
            ),
        ),
        (
            "GM731",
            {"path": "vendor/a.b/c", "copy": "third_party/a.b/c", "files": ("c/x", "c/y"), "also": ("x.sh:3",)},
            (
                "vendor/a.b/c is removed with the vendor folder. 2 files of this path (c/x, c/y) were not found in"
                " any module of the build, and stay as third_party/a.b/c. Also in x.sh:3."
            ),
        ),
        (
            "GM731",
            {"path": "vendor/a.b/c", "module": "a.b/c@v1.0.0", "copy": "d", "files": ("c/x",), "also": ()},
            ("vendor/a.b/c is removed with the vendor folder. 1 file of this path (c/x) was not found in"
            " a.b/c@v1.0.0 with the same content, and stays as d."),
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_vendored_files_that_are_named(code: str, facts: dict[str, Fact], said: str) -> None:
    assert message_of(finding(code, **facts)) == said  # type: ignore[arg-type]


@pytest.mark.parametrize("code", [*TABLE, "GM730", "GM731"])
@pytest.mark.parametrize("value", [True, 3, "x", ("x",)])
def test_facts_of_a_strange_record_are_no_accident(code: str, value: Fact) -> None:
    names = ("case", "asked", "lines", "files", "also", "path", "module", "version", "why", "what", "still", "lock")
    told = finding(code, **dict.fromkeys(names, value))  # type: ignore[arg-type]
    assert message_of(told)
    assert remedy_of(told)
