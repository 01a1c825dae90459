"""Strings in a syntax tree: the text that they stand for, and where each of its characters is written."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst

from gomigrate.scripts.shell.model import OPAQUE
from gomigrate.scripts.spans import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.scripts.codemods.tree import SyntaxTree

_ESCAPE = re.compile(r"\\(?:\r?\n|[0-7]{1,3}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|.)", re.DOTALL)
# What `"..." % x` and `"...".format(x)` put in.
_PERCENT = re.compile(r"%(?:\(\w+\))?[-#0 +]*\d*(?:\.\d+)?[a-zA-Z]")
_BRACES = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Quoted:
    """A string as it is written: `value` is the text that it stands for, and `offsets` say where each character of
    that begins, with one more for the end of the last."""

    node: libcst.SimpleString
    value: str
    offsets: tuple[int, ...]

    @property
    def start(self) -> int:
        """Where the text begins, behind the quote."""
        return self.offsets[0]

    @property
    def end(self) -> int:
        """Where the text ends, before the quote."""
        return self.offsets[-1]

    @property
    def has_escapes(self) -> bool:
        """Whether a character is written otherwise than as itself."""
        return self.end - self.start != len(self.value)

    def holds(self, edit: Edit) -> bool:
        """Whether an edit changes nothing but this text."""
        return self.start <= edit.start and edit.end <= self.end

    def edited(self, edits: Iterable[Edit]) -> libcst.SimpleString | None:
        """The string with a part of its text changed; None where that cannot be written between these quotes."""
        moved, wanted = [], []
        for edit in edits:
            first, last = bisect_left(self.offsets, edit.start), bisect_left(self.offsets, edit.end)
            start, end = self.offsets[first] - self.start, self.offsets[last] - self.start
            moved.append(Edit(start, end, edit.new))
            wanted.append(Edit(first, last, edit.new))
        changed = self.node.with_changes(
            value=f"{self.node.prefix}{self.node.quote}{apply_edits(self.node.raw_value, moved)}{self.node.quote}"
        )
        return changed if _evaluated(changed) == apply_edits(self.value, wanted) else None


def quoted(tree: SyntaxTree, node: libcst.CSTNode) -> Quoted | None:
    """A string with its characters' places; None for bytes, for f-strings, and for what is no string."""
    if not isinstance(node, libcst.SimpleString) or "b" in node.prefix:
        return None
    raw = node.raw_value
    start = tree.span(node)[0] + tree.code(node).index(node.value) + len(node.prefix) + len(node.quote)
    if "\\" not in raw or "r" in node.prefix:
        return Quoted(node, raw, tuple(range(start, start + len(raw) + 1)))
    value, places, i = "", [], 0
    while i < len(raw):
        match = _ESCAPE.match(raw, i)
        part = match[0] if match else raw[i]
        said = _evaluated(libcst.SimpleString(f'"{part}"')) if match else part
        if said is None or len(said) > 1:
            return None
        value += said
        places += [start + i] * len(said)
        i += len(part)
    # An escaped end of a line stands for nothing: what comes before it ends where it does.
    return Quoted(node, value, (*places, start + len(raw)))


def _evaluated(node: libcst.SimpleString) -> str | None:
    try:
        value = node.evaluated_value
    except (SyntaxError, ValueError):
        return None
    return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Put:
    """A computed text: its characters with their places (OPAQUE for what only a run knows), and the strings that it is
    made of. `is_filled`: a format fills in a part of it."""

    text: str
    offsets: tuple[int, ...]
    strings: tuple[Quoted, ...]
    is_filled: bool = False


def put_together(tree: SyntaxTree, node: libcst.CSTNode) -> Put | None:
    """The text of a string, of strings that follow each other or are added, and of one that values are put into; None
    where no string is written at all."""
    if isinstance(node, libcst.SimpleString):
        one = quoted(tree, node)
        return Put(one.value, one.offsets, (one,)) if one else None
    if isinstance(node, libcst.ConcatenatedString):
        return _joined(tree, [node.left, node.right])
    if isinstance(node, libcst.BinaryOperation) and isinstance(node.operator, libcst.Add):
        return _joined(tree, [node.left, node.right])
    if isinstance(node, libcst.BinaryOperation) and isinstance(node.operator, libcst.Modulo):
        return _filled(put_together(tree, node.left), _PERCENT)
    if isinstance(node, libcst.FormattedString):
        return _formatted(tree, node)
    if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Attribute) and node.func.attr.value == "format":
        return _filled(put_together(tree, node.func.value), _BRACES)
    return None


def _joined(tree: SyntaxTree, nodes: Sequence[libcst.CSTNode]) -> Put | None:
    parts = [(node, put_together(tree, node)) for node in nodes]
    if all(part is None for _, part in parts):
        return None
    text = ""
    offsets: list[int] = []
    strings: list[Quoted] = []
    for node, part in parts:
        whole = part or Put(OPAQUE, tree.span(node), ())
        text += whole.text
        offsets += whole.offsets[:-1]
        strings += whole.strings
        end = whole.offsets[-1]
    is_filled = any(part is not None and part.is_filled for _, part in parts)
    return Put(text, (*offsets, end), tuple(strings), is_filled)


def _formatted(tree: SyntaxTree, node: libcst.FormattedString) -> Put | None:
    if "\\" in tree.code(node):
        return None
    text = ""
    offsets: list[int] = []
    for part in node.parts:
        start, end = tree.span(part)
        is_text = isinstance(part, libcst.FormattedStringText)
        text += tree.text[start:end] if is_text else OPAQUE
        offsets += range(start, end) if is_text else [start]
    return Put(text, (*offsets, tree.span(node)[1] - len(node.end)), (), is_filled=True)


def _filled(put: Put | None, holes: re.Pattern[str]) -> Put | None:
    if put is None:
        return None
    text, i = "", 0
    offsets: list[int] = []
    for match in holes.finditer(put.text):
        text += put.text[i : match.start()] + OPAQUE
        offsets += put.offsets[i : match.start() + 1]
        i = match.end()
    return Put(text + put.text[i:], (*offsets, *put.offsets[i:]), put.strings, is_filled=True)
