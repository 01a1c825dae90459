"""The pages about findings: an index by subject, and a page for each code.
`python tests/unit/test_docs.py` writes them.

A page has what `gomigrate explain CODE` prints; both are made of `gomigrate.report.words.manual`.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from gomigrate.model.severities import SEVERITIES
from gomigrate.report.words.findings import ROWS, table_of
from gomigrate.report.words.manual import SUBJECTS, ManualPage, entry_of
from tests.docs.console import ROOT

INDEX = ROOT / "docs/findings.md"
FOLDER = ROOT / "docs/findings"
WIDTH = 84

HEAD = """---
description: Every finding of gomigrate by its code, with what it means and what to do.
---

# What does this finding mean?

A finding is one thing that you should know about a project.
It has a code that stays the same, a sentence about the case, and a remedy.

- An **error** blocks: the plan is not written, or the branch is not ready to merge.
- A **warning** is for you to read before you merge.
- A **note** explains what gomigrate did.

`gomigrate explain CODE` prints the page of a code.
"""

_MEANS = {
    "error": "Error: this has to be solved first.",
    "warning": "Warning: read this before you go on.",
    "note": "Note: this explains what gomigrate did.",
}


def made_pages() -> dict[Path, str]:
    """The text of each page, by its file."""
    return {INDEX: index_page(), **{FOLDER / f"{code}.md": finding_page(entry_of(code)) for code in ROWS}}


def index_page() -> str:
    """All codes by subject."""
    parts = [HEAD]
    for table, (subject, page) in SUBJECTS.items():
        codes = sorted(code for code in ROWS if table_of(code) == table)
        parts.append(
            f"\n## {subject}\n\n[{title_of(page)}]({page}.md)\n\n| code | | what it says |\n| --- | --- | --- |\n"
        )
        parts += [f"| [{c}](findings/{c}.md) | {SEVERITIES[c]} | {plain(ROWS[c].title)} |\n" for c in codes]
    return "".join(parts)


def finding_page(entry: ManualPage) -> str:
    """The page of a code."""
    return "".join(_parts(entry))


def _parts(entry: ManualPage) -> Iterator[str]:
    first = entry.meaning.replace('"', "'").replace("\\", "/")
    yield f'---\ndescription: "{textwrap.shorten(first, 150, placeholder=" …")}"\n---\n\n'
    yield f"# {entry.code}: {plain(entry.title)}\n\n**{_MEANS[entry.severity]}**\n\n{plain(entry.meaning)}\n"
    yield f"\n## What to do\n\n{plain(entry.remedy)}\n"
    if entry.log:
        yield f"\n## What the go command prints, for example\n\n```text\n{entry.log}\n```\n"
    if entry.case:
        lines = [
            *textwrap.wrap(entry.case, WIDTH),
            *textwrap.wrap(entry.case_remedy and f"-> {entry.case_remedy}", WIDTH),
        ]
        yield "\n## A case\n\n```text\n" + "\n".join(lines) + "\n```\n"
    yield "\n## More\n\n" + "".join(f"- [{title_of(page)}](../{page}.md)\n" for page in entry.pages)
    yield f"- `gomigrate explain {entry.code}` prints this page; [all findings](../findings.md)\n"


def plain(words: str) -> str:
    """Words that Markdown must not read as marks."""
    return re.sub(r"([*\\|])", r"\\\1", words).replace("<", "&lt;")


def title_of(page: str) -> str:
    """The title of a page of the documentation."""
    text = (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")
    return next(line.removeprefix("# ") for line in text.splitlines() if line.startswith("# "))


def write() -> None:
    """All of them; pages of codes that are no more are removed."""
    pages = made_pages()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("GM*.md"):
        if old not in pages:
            old.unlink()
    for file, text in pages.items():
        file.write_text(text, encoding="utf-8")
