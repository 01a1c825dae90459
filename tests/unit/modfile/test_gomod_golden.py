"""Every tests/golden/modfile/*.txtar holds a go.mod and what `go mod edit -fmt` makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gomigrate.modfile.edit import edit
from gomigrate.modfile.gomod import parse
from tests.fakeworld.txtar import parse_txtar

GOLDEN = sorted((Path(__file__).parents[2] / "golden" / "modfile").glob("*.txtar"))


def case(path: Path) -> tuple[str, str]:
    """The go.mod and its formatting; archives cannot hold carriage returns, so they are spelled."""
    files = parse_txtar(path.read_text(encoding="utf-8"))
    return files["go.mod"].replace("\\r\n", "\r\n"), files["formatted"]


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_edit_of_nothing_formats(path: Path) -> None:
    text, formatted = case(path)
    assert edit(text) == edit(text.encode()) == formatted


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_formatting_loses_no_requirement(path: Path) -> None:
    text, formatted = case(path)
    assert sorted(parse(text).requirements) == sorted(parse(formatted).requirements)


def test_golden_files_are_there() -> None:
    assert len(GOLDEN) >= 5
