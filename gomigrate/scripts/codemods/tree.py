"""A Python or Starlark file as the syntax tree that libcst makes of it, and where each node stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider

from gomigrate.scripts.codemods.nesting import is_too_deep
from gomigrate.scripts.spans import Lines
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_BYTES = 1 << 18
"""A tree costs much: a larger Python file is none that builds something."""
_MARK = "\ufeff"

Node = libcst.CSTNode


class SyntaxTree:
    """The tree of a text. Raises UnreadableError where the text is no Python by its syntax, or would not come back
    from the tree byte for byte."""

    def __init__(self, text: str) -> None:
        if "\r" in text.replace("\r\n", ""):
            raise UnreadableError(1, Unclear.BYTES)
        if len(text) > MOST_BYTES:
            raise UnreadableError(0, Unclear.LARGE, f"{MOST_BYTES >> 10} KiB")
        if is_too_deep(text):
            raise UnreadableError(0, Unclear.DEEP)
        self.text, self._lines = text, Lines(text)
        self._mark = len(_MARK) if text.startswith(_MARK) else 0
        try:
            self.module = libcst.parse_module(text[self._mark :])
            self._positions: Any = MetadataWrapper(self.module, unsafe_skip_copy=True).resolve(PositionProvider)
            is_whole = self.module.code == text[self._mark :]
        except libcst.ParserSyntaxError as error:
            raise UnreadableError(error.raw_line, Unclear.SYNTAX) from None
        except (RecursionError, UnicodeError, ValueError):
            raise UnreadableError(1, Unclear.SYNTAX) from None
        if not is_whole:
            raise UnreadableError(1, Unclear.SYNTAX)

    def span(self, node: Node) -> tuple[int, int]:
        """The offsets at which a node begins and ends with its parentheses, the blanks around it left out."""
        where = self._positions[node]
        start, end = self._offset(where.start), self._offset(where.end)
        opened, closed = getattr(node, "lpar", ()), getattr(node, "rpar", ())
        return start - sum(map(self._length, opened)), end + sum(map(self._length, closed))

    def _length(self, node: Node) -> int:
        return len(self.code(node))

    def code(self, node: Node) -> str:
        """A node as it is written."""
        return self.module.code_for_node(node)

    def is_at(self, node: Node) -> bool:
        """Whether the span of a node is all that it is written as, so that another one may stand there."""
        start, end = self.span(node)
        return self.text[start:end] == self.code(node)

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._lines.start(offset)

    def _offset(self, position: Any) -> int:
        return self._lines.of(position.line) + int(position.column) + (self._mark if position.line == 1 else 0)


class _Comments(libcst.CSTVisitor):
    """Looks for a comment."""

    def __init__(self) -> None:
        super().__init__()
        self.is_found = False

    def visit_Comment(self, node: libcst.Comment) -> None:  # noqa: N802
        self.is_found = True


def has_comment(node: object) -> bool:
    """Whether a comment stands within a node."""
    comments = _Comments()
    if isinstance(node, libcst.CSTNode):
        node.visit(comments)
    return comments.is_found


def name_of(node: Node) -> str:
    """The dotted name of a function or variable, "" for anything else."""
    words: list[str] = []
    while isinstance(node, libcst.Attribute):
        words.append(node.attr.value)
        node = node.value
    return ".".join([node.value, *reversed(words)]) if isinstance(node, libcst.Name) else ""


def argument_of(node: libcst.Call, number: int, *keywords: str) -> libcst.BaseExpression | None:
    """The value of an argument by its keyword, or by its place; None where there is none."""
    for argument in node.args:
        if argument.keyword and argument.keyword.value in keywords:
            return argument.value
    places = [argument for argument in node.args if argument.keyword is None]
    if number < len(places) and not any(argument.star for argument in places[: number + 1]):
        return places[number].value
    return None


def elements_of(node: Node) -> Sequence[libcst.BaseElement] | None:
    """The elements of a list or tuple, None for anything else."""
    return node.elements if isinstance(node, libcst.List | libcst.Tuple) else None
