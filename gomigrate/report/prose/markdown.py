"""Words out of a project in Markdown: as a name, or as text; neither is a link, a mention or HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.model.text.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_MARKS = frozenset("\\`*_[]<>#|!@~&$")
_LINKED = re.compile(r"[@#!~%$&^]\w|\w@\w|:/|www\.|\bG[HL]-\d|:[\w+-]+:", re.IGNORECASE)
_BACKTICKS = re.compile("`+")


def code(words: object) -> str:
    """A name out of a project as a code span, where nothing is a link, a mention or HTML; "" as it is.

    The fence is longer than any run of backticks inside (CommonMark, 6.1).
    """
    line = one_line(str(words))
    if "`" not in line:
        return f"`{line}`" if line else ""
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(line))))
    return f"{fence} {line} {fence}"


def fenced(lines: Iterable[str], language: str) -> str:
    """Lines out of a project as a block of code, where they are all shown and end nothing (CommonMark, 4.5)."""
    shown = "\n".join(visible(line, lines=True) for line in lines)
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(shown)), default=0))
    return f"{fence}{language}\n{shown}\n{fence}"


def text(words: object) -> str:
    """Text out of a project on one line, with what Markdown and HTML would take for their own kept from it. A host
    turns mentions, references and addresses into links after Markdown was read: such words stand in code spans."""
    return " ".join(map(_word, one_line(str(words)).split(" ")))


def _word(word: str) -> str:
    if not _LINKED.search(word):
        return "".join(f"\\{char}" if char in _MARKS else char for char in word)
    name = word.rstrip(".,:")  # The sentence's own stop is no part of the name.
    return code(name) + word[len(name) :]


def one_line(words: str) -> str:
    """The words with no line ends of their own, and nothing hidden in them."""
    return visible(" ".join(words.split()))
