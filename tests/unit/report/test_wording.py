"""What a machine can see of docs/wording.md: in the words for findings, in every sentence of the program, in help
texts, and in the golden pages. Also in docstrings and comments, and on the pages of docs/."""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from gomigrate.cli.main import COMMANDS, cli
from gomigrate.report.words.findings import ROWS

HOME = Path(__file__).parents[3]
CODE = ("gomigrate", "tests", "scripts", "benchmarks", "examples", "fuzz")
SOURCES = HOME / "gomigrate"
PAGES = sorted((HOME / "tests" / "golden" / "pages").glob("*.[tm][ea][xr]*"))

MOST_WORDS = 25
MOST_WORDS_OF_A_DOCSTRING = 30
LONGEST_TITLE = 72

VERBS = frozenset(
    (
        "are",
        "have",
        "had",
        "cannot",
        "can",
        "do",
        "must",
        "may",
        "should",
        "need",
        "would",
        "will",
        "built",
        "import",
        "differ",
        "disagree",
        "mismatch",
    )
)
"""Verbs that look like no others; see `_has_verb` for the rest."""

BANNED = {
    r"\bcan(not)? be had\b": "is (not) available",
    r"\b(is|are|was|were) (not )?to be had\b": "is (not) available",
    r"\bnobody (has|gave|else)\b": "no source has",
    r"\bby the word of\b": "from",
    r"\bvery (revision|commit|file)\b": "the locked commit",
    r"\brefused to say\b": "refused the request",
    r"\blooked into\b": "compared with",
    r"\bdoes another thing\b": "behaves differently",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\btakes? hold\b": "applies",
    r"\bfrom now on\b": "after the migration",
    r"\bplease\b": "(nothing)",
    r"\bsimply\b": "(nothing)",
    r"\bunfortunately\b": "(nothing)",
    r"\bin the place of\b": "instead of",
    r"\bis called like\b": "has the name of",
    r"\bas it came\b": "unchanged",
    r"\b(behaviour|colour|cancelled|licence)\b": "American spelling",
    r"\w\(s\)": "the plural that the number asks for",
    r"\w!(\s|$)": "a full stop",
    " \N{EN DASH} | \N{EM DASH} ": "two sentences",
}
"""Words of before (patterns), and what is said instead; the table in docs/wording.md has more, for people."""

BANNED_IN_PROSE = BANNED | {
    r"\bnobody\b": "no source, no module, no person",
    r"\bgo(es)? by\b": "uses, follows",
    r"\bthe very\b": "the same",
    r"\blook(s|ing)? into\b": "read, search, compare",
    r"\b(is|are) another than\b": "differs from",
    r"\b(is|are) gone\b": "is removed",
    r"\bhang(s|ing)? on\b": "depends on",
    r"\b(is|are|was|were) sick\b": "is out of order",
    r"\b(neighbour|recognis|initialis|normalis|honour|favour|towards)": "American spelling",
}
"""The same for docstrings, comments and pages."""

