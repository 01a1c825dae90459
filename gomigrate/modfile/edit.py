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
from gomigrate.modfile.render import go_line, replace_line
from gomigrate.modfile.requirements import with_requirements
from gomigrate.modfile.syntax import Block, ModLine, Statement
from gomigrate.modfile.tidying import At, all_lines, as_block, tidied, with_changed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from gomigrate.model.plan import Replacement, Requirement

_NO_COMMENTS: Mapping[Replacement, str] = MappingProxyType({})


def edit(
    text: str | bytes,
    *,
    file: str = "go.mod",
    go: str = "",
    requires: Iterable[Requirement] = (),
    replaces: Iterable[Replacement] = (),
    drop_requires: Collection[str] = (),
    drop_replaces: Iterable[tuple[str, str]] = (),
    drop_excludes: Collection[tuple[str, str]] = (),
    comments: Mapping[Replacement, str] = _NO_COMMENTS,
    go_comment: str = "",
) -> str:
    """The go.mod with these changes, in the go command's formatting; each argument left empty changes nothing.

    `go` sets that line, under `go_comment`; a comment that speaks of the go line before goes. `requires` adds
    requirements or changes those of the same path; those of the paths in `drop_requires` go. `replaces` adds
    replacements or changes those of the same path and version, with the explanations of `comments` above them;
    `drop_replaces` and `drop_excludes` are pairs of path and version. Unlike `go mod edit -fmt` this keeps comments
    behind the parentheses of blocks that hold one line or none. Raises ModFileError where the file cannot be read.
    """
    mod, tree = parse_with_tree(text, file)
    if go:
        tree = _with_go(tree, go_line(go, go_comment))
    go = go or mod.go
    changed = tuple(requires)
    if changed or drop_requires:
        wanted = {line.path: line.requirement for line in reversed(mod.requires) if line.path not in drop_requires}
        wanted.update((item.path, item) for item in changed)
        tree = with_requirements(tree, wanted, go)
    tree = _without_excludes(tree, drop_excludes)
    tree = _without_replaces(tree, frozenset(drop_replaces))
    tree = _with_replacements(
        tree, [replace_line(item, comments.get(item, "")) for item in sorted(frozenset(replaces))]
    )
    return print_tree(tidied(tree, go))


def _with_go(tree: tuple[Statement, ...], line: ModLine) -> tuple[Statement, ...]:
    """Sets the go line, which never stands in a block; a new one goes behind the module line."""
    verbs = [statement.tokens[0] if isinstance(statement, ModLine | Block) else "" for statement in tree]
    if "go" in verbs:
        at = verbs.index("go")
        old = tree[at]
        if isinstance(old, ModLine):
            before = [text for text in old.before if not text.startswith(f"// go {old.tokens[-1]}: ")]
            old = replace(old, tokens=line.tokens, before=(*before, *line.before))
        return (*tree[:at], old, *tree[at + 1 :])
    at = verbs.index("module") + 1 if "module" in verbs else 0
    return (*tree[:at], line, *tree[at:])


def _without_replaces(tree: tuple[Statement, ...], dropped: frozenset[tuple[str, str]]) -> tuple[Statement, ...]:
    olds = {_old_tokens(path, version) for path, version in dropped}
    places = {at for at, tokens, _ in all_lines(tree) if _replaced(tokens) in olds}
    return with_changed(tree, {}, places) if places else tree


def _without_excludes(tree: tuple[Statement, ...], dropped: Collection[tuple[str, str]]) -> tuple[Statement, ...]:
    olds = {("exclude", auto_quote(path), version) for path, version in dropped}
    places = {at for at, tokens, _ in all_lines(tree) if tokens in olds}
    return with_changed(tree, {}, places) if places else tree


def _with_replacements(tree: tuple[Statement, ...], news: Iterable[ModLine]) -> tuple[Statement, ...]:
    """The tree with each of the replace lines instead of those for the same path and version, else added to the last
    block. A pass over the tree for all of them, since a repository decides how many there are."""
    found: dict[tuple[str, ...], list[tuple[At, tuple[str, ...], ModLine]]] = {}
    for at, tokens, line in all_lines(tree):
        if old := _replaced(tokens):
            found.setdefault(old, []).append((at, tokens, line))
    changed: dict[At, ModLine] = {}
    dropped: set[At] = set()
    added: dict[tuple[str, ...], ModLine] = {}
    for new in news:
        old = new.tokens[: new.tokens.index("=>")]
        if old in found:
            at, tokens, line = found[old][0]
            own = ("replace", *new.tokens) if line.tokens == tokens else new.tokens
            changed[at] = _explained(changed.get(at, line), own, new)
            # Of several lines for one version the last would count, so there may be but one.
            dropped.update(further for further, _, _ in found[old][1:])
        else:
            added[old] = _explained(added[old], new.tokens, new) if old in added else new
    return _with_added(with_changed(tree, changed, dropped), tuple(added.values())) if changed or added else tree


def _explained(line: ModLine, tokens: tuple[str, ...], new: ModLine) -> ModLine:
    """The line with other tokens, and with those comments of the new one that it lacks."""
    before = tuple(text for text in new.before if text not in line.before)
    return replace(line, tokens=tokens, before=(*line.before, *before))


def _with_added(tree: tuple[Statement, ...], lines: tuple[ModLine, ...]) -> tuple[Statement, ...]:
    """The tree with these replace lines in the last statement that takes them, or in a new one at the end."""
    for index in range(len(tree) - 1, -1, -1) if lines else ():
        if block := as_block(tree[index], "replace"):
            return (*tree[:index], replace(block, lines=(*block.lines, *lines)), *tree[index + 1 :])
    return (*tree, Block(tokens=("replace",), lines=lines)) if lines else tree


def _replaced(tokens: tuple[str, ...]) -> tuple[str, ...]:
    return tokens[1 : tokens.index("=>")] if tokens[0] == "replace" else ()


def _old_tokens(path: str, version: str) -> tuple[str, ...]:
    return (auto_quote(path), version) if version else (auto_quote(path),)
