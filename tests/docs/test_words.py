"""What a machine can see of docs/wording.md in the pages of users: short sentences, and none of the old words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.console import PAGES, ROOT

NOT_PROSE = {"architecture", "wording", "hard-to-break", "doctor-environments"}
"""Pages of contributors, and tables of data."""

OF_USERS = [page for page in PAGES if page.stem not in NOT_PROSE and page.parent.name not in {"decisions", "reference"}]
MOST_WORDS = 25
"""What docs/wording.md says."""

OLD_WORDS = re.compile(
    r"\b(?:can(?:not)? be had|to be had|mend(?:s|ed|ing)?|wishes|please|anew|colour|behaviour|licence)\b|!$",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(r"^---\n.*?^---\n|```.*?```|<!--.*?-->", re.DOTALL | re.MULTILINE)


def prose(page: Path) -> str:
    """The page without code, tables and addresses."""
    lines = _LEFT_OUT.sub("", page.read_text(encoding="utf-8")).splitlines()
    text = "\n".join(line for line in lines if not line.startswith(("    ", "|")))
    return re.sub(r"\]\([^)]*\)", "]", re.sub(r"`[^`]*`", "CODE", text))


def sentences(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*[-*] |\d+\. )", text):
        yield from re.split(r"(?<=[.:!?;])\s+", " ".join(paragraph.split()))


@pytest.mark.parametrize("page", OF_USERS, ids=lambda page: str(page.relative_to(ROOT)))
def test_page_has_short_sentences_and_plain_words(page: Path) -> None:
    said = list(sentences(prose(page)))
    assert [one for one in said if len(one.split()) > MOST_WORDS] == []
    assert [one for one in said if OLD_WORDS.search(one)] == []


def test_long_sentences_and_old_words_are_seen() -> None:
    assert max(len(one.split()) for one in sentences("word " * 40 + ".\n\n- a list")) == 41
    assert OLD_WORDS.search("This cannot be had.")
