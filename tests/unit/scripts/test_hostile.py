"""Build files that are made to cost much, or to crash the reader: they are reported, or read as any other."""

from __future__ import annotations

import pytest

from gomigrate.model.legacy.habits import Habit
from gomigrate.scripts.engine import documents
from gomigrate.scripts.environment.given import MOST_HIDDEN
from gomigrate.scripts.goflags import flag_rows
from gomigrate.scripts.kinds import kind_by_path
from tests.golden.test_scripts import run


def habits(path: str, text: str) -> tuple[Habit, ...]:
    return run(path, text)[1].habits


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("x.sh", "go get a.b/c\n" + "case a in a) " * 5000),
        ("x.sh", "go get a.b/c\n" + "$(" * 5000),
        ("Dockerfile", "FROM a\nRUN go get a.b/c\nRUN " + "case a in a) " * 5000),
        (".travis.yml", "install: go get a.b/c\nenv: " + "[" * 5000),
        (".gitlab-ci.yml", "a: go get a.b/c\nb: " + "{a: " * 5000),
        ("Makefile", "a:\n\tgo get a.b/c\n" + "#\n" * (1 << 19)),
        (".drone.yml", "commands: [go get a.b/c]\n" + "#\n" * (1 << 17)),
    ],
)
def test_what_is_nested_too_deeply_or_too_large_is_told(path: str, text: str) -> None:
    after, _, told = run(path, text)
    assert after == text
    assert "GM820" in told


def test_what_is_nested_less_deeply_is_read() -> None:
    text = "case a in a) " * 30 + "dep ensure" + " ;; esac" * 30 + "\n"
    assert run("x.sh", text)[0] == text.replace("dep ensure", "go mod download")


@pytest.mark.parametrize("nested", ["[" * 100_000, "[" * 100_000 + "]" * 100_000])
@pytest.mark.parametrize("name", ["CMD", "COPY", "ENTRYPOINT", "SHELL"])
def test_json_of_an_instruction_may_be_nested_as_it_likes(name: str, nested: str) -> None:
    assert run("Dockerfile", f"FROM a\n{name} {nested}\n")[1].texts == {}


def test_of_a_long_line_the_part_around_a_change_is_shown() -> None:
    text = "echo a;" * 10_000 + "dep ensure;" + "echo b;" * 10_000 + "\n"
    found = next(habit for habit in habits("x.sh", text) if habit.applied)
    assert len(found.before) == len(found.after) == 1
    assert "dep ensure;" in found.before[0]
    assert found.before[0].replace("dep ensure", "go mod download") == found.after[0]
    assert len(found.before[0]) < 1000


def test_each_of_several_changes_has_its_own_lines() -> None:
    text = "dep ensure\n" * 3
    found = habits("x.sh", text)
    assert [(habit.line, habit.before, habit.after) for habit in found] == [
        (line, ("dep ensure",), ("go mod download",)) for line in (1, 2, 3)
    ]


def test_of_places_that_lose_the_first_are_told() -> None:
    path, text = "x.sh", "".join(f"export GOFLAGS=-tags=a{n}\n" for n in range(100)) + "go build\n"
    kind = kind_by_path(path)
    assert kind is not None
    (row,) = flag_rows(documents([(path, kind, text)])[0])
    assert row.value == "-tags=a99"
    assert len(row.hides) == MOST_HIDDEN
    assert row.hides[-1].startswith("x.sh:99 ")
