"""What the go command does to a go.mod whenever it writes one: sorts, drops repetitions, joins short blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.modfile.syntax import Block, ModLine, Remark, Statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

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
    repeated: set[At] = set()
    lines = list(all_lines(statements))
    for at, tokens, _ in lines:
        if tokens[0] in {"exclude", "tool", "ignore"}:
            if tokens in seen:
                repeated.add(at)
            seen.add(tokens)
    for at, tokens, _ in reversed(lines):
        if tokens[0] == "replace":
            replaced = tokens[: tokens.index("=>")]
            if replaced in seen:
                repeated.add(at)
            seen.add(replaced)
    return with_changed(statements, {}, repeated) if repeated else statements


At = tuple[int, int]
"""Where a directive stands: the number of the statement, and of the line in its block."""


def all_lines(statements: Iterable[Statement]) -> Iterator[tuple[At, tuple[str, ...], ModLine]]:
    """Every directive with its place and its full tokens, the verb first, whether it stands alone or in a block."""
    for index, statement in enumerate(statements):
        match statement:
            case ModLine():
                yield (index, 0), statement.tokens, statement
            case Block():
                for number, line in enumerate(statement.lines):
                    yield (index, number), (*statement.tokens, *line.tokens), line


def with_changed(
    statements: Iterable[Statement], changed: Mapping[At, ModLine], dropped: Collection[At]
) -> tuple[Statement, ...]:
    """The tree with changed lines and without dropped ones, both by their places."""
    kept: list[Statement] = []
    for index, statement in enumerate(statements):
        if isinstance(statement, Block):
            lines = enumerate(statement.lines)
            left = tuple(changed.get((index, n), line) for n, line in lines if (index, n) not in dropped)
            kept.append(replace(statement, lines=left))
        elif (index, 0) not in dropped:
            kept.append(changed.get((index, 0), statement))
    return tuple(kept)


def as_block(statement: Statement, verb: str) -> Block | None:
    """A statement with this verb as a block (a single line becomes a block of one); None for any other statement."""
    match statement:
        case Block() if statement.tokens == (verb,):
            return statement
        case ModLine() if statement.tokens[0] == verb:
            return Block(tokens=(verb,), lines=(replace(statement, tokens=statement.tokens[1:]),))
    return None
