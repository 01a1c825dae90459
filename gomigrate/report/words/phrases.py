"""How numbers and lists are said: the one place for plurals, "and N more" and templates."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gomigrate.report.words.row import Facts, Text

_IRREGULAR = {
    "is": "are",
    "has": "have",
    "was": "were",
    "does": "do",
    "it": "they",
    "its": "their",
    "this": "these",
    "builds": "build",
    "concerns": "concern",
    "differs": "differ",
    "ends": "end",
    "goes": "go",
    "moves": "move",
    "so does": "so do",
    "stays": "stay",
    "compiles": "compile",
    "works": "work",
}
_HISSING = ("s", "x", "ch", "sh")


def plural(noun: str, number: int) -> str:
    """The noun, or the verb `is`, `has`, `was`, as it stands beside this number. Of several words the first that has
    a plural of its own changes if it is such a verb, else the last: "build file", "copy", "other copy"."""
    if number == 1:
        return noun
    if noun in _IRREGULAR:
        return _IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in set("aeiou"):
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(_HISSING) else f"{noun}s"


def counted(number: int, noun: str) -> str:
    """Such as "1 package", "2 copies", "15,193 files"."""
    return f"{number:,} {plural(noun, number)}"


def first_few(words: Sequence[str], most: int = 3) -> str:
    """The words with commas, or the first of them: "a, b, c and 12 more"."""
    shown, left = words[:most], len(words) - most
    return f"{', '.join(shown)} and {left:,} more" if left > 0 else ", ".join(words)


def some_of(words: Sequence[str], number: int) -> str:
    """The first of so many words: "a, b, c and 12 more"."""
    left = number - len(words)
    return ", ".join(words) + (f" and {left:,} more" if left > 0 else "")


def first_rows(rows: Sequence[str], most: int) -> list[str]:
    """The rows of a list, or the first of them and a row that says how many more there are."""
    return [*rows[:most], *([f"and {len(rows) - most:,} more"] if len(rows) > most else [])]


def all_of(words: Sequence[str], last: str = "and") -> str:
    """All the words: "a", "a and b", "a, b and c"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def sized(count: int) -> str:
    """A number of bytes, in the largest unit that it has one of: "512 bytes", "10 MB"."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1024:
            return f"{count} {unit}"
        count //= 1024
    return f"{count} GB"


def spare_words(sizes: Mapping[str, int]) -> str:
    """What was downloaded and is not needed, the largest first: "a v1.0.0, b v1.2.0 and 3 more (12 MB)"."""
    return f"{first_few(sorted(sizes, key=lambda name: (-sizes[name], name)))} ({sized(sum(sizes.values()))})"


class _Number(int):
    """A number in a template: `{n}` is 1,234; `{n:package}` "3 packages"; `{n:~has}` only "have"."""

    def __format__(self, spec: str) -> str:
        if spec.startswith("~"):
            return plural(spec[1:], int(self))
        return counted(int(self), spec) if spec else f"{int(self):,}"


class _List(tuple[str, ...]):
    """A list in a template: `{names}` says the first few, `{names:all}` all, `{names:package}` "3 packages", and
    `{names:~has}` "have" by their number."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        if spec == "all":
            return all_of(self)
        return format(_Number(len(self)), spec) if spec else first_few(self)


class _Name(str):
    """A name in a template: `{path}`, and `{path:q}` as a word of a command."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return shlex.quote(self) if spec == "q" else format(str(self), spec)


def filled(template: str, facts: Facts) -> str:
    """The template with the facts in their places, as `str.format_map` does it; how numbers, lists and words of
    commands may be asked for is said above, and in `call` how commands are. Raises KeyError for a fact that is not
    there."""
    from gomigrate.report.words.call import HERE  # a page of help has no use for it

    return template.format_map({"gomigrate": HERE, **{name: _spoken(value) for name, value in facts.items()}})


def said(text: Text, facts: Facts) -> str:
    """The text about these facts; "" where it needs one that is not there: the facts of a record are a stranger's, our
    own are held to their sentences by the tests."""
    try:
        return text(facts) if callable(text) else filled(text, facts)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        return ""


def _spoken(value: object) -> object:
    if isinstance(value, tuple):
        return _List(value)
    if isinstance(value, str):
        return _Name(value)
    return _Number(value) if isinstance(value, int) else value
