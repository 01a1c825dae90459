"""The list of the standard library's packages, against the real go command's."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from gomigrate.scan.build.stdlib import FIRST_ELEMENTS, PACKAGES

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.go


def test_go_list_std_names_no_other_package(tmp_path: Path) -> None:
    listed = subprocess.run(["go", "list", "std"], cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    public = {path for path in listed.split() if "internal" not in path.split("/") and not path.startswith("vendor/")}
    assert len(public) > 100
    assert public - PACKAGES == set()
    assert {path.split("/")[0] for path in listed.split()} - FIRST_ELEMENTS == set()
