"""Prints the syntax tree of a go.mod or go.work in the one formatting that the go command gives them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.modfile.syntax import Block, ModLine, Remark, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_SPACE_BEFORE = frozenset(",)]}")
_NO_SPACE_AFTER = frozenset("([{")


def print_tree(statements: Iterable[Statement]) -> str:
    """The text: tabs in blocks, one blank line between statements, comments where they were.

    Read back and printed again, the text is the same.
    """
    lines: list[str] = []
    for statement in statements:
        match statement:
            case Remark():
                lines += statement.comments
            case ModLine():
                lines += statement.before
                lines += _with_comments(_join(statement.tokens), statement.suffix, "")
            case Block():
                lines += _block(statement)
        lines.append("")
    text = "\n".join(_without_double_blanks(lines)).rstrip("\n")
    return text + "\n" if text else ""


def _block(block: Block) -> list[str]:
    lines = list(block.before)
    lines += _with_comments(_join(block.tokens) + " (", block.opening, "\t")
    for line in block.lines:
        lines += ["\t" + comment if comment else "" for comment in line.before]
        lines += _with_comments("\t" + _join(line.tokens), line.suffix, "\t")
    # The go command moves these to the margin, so they stand there here too.
    lines += block.before_closing
    lines += _with_comments(")", block.closing, "")
    return lines


def _with_comments(text: str, comments: tuple[str, ...], margin: str) -> list[str]:
    """The line with its first comment behind it; any others (of lines that were joined) go below."""
    if not comments:
        return [text]
    return [f"{text} {comments[0]}", *(margin + comment for comment in comments[1:])]


def _join(tokens: tuple[str, ...]) -> str:
    parts: list[str] = []
    separator = ""
    for token in tokens:
        parts.append(token if token in _NO_SPACE_BEFORE else separator + token)
        separator = "" if token in _NO_SPACE_AFTER else " "
    return "".join(parts)


def _without_double_blanks(lines: list[str]) -> list[str]:
    return [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
