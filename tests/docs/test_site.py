"""The site: its pages from the code are up to date, and the generator finds nothing to warn about."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from gomigrate.cli.main import BUG, DECISION, DONE, SURROUNDINGS, USAGE
from gomigrate.locks.registry import READERS
from tests.docs.console import ROOT
from tests.docs.reference import MADE_PAGES, PAGES


@pytest.mark.parametrize("page", MADE_PAGES)
def test_page_from_the_code_is_up_to_date(page: str) -> None:
    written = (PAGES / page).read_text(encoding="utf-8")
    assert written == MADE_PAGES[page](), "python -m tests.docs.reference rewrites it"


@pytest.mark.skipif(
    find_spec("mkdocs") is None or find_spec("material") is None,
    reason="no mkdocs-material here: pip install --group docs",
)
def test_site_is_built_without_a_warning(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    built = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)
    assert (built.returncode, re.findall("WARNING.*", built.stderr)) == (0, []), built.stderr
    assert (tmp_path / "site/tutorial/index.html").exists()
    home = (tmp_path / "site/index.html").read_text()
    loaded = re.findall(r'(?:src|href)="(https?://[^"]+\.(?:css|js|woff2?))"', home)
    assert loaded == [], "the site loads files from other servers"


def test_page_of_exit_statuses_has_those_of_the_program() -> None:
    page = (ROOT / "docs/exit-statuses.md").read_text(encoding="utf-8")
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert told == {DONE, DECISION, USAGE, SURROUNDINGS, BUG, 130}


def test_page_of_lock_formats_has_each_file_that_is_read() -> None:
    page = (ROOT / "docs/lock-formats.md").read_text(encoding="utf-8")
    assert [file for reader in READERS for file in reader.files if file not in page] == []
