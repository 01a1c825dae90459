"""The site: its pages from the code are up to date, and the generator finds nothing to warn about."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from gomigrate.cli.main import BUG, COMMANDS, DECISION, DONE, SURROUNDINGS, USAGE
from gomigrate.locks.registry import READERS
from tests.docs.console import FINDINGS, ROOT
from tests.docs.console import PAGES as OWN_PAGES
from tests.docs.manpage import MAN, man_page
from tests.docs.reference import MADE_PAGES, PAGES

DOCS = [*(page for page in OWN_PAGES if page.is_relative_to(ROOT / "docs") and page.stem != "wording"), *FINDINGS[::25]]
OF_CODE = re.compile(r"```.*?```", re.DOTALL)


@pytest.mark.parametrize("page", MADE_PAGES)
def test_page_from_the_code_is_up_to_date(page: str) -> None:
    written = (PAGES / page).read_text(encoding="utf-8")
    assert written == MADE_PAGES[page](), "python -m tests.docs.reference rewrites it"


def test_manual_page_is_up_to_date() -> None:
    assert MAN.read_text(encoding="utf-8") == man_page(), "python -m tests.docs.reference rewrites it"


def test_manual_page_is_such_as_roff_reads() -> None:
    lines = MAN.read_text(encoding="ascii").splitlines()
    assert lines[0].startswith(".TH GOMIGRATE 1 ")
    assert {line.split()[0] for line in lines if line.startswith((".", "'"))} == {".TH", ".SH", ".PP", ".TP"}
    sections = {line[4:].strip('"') for line in lines if line.startswith(".SH ")}
    assert {"NAME", "SYNOPSIS", "DESCRIPTION", *(f"GOMIGRATE {name.upper()}" for name in COMMANDS)} <= sections
    # What follows a backslash is one of the escapes that the page uses.
    assert set(re.findall(r"\\(.)", "\n".join(lines))) <= set("-efR&([")


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_groff_has_nothing_to_say_about_the_manual_page() -> None:
    words = ["groff", "-man", "-Tascii", "-ww", "-rHY=0", "-rLL=200n", str(MAN)]
    shown = subprocess.run(words, capture_output=True, text=True)
    assert (shown.returncode, shown.stderr) == (0, "")
    plain = re.sub(r"\x1b\[\d*m|.\x08", "", shown.stdout)
    assert "--accept-merge PATH" in plain
    assert "gomigrate verify" in plain


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


@pytest.mark.parametrize("page", [page for page in DOCS if page.parent.name != "decisions"], ids=lambda page: page.name)
def test_page_says_what_it_is_about_and_has_one_title(page: Path) -> None:
    head = re.match(r"---\ndescription: (.+)\n---\n\n# .", page.read_text(encoding="utf-8"))
    assert head is not None
    assert len(head[1]) <= 170
    assert len(re.findall(r"^# ", OF_CODE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)) == 1


def test_page_of_exit_statuses_has_those_of_the_program() -> None:
    page = (ROOT / "docs/exit-statuses.md").read_text(encoding="utf-8")
    told = {int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}
    assert told == {DONE, DECISION, USAGE, SURROUNDINGS, BUG, 130}


def test_page_of_lock_formats_has_each_file_that_is_read() -> None:
    page = (ROOT / "docs/lock-formats.md").read_text(encoding="utf-8")
    assert [file for reader in READERS for file in reader.files if file not in page] == []


def test_page_has_the_words_of_the_errors_that_lead_to_it() -> None:
    """What a user pastes into the search of the site: each message of questions.md is in its page, too."""
    rows = re.findall(
        r"^\| (`.*) \| \[[^\]]*\]\(([^)#]+)[^)]*\) \|$", (ROOT / "docs/questions.md").read_text(), re.MULTILINE
    )
    assert len(rows) > 20
    for messages, page in rows:
        text = " ".join((ROOT / "docs" / page).read_text(encoding="utf-8").split()).lower()
        for message in re.findall(r"`([^`]+)`", messages):
            for part in message.lower().split("…"):
                assert part.strip(" :") in text, (page, message)
