"""What the go command does to a go.mod whenever it writes one: sorts, drops repetitions, joins short blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.modfile.syntax import Block, ModLine, Remark, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

_FIRST_GO_THAT_SORTS_EXCLUDES_BY_VERSION = "v1.21"


def tidied(statements: Iterable[Statement], go: str) -> tuple[Statement, ...]:
    """The tree as the go command would write it, for a module of this go version.

    One difference, on purpose: a block of one line stays a block where a comment stands behind one of its
    parentheses, since the go command would drop that comment.
    """
    kept = _without_repetitions(tuple(statements))
    return tuple(cleaned for statement in kept if (cleaned := _clean(_sorted(statement, go))) is not None)


def _clean(statement: Statement) -> Statement | None:
    """Without blocks that hold nothing, and with those of one line turned into that line."""
    if isinstance(statement, ModLine | Remark) or len(statement.lines) > 1:
        return statement
    if statement.before_closing or statement.opening or statement.closing:
        return statement if statement.lines else _comments_only(statement)
    if not statement.lines:
        return _comments_only(statement)
    only = statement.lines[0]
    return replace(only, tokens=(*statement.tokens, *only.tokens), before=(*statement.before, *only.before))


def _comments_only(block: Block) -> Statement | None:
    """An empty block leaves; the comments that stood at it stay."""
    comments = (*block.before, *block.opening, *block.before_closing, *block.closing)
    return Remark(comments=comments) if any(comments) else None


def _sorted(statement: Statement, go: str) -> Statement:
    if not isinstance(statement, Block):
        return statement
    verb = statement.tokens[0]
    if verb == "retract":
        # reverse=True keeps equal lines in their order, as the go command does.
        lines = sorted(statement.lines, key=_retract_key, reverse=True)
    elif verb == "exclude" and semver.compare(f"v{go}", _FIRST_GO_THAT_SORTS_EXCLUDES_BY_VERSION) >= 0:
        lines = sorted(statement.lines, key=lambda line: (line.tokens[0], semver.sort_key(line.tokens[1])))
    else:
        lines = sorted(statement.lines, key=lambda line: line.tokens)
    return replace(statement, lines=tuple(lines))


def _retract_key(line: ModLine) -> tuple[semver.SortKey, semver.SortKey]:
    low, high = (line.tokens[1], line.tokens[3]) if line.tokens[0] == "[" else line.tokens[:1] * 2
    return semver.sort_key(low), semver.sort_key(high)


def _without_repetitions(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Without repeated exclude, tool and ignore lines (the first stays) and replace lines (the last stays)."""
    seen: set[tuple[str, ...]] = set()
    repeated: set[int] = set()
    lines = list(all_lines(statements))
    for tokens, line in lines:
        if tokens[0] in {"exclude", "tool", "ignore"}:
            if tokens in seen:
                repeated.add(id(line))
            seen.add(tokens)
    for tokens, line in reversed(lines):
        if tokens[0] == "replace":
            replaced = tokens[: tokens.index("=>")]
            if replaced in seen:
                repeated.add(id(line))
            seen.add(replaced)
    return without_lines(statements, repeated) if repeated else statements


def all_lines(statements: Iterable[Statement]) -> Iterable[tuple[tuple[str, ...], ModLine]]:
    """Every directive with its full tokens, the verb first, whether it stands alone or in a block."""
    for statement in statements:
        match statement:
            case ModLine():
                yield statement.tokens, statement
            case Block():
                yield from (((*statement.tokens, *line.tokens), line) for line in statement.lines)


def without_lines(statements: Iterable[Statement], dropped: set[int]) -> tuple[Statement, ...]:
    """The tree without the lines of these ids (as `id` gives them)."""
    kept: list[Statement] = []
    for statement in statements:
        if isinstance(statement, Block):
            kept.append(replace(statement, lines=tuple(line for line in statement.lines if id(line) not in dropped)))
        elif id(statement) not in dropped:
            kept.append(statement)
    return tuple(kept)


def as_block(statement: Statement, verb: str) -> Block | None:
    """A statement with this verb as a block (a single line becomes a block of one); None for any other statement."""
    match statement:
        case Block() if statement.tokens == (verb,):
            return statement
        case ModLine() if statement.tokens[0] == verb:
            return Block(tokens=(verb,), lines=(replace(statement, tokens=statement.tokens[1:]),))
    return None
