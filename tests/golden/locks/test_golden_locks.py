"""One folder a format: the files of a tree, and what the readers must say about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden.locks.dump import CASES, dump


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_read_locks_of_a_case_folder_says_what_is_expected(case: Path) -> None:
    assert dump(case) == (case / "expected.json").read_text(encoding="utf-8")
