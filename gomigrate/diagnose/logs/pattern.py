"""What a row of the table of failures is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """In which messages a pattern counts: in those of the `GO` command alone, because others use such words too, or
    `ANYWHERE`."""

    GO = "go"
    ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row: the kind of failure, a case of it ("" for the usual one), who prints it from which version on, and the
    pattern.

    Each text that matches has one of the `words`, which are quick to search for. Groups of the pattern name what the
    failure is about. `gomigrate.diagnose.logs.details` has what needs no group.
    """

    kind: str
    case: str
    printed_by: str
    words: tuple[str, ...]
    pattern: re.Pattern[str]
    where: Where


def row(name: str, printed_by: str, words: str, pattern: str = "", where: Where = Where.GO) -> Pattern:
    """A row of `kind/case`; the words are separated by bars. Without a pattern the words themselves are the pattern."""
    kind, _, case = name.partition("/")
    some = tuple(words.split("|"))
    text = pattern or "|".join(re.escape(word) for word in some)
    return Pattern(kind, case, printed_by, some, re.compile(text, re.MULTILINE), where)


# Not from within a word on: what fails from its beginning fails from everywhere in it, in the square of the time.
AT = r"(?<![^\s@:\"'(])(?P<module>[^\s@:\"'(]+)@(?P<version>[^\s:/\[,)\"']+)"
PACKAGE = r"\"?(?P<package>[^\s:;\"]+)\"?"
