"""The table of repositories that moved."""

from __future__ import annotations

import re

import pytest

from gomigrate.model.go.modpath import check_path, is_inside
from gomigrate.resolve.moves import MOVES, MovedRoot, moved_to
from gomigrate.resolve.roots import static_root


@pytest.mark.parametrize("move", MOVES, ids=lambda move: move.old)
def test_moves_each_row_is_whole(move: MovedRoot) -> None:
    assert check_path(move.new) is None
    assert re.fullmatch(r"20\d\d(-\d\d)?", move.since)
    assert move.source
    # The old path is a repository's root: a row for a folder in one would never be asked for.
    assert static_root(move.old) == move.old


def test_moves_no_repository_has_two_rows_or_moves_onto_itself() -> None:
    olds = [move.old for move in MOVES]
    assert len(set(olds)) == len(olds)
    assert not [move for move in MOVES if move.old == move.new]
    assert not [(a, b) for a in olds for b in olds if a != b and is_inside(a, b)]


@pytest.mark.parametrize(
    ("root", "new"),
    [
        ("github.com/Sirupsen/logrus", "github.com/sirupsen/logrus"),
        ("github.com/golang/lint", "golang.org/x/lint"),
        ("github.com/golang/lint/golint", "golang.org/x/lint"),
        ("launchpad.net/gocheck", "gopkg.in/check.v1"),
    ],
)
def test_moved_to_of_an_old_home_is_the_new_one(root: str, new: str) -> None:
    move = moved_to(root)
    assert move is not None
    assert move.new == new


@pytest.mark.parametrize(
    "root",
    [
        "github.com/sirupsen/logrus",
        "github.com/golang/linter",
        "github.com/golang",
        "golang.org/x/lint",
        "",
        "example.com",
    ],
)
def test_moved_to_of_anything_else_is_none(root: str) -> None:
    assert moved_to(root) is None
