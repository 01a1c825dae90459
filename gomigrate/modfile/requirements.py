"""Sets the require lines of a go.mod, as `go mod tidy` does: in two blocks from go 1.17 on, comments kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.modfile.directives import is_indirect
from gomigrate.modfile.quoting import unquote
from gomigrate.modfile.render import has_two_require_blocks, require_line
from gomigrate.modfile.syntax import Block, ModLine, Statement
from gomigrate.modfile.tidying import as_block

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gomigrate.model.plan import Requirement

_INDIRECT = "// indirect"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Homes:
    """The statements that take new requirements in, direct and indirect, by their index; the same one below go 1.17.

    `is_one_flat_block`: all requirements stood in one place, without a comment on it, so all of them may move.
    """

    direct: int
    indirect: int
    is_one_flat_block: bool


def with_requirements(tree: tuple[Statement, ...], wanted: Mapping[str, Requirement], go: str) -> tuple[Statement, ...]:
    """The tree with exactly these requirements, by path; lines that stay keep their comments and, mostly, their block.

    Lines are not sorted, and blocks that have become empty or short are not cleaned up: `tidied` does both.
    """
    statements, homes = _with_homes(tree, go)
    lines: dict[int, list[ModLine]] = {index: [] for index in range(len(statements))}
    missing = dict(wanted)
    for index, statement in enumerate(statements):
        block = as_block(statement, "require")
        for line in block.lines if block else ():
            item = missing.pop(unquote(line.tokens[0]), None)
            if item is not None:
                lines[_home_of(index, item, homes)].append(_changed(line, item))
    for item in missing.values():
        lines[homes.indirect if item.indirect else homes.direct].append(require_line(item))
    return tuple(
        replace(block, lines=tuple(lines[index])) if (block := as_block(statement, "require")) else statement
        for index, statement in enumerate(statements)
    )


def _home_of(index: int, item: Requirement, homes: _Homes) -> int:
    """Where a line at `index` belongs: lines leave the one home for the other, but not the blocks a person made."""
    here, there = (homes.direct, homes.indirect) if item.indirect else (homes.indirect, homes.direct)
    return there if index == here or homes.is_one_flat_block else index


def _with_homes(tree: tuple[Statement, ...], go: str) -> tuple[list[Statement], _Homes]:
    """The statements with a block for each home, put in where there is none yet."""
    statements = list(tree)
    blocks = {index: block for index, statement in enumerate(tree) if (block := as_block(statement, "require"))}
    if not has_two_require_blocks(go):
        home = max(blocks, default=len(tree))
        if not blocks:
            statements.append(Block(tokens=("require",), lines=()))
        return statements, _Homes(direct=home, indirect=home, is_one_flat_block=False)
    direct = max((index for index, block in blocks.items() if _is_plain(block, indirect=False)), default=-1)
    indirect = max((index for index, block in blocks.items() if _is_plain(block, indirect=True)), default=-1)
    is_one_flat_block = len(blocks) == 1 and not any(_heading(tree[index]) for index in blocks)
    if direct < 0:
        if indirect >= 0:
            direct, indirect = indirect, indirect + 1
        else:
            direct = max(blocks, default=len(tree) - 1) + 1
        statements.insert(direct, Block(tokens=("require",), lines=()))
    if indirect < 0:
        indirect = direct + 1
        statements.insert(indirect, Block(tokens=("require",), lines=()))
    return statements, _Homes(direct=direct, indirect=indirect, is_one_flat_block=is_one_flat_block)


def _is_plain(block: Block, *, indirect: bool) -> bool:
    """Whether all lines are of the one sort, and nothing is commented: only then do lines of the sort come in."""
    return (
        bool(block.lines)
        and not block.before
        and all(is_indirect(line) is indirect and not line.before and not _own_words(line) for line in block.lines)
    )


def _heading(statement: Statement) -> tuple[str, ...]:
    """The comments on a whole require statement."""
    match statement:
        case ModLine():
            return (*statement.before, *_own_words(statement))
        case Block():
            return statement.before
    return ()


def _own_words(line: ModLine) -> tuple[str, ...]:
    """The comments at the end of a line that are more than Go's mark."""
    return tuple(text for text in line.suffix if text.removeprefix("//").strip() != "indirect")


def _changed(line: ModLine, item: Requirement) -> ModLine:
    # A lone blank line above goes, since sorting would leave it anywhere.
    before = () if line.before == ("",) else line.before
    tokens = (line.tokens[0], item.version)
    return replace(line, tokens=tokens, before=before, suffix=_marked(line, indirect=item.indirect))


def _marked(line: ModLine, *, indirect: bool) -> tuple[str, ...]:
    """The comments at the end of a require line, with or without Go's mark at the beginning of the first."""
    if is_indirect(line) is indirect:
        return line.suffix
    text = line.suffix[0].removeprefix("//").strip() if line.suffix else ""
    if indirect:
        return (f"{_INDIRECT}; {text}" if text else _INDIRECT, *line.suffix[1:])
    if text == "indirect":
        return line.suffix[1:]
    return ("//" + text.removeprefix("indirect;"), *line.suffix[1:])
