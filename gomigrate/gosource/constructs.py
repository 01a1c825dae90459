"""What the text of a Go file needs of the language, and which of its loops a go line may change.

A heuristic on the text, not a compiler: it tells what shows without knowing types. A need that it names is there; a
loop that it names may behave otherwise, if the closure or pointer outlives the turn of the loop that made it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.gosource.constraint import ConstraintError, parse_go_build
from gomigrate.model.constraint import And, Constraint, Not, Or, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator

_SILENT = re.compile(r"//[^\n]*|/\*.*?\*/|`[^`]*`|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'", re.DOTALL)
_NOT_NEWLINE = re.compile(r"[^\n]+")
_GO_BUILD = re.compile(rb"^//go:build[ \t]+([^\r\n]+)", re.MULTILINE)
_CLAUSE = re.compile(rb"^package[ \t]", re.MULTILINE)

# Each: the minor version of Go 1 that brought it, what it is, and how it shows once comments and strings are blank.
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
    (22, "range over an integer", re.compile(r"range[ \t]+(?:[0-9]\w*|(?:len|cap|int)\([^\n{]*\))[ \t]*\{")),
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
        re.compile(r"\b(?:func|type|var|const)[ \t]+any\b|^\s+any[ \t]|(?<![\w.])any[ \t]*:?=", re.MULTILINE),
    ),
    "clear": (
        21,
        re.compile(r"^[ \t]+clear\([\w.]+\)[ \t]*$", re.MULTILINE),
        re.compile(r"clear(?<![\w.]clear)\b(?!\()|(?:func|\))[ \t]+clear\("),
    ),
    **{
        name: (
            21,
            re.compile(rf"^[ \t]*\S[^\n]*?(?<![\w.]){name}\([^)\n]+,", re.MULTILINE),
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


@dataclass(frozen=True, slots=True, order=True)
class Need:
    """Something that Go 1.`minor` brought, and the line where it stands."""

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
    text = _spoken(data.decode("utf-8", "replace"))
    uses, declares = _late_names(text)
    return Constructs(
        build_minor=build_minor(data),
        needs=tuple(sorted(_needs(text, data))),
        loops=tuple(sorted({_line(text, at) for at in _captured(text)})),
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


def _spoken(text: str) -> str:
    """The text with comments blank and literals empty, every line where it was."""

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
    over = next((f for f in _RANGE_OVER_FUNC.finditer(text) if f'"{f[1] or f[2]}"'.encode() in data), None)
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
    if "func" not in text and "&" not in text:
        return
    for clause in _FOR.finditer(text):
        start = _block_start(text, clause.end())
        if start < 0:
            continue
        body = text[start : _closing(text, start)]
        names = [n.strip() for n in clause[1].split(",") if n.strip() != "_"]
        if any(_outlives(body, name) for name in names):
            yield clause.start()


def _block_start(text: str, at: int) -> int:
    """Where the block of a `for` clause opens: the first brace that belongs to no parenthesis, type or literal; -1 for
    what cannot be told."""
    while found := _BRACKET.search(text, at):
        before = text[max(0, found.start() - 80) : found.start()]
        if found.group() in ")}]":
            return -1
        if found.group() == "{" and not _COMPOSITE.search(before) and not _TYPE.search(before):
            return found.start()
        at = _closing(text, found.start())
    return -1


def _closing(text: str, start: int) -> int:
    """The place behind the bracket that closes the one at `start`; the end of the text if none does."""
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += 1 if found.group() in "([{" else -1
        if depth == 0:
            return found.end()
    return len(text)


def _outlives(body: str, name: str) -> bool:
    """Whether a pointer to the variable, or a closure with it, is made in the block of its loop."""
    if re.search(rf"(?m)^[ \t]*(?:\w+, )*{name}(?:, \w+)* := (?:\w+, )*{name}\b", body):
        return False  # the old idiom: every turn makes its own copy
    if re.search(rf"(?<![&\w)\]])&{name}\b", body):
        return True
    for func in _FUNC.finditer(body):
        parameters = _closing(body, func.end() - 1)
        opening = body.find("{", parameters)
        if opening < 0 or re.search(rf"\b{name}\b", body[func.end() : parameters]):
            continue
        if re.search(rf"(?<![\w.]){name}\b(?!:)", body[opening : _closing(body, opening)]):
            return True
    return False


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1