_PLURALS = re.compile(
    r"(?<![\d.,:/@\w-])1 (?!is|was|has|does|this|its|less|us|process|class|differs|bytes of)([a-z]+[^s\W]s)\b"
)
_ZERO = re.compile(r"(?<![\d.,:/@\w+-])(?<!depth: )0 (?!bytes|ms|of\b)[a-z]+\b")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a colon with a list after it, and a semicolon, end one as well."""
    return [part for part in re.split(r"(?<=[.;:])\s+", " ".join(text.split())) if part]


def texts(row: object) -> Iterator[str]:
    for name in ("meaning", "remedy", "message", "remedy_here"):
        if isinstance(text := getattr(row, name), str):
            yield text


def _has_verb(title: str) -> bool:
    """Whether a word of it can be a verb: one of the table, or one that ends like the third person or the past."""
    words = [word for word in title.split()[1:] if word.isalpha() and word.islower()]
    return any(word in VERBS or word.endswith(("s", "ed")) for word in words)


@pytest.mark.parametrize("code", list(ROWS))
def test_a_title_says_what_is_wrong(code: str) -> None:
    title = ROWS[code].title
    assert not title.endswith((".", ":")), title
    assert len(title) <= LONGEST_TITLE, title
    assert len(title.split()) >= 3, title
    assert _has_verb(title), title


@pytest.mark.parametrize("code", list(ROWS))
def test_a_sentence_is_short(code: str) -> None:
    long = [s for text in texts(ROWS[code]) for s in sentences(text) if len(s.split()) > MOST_WORDS]
    assert long == []


@pytest.mark.parametrize("code", list(ROWS))
def test_a_remedy_begins_with_a_verb_or_a_command_and_says_all(code: str) -> None:
    """One that ends in a command has no full stop, so that it can be copied."""
    remedy = ROWS[code].remedy
    assert not remedy.endswith((",", ":", ";")), remedy
    assert remedy[:1].isupper() or re.match(r"(go|git|gomigrate) ", remedy), remedy


@cache
def spoken() -> tuple[tuple[str, str], ...]:
    """(place, text) of every string of the words, the pages, the commands and the errors that is for a person: one with
    a space in it. Docstrings are for readers of the code."""
    found = []
    logs = SOURCES / "diagnose" / "logs"  # what other programs print
    for path in sorted(file for file in SOURCES.rglob("*.py") if file.parent != logs):
        tree = ast.parse(path.read_text())
        told = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        told |= {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
                continue
            if " " in node.value and "\\b" not in node.value:
                found.append((f"{path.relative_to(HOME)}:{node.lineno}", node.value))
    for path in sorted((SOURCES / "report" / "templates").glob("*.j2")):
        found += [(f"{path.relative_to(HOME)}:{n}", row) for n, row in enumerate(path.read_text().split("\n"), start=1)]
    return tuple(found)


@pytest.mark.parametrize("banned", BANNED)
def test_words_of_before_are_gone(banned: str) -> None:
    pattern = re.compile(banned, re.IGNORECASE)
    assert [(where, text) for where, text in spoken() if pattern.search(text)] == []


def docstrings(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each docstring of a Python source."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.lineno, node.value.value


def comments(source: str) -> Iterator[tuple[int, str]]:
    """(line, text) of each docstring and each comment of a Python source."""
    yield from docstrings(source)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


@cache
def prose() -> tuple[tuple[str, str], ...]:
    """(place, text) of what explains the code, and of the pages; names and quoted words, in backticks or quotes, and
    blocks of code are left out. Only files with a word of before anywhere are taken apart: most have none."""
    any_of_them = re.compile("|".join(BANNED_IN_PROSE), re.IGNORECASE)
    found = []
    for path in sorted(file for folder in CODE for file in (HOME / folder).rglob("*.py")):
        if any_of_them.search(source := path.read_text()):
            found += [(f"{path.relative_to(HOME)}:{line}", _plain(text)) for line, text in comments(source)]
    pages = [path for path in (*HOME.glob("*.md"), *(HOME / "docs").rglob("*.md")) if not _is_elsewhere(path)]
    return (*found, *((str(path.relative_to(HOME)), _plain(path.read_text())) for path in sorted(pages)))


def _is_elsewhere(page: Path) -> bool:
    """The page that lists the words of before; and those of findings, made of texts that are tested by themselves."""
    return page.name in ("wording.md", "findings.md") or page.parent.name == "findings"


def _plain(text: str) -> str:
    """A text without code: on one line, so that a phrase may be broken anywhere."""
    text = re.sub(r"(?ms)^ *```.*?^ *```|^    .*?$" if text.startswith(("---", "# ")) else r"(?ms)```.*?```", " ", text)
    text = re.sub(r"(?s)<!--.*?-->", " ", text)
    return " ".join(re.sub(r"`+[^`]*`+|\"[^\"\n]{1,60}\"", "``", text).replace("# ", "").split())


@pytest.mark.parametrize("banned", BANNED_IN_PROSE)
def test_words_of_before_are_gone_from_comments_and_pages(banned: str) -> None:
    pattern = re.compile(banned, re.IGNORECASE)
    hits = [
        (place, text[max(0, m.start() - 40) : m.end() + 40]) for place, text in prose() for m in pattern.finditer(text)
    ]
    assert hits == [], f"say: {BANNED_IN_PROSE[banned]}"


def docstring_sentences(text: str) -> Iterator[str]:
    """The sentences of a docstring without its code: names in backticks, tables, and what is indented."""
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text)):
        if not re.search(r"^(?: {4}|\S.*\S {2,}\S)", paragraph, re.MULTILINE):
            yield from sentences(re.sub(r"`+[^`]*`+", "``", paragraph))


@pytest.mark.parametrize("folder", CODE)
def test_a_docstring_has_short_sentences(folder: str) -> None:
    long = [
        (f"{path.relative_to(HOME)}:{line}", sentence)
        for path in sorted((HOME / folder).rglob("*.py"))
        for line, text in docstrings(path.read_text())
        for sentence in docstring_sentences(text)
        if len(sentence.split()) > MOST_WORDS_OF_A_DOCSTRING
    ]
    assert long == []


def test_a_table_in_a_docstring_is_no_sentence() -> None:
    word = "word " * 40
    assert [len(one.split()) for one in docstring_sentences(f"Short.\n\n{word}.\n\n    {word}\n\nname    {word}")] == [
        1,
        41,
    ]


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(cli, info_name="gomigrate")
    inner = [(name, command) for name in COMMANDS if (command := cli.get_command(context, name))]
    return [("gomigrate", cli), *inner]


@pytest.mark.parametrize(("name", "command"), commands())
def test_help_is_short_and_in_the_words_of_today(name: str, command: click.Command) -> None:
    options = [o for o in command.params if isinstance(o, click.Option) and not o.hidden]
    told = [command.help or "", *(option.help or "" for option in options)]
    assert all(told), f"{name}: an option without help"
    assert [s for text in told for s in sentences(text) if len(s.split()) > MOST_WORDS] == []
    assert [text for text in told for banned in BANNED if re.search(banned, text, re.IGNORECASE)] == []
    assert [text for text in told if not re.match(r"[A-Z\d\[]|-", text)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_is_printed_counts_right(page: Path) -> None:
    rows = page.read_text().split("\n")
    assert [row for row in rows if _PLURALS.search(row) or _ZERO.search(row)] == []


def test_there_are_pages_to_read() -> None:
    assert len(PAGES) > 10


def test_the_rules_have_their_page() -> None:
    page = (HOME / "docs" / "wording.md").read_text()
    assert str(MOST_WORDS) in page
    assert "tests/unit/report/test_wording.py" in page
