"""Changes an existing go.mod, and leaves alone what was not asked to change: comments, blocks, order of statements.

Everything is written as the go command itself writes it, so that a later `go mod tidy` finds nothing to reformat.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.modfile.gomod import parse_with_tree
from gomigrate.modfile.printer import print_tree
from gomigrate.modfile.quoting import auto_quote
from gomigrate.modfile.render import replace_line
from gomigrate.modfile.requirements import with_requirements
from gomigrate.modfile.syntax import Block, Line, Statement
from gomigrate.modfile.tidying import all_lines, as_block, tidied, without_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.plan import Replacement, Requirement

_NO_COMMENTS: Mapping[Replacement, str] = MappingProxyType({})


def format_text(text: str | bytes, file: str = "go.mod") -> str:
    """The same go.mod in the go command's formatting (`go mod edit -fmt`); nothing changes in what is formatted.

    Unlike the go command it keeps comments behind the parentheses of blocks that hold one line or none. Raises
    ModFileError where the file cannot be read.
    """
    mod, tree = parse_with_tree(text, file)
    return print_tree(tidied(tree, mod.go))


def edit(
    text: str | bytes,
    *,
    file: str = "go.mod",
    module: str = "",
    go: str = "",
    toolchain: str = "",
    requires: Iterable[Requirement] = (),
    drop_requires: Iterable[str] = (),
    replaces: Iterable[Replacement] = (),
    drop_replaces: Iterable[tuple[str, str]] = (),
    comments: Mapping[Replacement, str] = _NO_COMMENTS,
) -> str:
    """The go.mod with these changes; each argument left empty changes nothing.

    `module`, `go` and `toolchain` set those lines. `requires` adds requirements or changes those of the same path;
    `drop_requires` are paths. `replaces` adds replacements or changes those of the same path and version, with
    the explanations of `comments` above them; `drop_replaces` are pairs of path and version. Raises ModFileError
    where the file cannot be read.
    """
    mod, tree = parse_with_tree(text, file)
    if module:
        tree = _with_line(tree, ("module", auto_quote(module)), after=())
    if go:
        tree = _with_line(tree, ("go", go), after=("module",))
    if toolchain:
        tree = _with_line(tree, ("toolchain", toolchain), after=("go", "module"))
    go = go or mod.go
    changed, dropped = tuple(requires), frozenset(drop_requires)
    if changed or dropped:
        wanted = {line.path: line.requirement for line in reversed(mod.requires) if line.path not in dropped}
        wanted.update((item.path, item) for item in changed)
        tree = with_requirements(tree, wanted, go)
    tree = _without_replaces(tree, frozenset(drop_replaces))
    for item in sorted(frozenset(replaces)):
        tree = _with_replacement(tree, item, comments.get(item, ""))
    return print_tree(tidied(tree, go))


def _with_line(tree: tuple[Statement, ...], tokens: tuple[str, str], after: tuple[str, ...]) -> tuple[Statement, ...]:
    """Sets the argument of the one line with this verb; a new one goes behind the first of `after` that is there."""
    verb = tokens[0]
    for found, line in all_lines(tree):
        if found[0] == verb:
            own = tokens if line.tokens == found else tokens[1:]
            return _with_changed(tree, line, replace(line, tokens=own))
    verbs = [statement.tokens[0] if isinstance(statement, Line | Block) else "" for statement in tree]
    position = next((verbs.index(earlier) + 1 for earlier in after if earlier in verbs), 0)
    return (*tree[:position], Line(tokens=tokens), *tree[position:])


def _with_changed(tree: tuple[Statement, ...], old: Line, new: Line) -> tuple[Statement, ...]:
    changed: list[Statement] = []
    for statement in tree:
        if isinstance(statement, Block):
            lines = tuple(new if line is old else line for line in statement.lines)
            changed.append(replace(statement, lines=lines))
        else:
            changed.append(new if statement is old else statement)
    return tuple(changed)


def _without_replaces(tree: tuple[Statement, ...], dropped: frozenset[tuple[str, str]]) -> tuple[Statement, ...]:
    olds = {_old_tokens(path, version) for path, version in dropped}
    lines = {id(line) for tokens, line in all_lines(tree) if _replaced(tokens) in olds}
    return without_lines(tree, lines) if lines else tree


def _with_replacement(tree: tuple[Statement, ...], item: Replacement, comment: str) -> tuple[Statement, ...]:
    new = replace_line(item, comment)
    old = _old_tokens(item.path, item.version)
    lines = [(tokens, line) for tokens, line in all_lines(tree) if _replaced(tokens) == old]
    if not lines:
        return _with_line_in_last_block(tree, "replace", new)
    tokens, line = lines[0]
    before = tuple(text for text in new.before if text not in line.before)
    own = ("replace", *new.tokens) if line.tokens == tokens else new.tokens
    # Of several lines for one version the last would count, so there may be but one.
    repeated = {id(further) for _, further in lines[1:]}
    tree = without_lines(tree, repeated) if repeated else tree
    return _with_changed(tree, line, replace(line, tokens=own, before=(*line.before, *before)))


def _with_line_in_last_block(tree: tuple[Statement, ...], verb: str, new: Line) -> tuple[Statement, ...]:
    for index in range(len(tree) - 1, -1, -1):
        block = as_block(tree[index], verb)
        if block is not None:
            return (*tree[:index], replace(block, lines=(*block.lines, new)), *tree[index + 1 :])
    return (*tree, Block(tokens=(verb,), lines=(new,)))


def _replaced(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[1 : tokens.index("=>")] if tokens[0] == "replace" else ()


def _old_tokens(path: str, version: str) -> tuple[str, ...]:
    return (auto_quote(path), version) if version else (auto_quote(path),)
