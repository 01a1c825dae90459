"""What is said of habits in build files: of each a sentence of its own, by what was found."""

from __future__ import annotations

import pytest

from gomigrate.model.findings import Fact
from gomigrate.model.habits import Habit, Safety
from gomigrate.report.words.findings import ROWS, message_of, remedy_of
from gomigrate.report.words.scripts import ROWS as TABLE
from gomigrate.scripts.engine import documents
from gomigrate.scripts.kinds import kind_by_path
from gomigrate.scripts.rules.gazelle import Gazelle
from gomigrate.scripts.rules.go_get import GoGet
from gomigrate.scripts.rules.go_repository import Fetched
from gomigrate.scripts.rules.old_tools import ToolCall
from gomigrate.scripts.unclear import Unclear
from tests.golden.test_scripts import TOLD, UNSAFE, cases, run


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
        assert remedy_of(habit.finding).endswith((".", '"'))


def test_each_code_is_among_them() -> None:
    assert {habit.code for path, text in FILES for habit in habits(path, text)} == set(TABLE)


@pytest.mark.parametrize(("code", "fact", "value"), [
    *(("GM804", "case", case) for case in ToolCall),
    *(("GM806", "case", case) for case in GoGet),
    *(("GM819", "case", case) for case in Fetched),
    *(("GM820", "why", why) for why in Unclear),
    *(("GM822", "case", case) for case in Gazelle),
])  # fmt: skip
def test_each_case_has_a_sentence(code: str, fact: str, value: str) -> None:
    facts: tuple[tuple[str, Fact], ...] = (
        (fact, value),
        ("call", "dep x"),
        ("asked", ("a.b/c",)),
        ("package", "a.b/c"),
        ("what", "w"),
    )
    facts += (
        ("path", "a.b/c"),
        ("by", "tag"),
        ("version", "v1.0.0"),
        ("sum", "h1:x="),
        ("count", 2),
        ("gazelle", "0.1"),
    )
    facts += (("prefix", "a.b/d"), ("lock", "Gopkg.lock"), ("new", "go.sum"))
    habit = Habit(code=code, safety=Safety.MANUAL, file="x.sh", line=1, kind="shell script", facts=facts)
    assert message_of(habit.finding) not in ("", ROWS[code].title)


@pytest.mark.parametrize(
    ("path", "text", "said", "remedy"),
    [
        (
            "x.sh",
            "go get a.test/b c.test/d\n",
            "go get a.test/b c.test/d: whether a.test/b is a command is not known.",
            "If it is a command: go install a.test/b@VERSION; a library belongs into go.mod.",
        ),
        (
            "x.sh",
            "ls /go/src/example.org/tool/x\n",
            "example.org/tool/x is looked for in GOPATH, and nothing puts it there any more.",
            "Write $(go list -m -f '{{.Dir}}' example.org/tool)/x, which go mod download has to come before.",
        ),
        (
            "x.sh",
            "go get github.com/mattn/goveralls\n",
            (
                "go get github.com/mattn/goveralls installs no command since go 1.18; no lock file says which version,"
                " so it is the newest as before: choose one."
            ),
            "Look at the change, and have it made with --unsafe-fixes.",
        ),
        (
            "x.sh",
            "cd /go/src/example.com/project\ncd /go/src/example.com/project\n",
            "The project's place in GOPATH is used here (lines 1 and 2); module mode does not need it.",
            TABLE["GM810"].remedy,
        ),
        ("x.sh", 'go build "\n', "This shell script is left as it is: a quote is not closed.", TABLE["GM820"].remedy),
    ],
)
def test_sentences_say_what_was_found(path: str, text: str, said: str, remedy: str) -> None:
    (habit,) = habits(path, text)
    assert (message_of(habit.finding), remedy_of(habit.finding)) == (said, remedy)
