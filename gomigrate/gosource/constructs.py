"""What the text of a Go file needs of the language, and which of its loops a go line may change.

A heuristic on the text, not a compiler: it tells what shows without knowing types. A need that it names is there; a
loop that it names may behave otherwise, if the closure or pointer outlives the turn of the loop that made it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.gosource.platforms.constraint import ConstraintError, parse_go_build
from gomigrate.model.go.constraint import And, Constraint, Not, Or, Tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SILENT = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_GO_BUILD = re.compile(rb"^//go:build[ \t]+([^\r\n]+)", re.MULTILINE)
_CLAUSE = re.compile(rb"^package[ \t]", re.MULTILINE)

# Each: the minor version of Go 1 that introduced it, what it is, and how it shows once comments and strings are blank.
_SIGNS: tuple[tuple[int, str, re.Pattern[str]], ...] = (
    (9, "a type alias", re.compile(r"^type[ \t]+\w+[ \t]*=", re.MULTILINE)),
    (13, "a binary or octal literal", re.compile(r"0(?<![\w.]0)(?:[bB][01_]|[oO][0-7_])")),
    (13, "a hexadecimal floating-point literal", re.compile(r"0(?<![\w.]0)[xX][0-9a-fA-F_.]+[pP]")),
    (13, "_ in a number", re.compile(r"(?<![\w.])[0-9][0-9a-fA-FxXbBoO]*_[0-9a-fA-F]")),
    (18, "a function with type parameters", re.compile(r"^func[ \t]+\w+\[", re.MULTILINE)),
    (18, "a method of a type with type parameters", re.compile(r"^func[ \t]*\(\w+[ \t]+\*?\w+\[", re.MULTILINE)),
    (
        18,
        "a type with type parameters",
        re.compile(r"^type[ \t]+\w+\[\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+[\w~\[]", re.MULTILINE),
    ),
    (22, "range over an integer", re.compile(r"range[ \t]+(?:[0-9]\w*|(?:len|cap|int)\([^\n{]{0,100}\))[ \t]*\{")),
    (23, "an alias with type parameters", re.compile(r"^type[ \t]+\w+\[\w[^\]\n]*\][ \t]*=", re.MULTILINE)),
)
_RANGE_OVER_FUNC = re.compile(r"range[ \t]+(?:(maps)\.(?:All|Keys|Values)|(slices)\.(?:All|Values|Backward|Chunk))\(")

# The built-in names that came late: with which version, how they show where they are used, and where something else
# of that name is declared (then nothing is known). A call of min or max is never a statement, a method of an interface
# always stands first in its line.
LATE_NAMES: dict[str, tuple[int, re.Pattern[str], re.Pattern[str]]] = {
    "any": (
        18,
        re.compile(r"(?:\]|\.\.\.|[(,][ \t]*\w+[ \t]+)any\b(?=[ \t]*[\n,){])"),
        re.compile(
            r"\b(?:func|type|var|const)[ \t]+any\b|^[^\S\n]*(?:[^\S\n]|\n[^\S\n]*)any[ \t]|(?<![\w.])any[ \t]*:?=",
            re.MULTILINE,
        ),
    ),
    "clear": (
        21,
        re.compile(r"^[ \t]+clear\([\w.]+\)[ \t]*$", re.MULTILINE),
        re.compile(r"clear(?<![\w.]clear)\b(?!\()|(?:func|\))[ \t]+clear\("),
    ),
    **{
        name: (
            21,
            re.compile(rf"^[ \t]*\S[^\n]*?(?<![\w.]){name}\([^)\n][^),\n]{{0,100}},", re.MULTILINE),
            re.compile(rf"{name}(?<![\w.]{name})\b(?!\()|(?:func|\))[ \t]+{name}\("),
        )
        for name in ("max", "min")
    },
}

_FOR = re.compile(r"for(?<!\wfor)[ \t]+(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*:=")
_BRACKET = re.compile(r"[(){}\[\]]")
_FUNC = re.compile(r"\bfunc[ \t]*\(")
_COMPOSITE = re.compile(r"(?:\][\w.*]+|\})\Z")
_TYPE = re.compile(r"\b(?:struct|interface)[ \t]*\Z")
_COPY = re.compile(r"^[ \t]*((?>\w+(?:, \w+)*)) := ((?>\w+(?:, \w+)*))", re.MULTILINE)
_ADDRESS = re.compile(r"(?<![&\w)\]])&(\w+)")
_WORD = re.compile(r"\w+")
_NO_LABEL = re.compile(r"(?<![\w.])(\w++)(?!:)")
_MOST_LOOPS = 5
"""Loops nested more deeply are not read: each is read as often as there are loops around it."""
_MOST_BRACKETS = 50
"""So many brackets may stand between the variables of a `for` clause and its block."""


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """Something that is new in Go 1.`minor`, and the line where it stands."""

    minor: int
    what: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Constructs:
    """What a file says. `build_minor` is the version that its //go:build line implies (None: none); `needs` holds one
    of each kind; `loops` are the lines of `for` clauses whose variable a closure uses or whose address is taken;
    `uses` the lines where late built-in names are used, if nothing in the package declares them, and `declares` those
    that this file does declare."""

    build_minor: int | None = None
    needs: tuple[Need, ...] = ()
    loops: tuple[int, ...] = ()
    uses: tuple[tuple[str, int], ...] = ()
    declares: frozenset[str] = frozenset()


def read_constructs(data: bytes) -> Constructs:
    """What the text of a Go file shows; never raises."""
    text = spoken(data.decode("utf-8", "replace"))
    uses, declares = _late_names(text)
    return Constructs(
        build_minor=build_minor(data),
        needs=tuple(sorted(_needs(text, data))),
        loops=tuple(dict.fromkeys(_lines(text, _captured(text)))),
        uses=uses,
        declares=declares,
    )


def build_minor(data: bytes) -> int | None:
    """The minor version of Go 1 that the //go:build line implies, None where it implies none (go/build/constraint,
    GoVersion); `// +build` lines do not count."""
    if b"//go:build" not in data:
        return None
    clause = _CLAUSE.search(data)
    found = _GO_BUILD.search(data, 0, clause.start() if clause else len(data))
    if found is None:
        return None
    try:
        return _implied(parse_go_build(found[1].decode("utf-8", "replace")), wanted=True)
    except ConstraintError:
        return None


def _implied(constraint: Constraint, *, wanted: bool) -> int | None:
    match constraint:
        case Tag(name):
            minor = name.removeprefix("go1.")
            return int(minor) if wanted and minor != name and minor.isascii() and minor.isdigit() else None
        case Not(part):
            return _implied(part, wanted=not wanted)
        case And(parts) | Or(parts):
            found = [_implied(part, wanted=wanted) for part in parts]
            if isinstance(constraint, And) is wanted:
                return max((f for f in found if f is not None), default=None)
            known = [f for f in found if f is not None]
            return min(known) if known and len(known) == len(found) else None


def spoken(text: str) -> str:
    """The text of a Go file with comments blank and literals empty, every line where it was."""

    def blank(found: re.Match[str]) -> str:
        word = found.group()
        kept = "\n" * word.count("\n")
        return kept if word[0] == "/" else f"{word[0]}{kept}{word[0]}"

    return _SILENT.sub(blank, text)


def _needs(text: str, data: bytes) -> Iterator[Need]:
    for minor, what, sign in _SIGNS:
        found = sign.search(text)
        if found:
            yield Need(minor, what, _line(text, found.start()))
    # golang.org/x/exp has packages of these names, whose functions give slices.
    there = {name for name in ("maps", "slices") if f'"{name}"'.encode() in data}
    over = next((f for f in _RANGE_OVER_FUNC.finditer(text) if (f[1] or f[2]) in there), None)
    if over:
        yield Need(23, "range over a function", _line(text, over.start()))


def _late_names(text: str) -> tuple[tuple[tuple[str, int], ...], frozenset[str]]:
    uses, declares = [], set()
    for name, (_, use, declaration) in LATE_NAMES.items():
        if name not in text:
            continue
        if declaration.search(text):
            declares.add(name)
        elif (name == "any" or f"{name}(" in text) and (found := use.search(text)):
            uses.append((name, _line(text, found.end())))
    return tuple(uses), frozenset(declares)


def _captured(text: str) -> Iterator[int]:
    """Where the `for` clauses begin whose variables live on in a closure or a pointer."""
    if ("func" not in text and "&" not in text) or not _FOR.search(text):
        return
    brackets = _Brackets(text)
    around: list[int] = []
    for clause in _FOR.finditer(text):
        start = _block_start(text, clause.end(), brackets)
        if start < 0:
            continue
        around = [*(end for end in around if end > start), brackets.closing(start)]
        if len(around) > _MOST_LOOPS:
            around.pop()
            continue
        names = {name for name in _WORD.findall(clause[1]) if name != "_"}
        if not names.isdisjoint(_outliving(text, start, around[-1], brackets)):
            yield clause.start()


class _Brackets:
    """Where the brackets of a text stand, and which close each other, of whatever kind they are."""

    def __init__(self, text: str) -> None:
        self.places: list[int] = []
        self.braces: list[int] = []
        self._closing: dict[int, int] = {}
        self._length = len(text)
        opened: list[int] = []
        for found in _BRACKET.finditer(text):
            self.places.append(found.start())
            if found.group() in "([{":
                opened.append(found.start())
            elif opened:
                self._closing[opened.pop()] = found.end()
            if found.group() == "{":
                self.braces.append(found.start())

    def closing(self, start: int) -> int:
        """The place behind the bracket that closes the one at `start`; the end of the text if none does."""
        return self._closing.get(start, self._length)

    def from_(self, at: int) -> Iterator[int]:
        """The brackets from a place on, those inside of others left out."""
        number = bisect_left(self.places, at)
        while number < len(self.places):
            place = self.places[number]
            yield place
            number = bisect_left(self.places, self.closing(place), number + 1)

    def brace(self, at: int) -> int:
        """The first { from a place on, the end of the text if there is none."""
        number = bisect_left(self.braces, at)
        return self.braces[number] if number < len(self.braces) else self._length


def _block_start(text: str, at: int, brackets: _Brackets) -> int:
    """Where the block of a `for` clause opens: the first brace that belongs to no parenthesis, type or literal; -1
    where that is not clear."""
    for place in islice(brackets.from_(at), _MOST_BRACKETS):
        before = text[max(0, place - 80) : place]
        if text[place] in ")}]":
            return -1
        if text[place] == "{" and not _COMPOSITE.search(before) and not _TYPE.search(before):
            return place
    return -1


def _outliving(text: str, start: int, end: int, brackets: _Brackets) -> set[str]:
    """The names that a pointer is made to, or that a closure has, in the block of a loop."""
    found: set[str] = set(_ADDRESS.findall(text, start, end))
    searched = start
    for func in _FUNC.finditer(text, start, end):
        parameters = min(brackets.closing(func.end() - 1), end)
        opening = brackets.brace(parameters)
        closing = min(brackets.closing(opening), end)
        # What lies in a closure that was looked through is known already.
        if opening < end and closing > searched:
            own = set(_WORD.findall(text, func.end(), parameters))
            found |= set(_NO_LABEL.findall(text, opening, closing)) - own
            searched = searched if own else closing
    # The old idiom: every turn makes its own copy.
    copies = _COPY.finditer(text, start, end)
    return found - {name for copy in copies for name in {*copy[1].split(", ")} & {*copy[2].split(", ")}}


def _lines(text: str, places: Iterable[int]) -> Iterator[int]:
    """The lines of places that come in their order."""
    line, seen = 1, 0
    for at in places:
        line += text.count("\n", seen, at)
        seen = at
        yield line


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
