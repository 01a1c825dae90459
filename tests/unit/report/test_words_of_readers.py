"""The sentences about locks, files and projects: each case that a reader tells apart has one, made of its facts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import pytest

from gomigrate.locks.registry import disagreements, read_locks
from gomigrate.model.codes import finding
from gomigrate.model.findings import Finding, Place
from gomigrate.model.legacy.inventory import PathSource
from gomigrate.model.legacy.lockflaws import FileFlaw, Refusal, ToolSign
from gomigrate.model.names import NameFlaw
from gomigrate.report.words import names
from gomigrate.report.words.findings import ROWS, message_of, remedy_of
from gomigrate.report.words.row import Idle
from gomigrate.report.words.scanning import locks, project
from tests.golden.locks.dump import CASES, tree_of


@pytest.mark.parametrize(
    ("cases", "words"),
    [
        (FileFlaw, locks.UNREADABLE),
        (Refusal, locks.REFUSED),
        (ToolSign, locks.SIGNS),
        (NameFlaw, {"": "", **names.FLAWS}),
        (PathSource, project.SOURCES),
    ],
)
def test_each_case_has_words(cases: type[StrEnum], words: dict[str, str]) -> None:
    assert set(cases) == set(words)


def of_golden_locks() -> Iterator[Finding]:
    for case in CASES:
        links = case / "gitlinks.json"
        read = read_locks(tree_of(case), json.loads(links.read_bytes()) if links.exists() else {})
        yield from (f for lock in read for f in lock.findings)
        yield from disagreements(read)


def test_each_finding_about_a_lock_has_a_sentence_of_its_own() -> None:
    said = [(f.code, message_of(f)) for f in of_golden_locks()]
    assert [code for code, words in said if words == ROWS[code].title or "{" in words] == []
    assert len({code for code, _ in said}) >= 10


PATH, HASH = "x.test/m", "a" * 12


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("GM001", {"reason": "Permission denied"}, "Reading failed: Permission denied."),
        ("GM001", {"reason": "Permission denied", "path": "/gp/src/x"}, "Reading /gp/src/x failed: Permission denied."),
        (
            "GM002",
            {"reason": "a.go:1:1: expected 'package'", "path": "/x/a.go"},
            "Parsing /x/a.go failed: a.go:1:1: expected 'package'.",
        ),
        ("GM003", {}, "The symbolic link leads to a folder, which ./... does not include."),
        (
            "GM020",
            {
                "path": PATH,
                "by": "GOPATH",
                "by_name": "2",
                "other": "x.test/y",
                "other_by": "go.mod",
            },
            "Import path x.test/y from its go.mod differs; gomigrate uses x.test/m from its place in GOPATH (entry 2).",
        ),
        (
            "GM020",
            {
                "path": PATH,
                "by": "remote",
                "by_name": "up",
                "other": "_/x",
                "other_by": "go.mod",
                "is_outside": True,
            },
            (
                "Import path _/x from its go.mod is a folder outside GOPATH;"
                " gomigrate uses x.test/m from the git remote up."
            ),
        ),
        (
            "GM021",
            {"path": PATH, "hiding": "/one", "root": "/two"},
            "GOPATH mode builds x.test/m from /one, not from /two.",
        ),
        ("GM023", {"folders": ("a", "b")}, "No lock file says which versions are in a and b."),
        (
            "GM024",
            {"folders": 1, "packages": 2},
            "Module mode ignores 1 vendor folder below the top, with 2 packages.",
        ),
        ("GM025", {"packages": 1, "tool": "gb"}, "1 package of dependencies is in the layout of gb."),
        (
            "GM027",
            {"contradictions": 1},
            "The go command refuses to build from vendor/: 1 contradiction between go.mod and vendor/modules.txt.",
        ),
        ("GM028", {"packages": 1, "vendored": 9}, "1 of 9 vendored packages is in no lock file."),
        ("GM030", {"pins": 2, "of": 1200}, "2 of 1,200 locked paths are neither vendored nor imported."),
        ("GM032", {"checkouts": 2}, "2 checkouts in GOPATH have local changes, which the legacy build compiles."),
        ("GM034", {"folders": 1}, "1 folder of dependencies in GOPATH has no commit that can be read."),
        ("GM036", {"commit": HASH}, f"The lock file is on disk, but not in commit {HASH}; gomigrate uses the file."),
        (
            "GM037",
            {"folder": "sub", "packages": 2},
            "sub is another module, so ./... no longer includes 2 packages of the project.",
        ),
        ("GM039", {"packages": 1}, "The build uses 1 package of this repository outside the project's folder."),
        (
            "GM101",
            {"flaw": "merge conflict", "conflicts": 3},
            "The file has the markers of 3 unresolved merge conflicts.",
        ),
        ("GM101", {"flaw": "too large", "limit": 256}, "The file is larger than 256 KiB, the limit for its tool."),
        ("GM102", {"why": "field", "field": "x", "wanted": "texts"}, 'The field "x" is not a list of texts.'),
        (
            "GM102",
            {"why": "path", "path": "a b", "flaw": "refused by go", "error": "invalid char ' '"},
            "The path \"a b\" is not an import path: invalid char ' '.",
        ),
        ("GM102", {"unlisted": 1450}, "1,450 more of this kind in this file are not listed."),
        (
            "GM106",
            {"stale": "A", "fresh": "B", "paths": 3, "older": 2},
            (
                "A and B pin 3 paths at different commits;"
                " A looks stale: it has the older commit or release for 2 of them."
            ),
        ),
        (
            "GM108",
            {"tool": "trash", "sign": "option", "line": 7},
            "gomigrate reads this file as trash's: line 7 has an option.",
        ),
        ("GM202", {"fields": 2, "line": "a b"}, 'The line has 2 fields instead of 3: "a b".'),
    ],
)
def test_message_of_facts(code: str, facts: dict[str, Any], said: str) -> None:
    assert message_of(finding(code, place=Place("f"), **facts)) == said


def test_remedy_of_locks_that_disagree_names_both() -> None:
    found = finding("GM106", stale="A", fresh="B", paths=1, older=0)
    assert remedy_of(found) == "Delete the stale one: A if B is kept up to date, else B."


def test_a_remedy_asks_for_nothing_where_it_says_so() -> None:
    told = [code for code, row in ROWS.items() if isinstance(row.remedy, Idle) != row.remedy.startswith("Nothing")]
    assert told == [], "a remedy that asks for nothing is an Idle"


def test_a_remedy_of_a_case_can_ask_for_more_than_its_kind() -> None:
    asked: dict[str, Any] = {"remedy": "clone", "remedy_path": "x.test/c", "remedy_url": "", "remedy_asked": ()}
    assert isinstance(remedy_of(finding("GM403", path="x.test/c")), Idle)
    assert not isinstance(remedy_of(finding("GM403", path="x.test/c", **asked)), Idle)
