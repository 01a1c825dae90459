"""Statements that go: a block without any other one gets a `pass`; comments stay where they are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import libcst

from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.scripts.codemods.places import OwnStatement
    from gomigrate.scripts.codemods.tree import SyntaxTree

    Line = libcst.SimpleStatementLine | libcst.SimpleStatementSuite

_PASS = libcst.Pass()


def statements_gone(tree: SyntaxTree, owners: Iterable[OwnStatement]) -> list[Edit]:
    """The edits that take statements out."""
    lines: dict[Line, list[OwnStatement]] = defaultdict(list)
    blocks: dict[libcst.CSTNode, list[Line]] = defaultdict(list)
    for owner in owners:
        lines[owner.line].append(owner)
    edits = []
    for line, mine in lines.items():
        left = [small for small in line.body if all(small is not one.small for one in mine)]
        block = mine[0].block
        if left or block is None:
            edits.append(_line(tree, line, left or [_PASS]))
        else:
            blocks[block].append(line)
    for parent, gone in blocks.items():
        ordered = sorted(gone, key=lambda line: tree.span(line.body[0]))
        if isinstance(parent, libcst.IndentedBlock) and len(gone) == len(parent.body):
            edits.append(_line(tree, ordered.pop(0), [_PASS]))
        edits += [_without(tree, line) for line in ordered]
    return edits


def _line(tree: SyntaxTree, line: Line, left: Sequence[libcst.BaseSmallStatement]) -> Edit:
    """A line with some of its statements."""
    start, end = tree.span(line.body[0])[0], tree.span(line.body[-1])[1]
    last = left[-1].with_changes(semicolon=line.body[-1].semicolon)
    return Edit(start, end + len(_semicolon(tree, line)), "".join(map(tree.code, (*left[:-1], last))))


def _semicolon(tree: SyntaxTree, line: Line) -> str:
    last = line.body[-1].semicolon
    return tree.code(last) if isinstance(last, libcst.Semicolon) else ""


def _without(tree: SyntaxTree, line: Line) -> Edit:
    """A line goes; a comment at its end gets the line for itself."""
    first = tree.span(line.body[0])[0]
    start, end = tree.line_start(first), tree.span(line.body[-1])[1] + len(_semicolon(tree, line))
    after = tree.code(line.trailing_whitespace)
    return Edit(start, end + len(after), tree.text[start:first] + after.lstrip(" \t") if "#" in after else "")
