"""A fresh go.mod, in the form that `go mod tidy` leaves behind."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.modfile.directives import replace_tokens
from gomigrate.modfile.printer import print_tree
from gomigrate.modfile.quoting import auto_quote
from gomigrate.modfile.syntax import Block, ModLine, Statement
from gomigrate.modfile.tidying import tidied
from gomigrate.modfile.values import Replace

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gomigrate.model.modules import ModuleVersion
    from gomigrate.model.plan import Replacement, Requirement

_FIRST_GO_WITH_TWO_REQUIRE_BLOCKS = "v1.17"
_NO_COMMENTS: Mapping[Replacement, str] = MappingProxyType({})
_NO_EXCLUDES: Mapping[ModuleVersion, str] = MappingProxyType({})


def render(
    module: str,
    go: str,
    requires: Iterable[Requirement] = (),
    replaces: Iterable[Replacement] = (),
    *,
    tools: Iterable[str] = (),
    excludes: Mapping[ModuleVersion, str] = _NO_EXCLUDES,
    comments: Mapping[Replacement, str] = _NO_COMMENTS,
    go_comment: str = "",
) -> str:
    """The text of a go.mod that `go mod edit -fmt` leaves as it is.

    `go` may be "" (no go line), `go_comment` explains it; `comments` explains replace lines, each in the lines above
    its own, and so do the values of `excludes`. Requirements and replacements are sorted, and repetitions dropped; from
    go 1.17 on the indirect requirements have a block of their own.
    """
    statements: list[Statement] = [ModLine(tokens=("module", auto_quote(module)))]
    if go:
        statements.append(go_line(go, go_comment))
    lines = tuple(ModLine(tokens=(auto_quote(tool),)) for tool in sorted(frozenset(tools)))
    statements.append(Block(tokens=("tool",), lines=lines))
    statements += _require_blocks(frozenset(requires), go)
    lines = tuple(replace_line(item, comments.get(item, "")) for item in sorted(frozenset(replaces)))
    statements.append(Block(tokens=("replace",), lines=lines))
    dropped = tuple(
        ModLine(tokens=(auto_quote(item.path), item.version), before=comment_lines(comment))
        for item, comment in sorted(excludes.items())
    )
    statements.append(Block(tokens=("exclude",), lines=dropped))
    return print_tree(tidied(statements, go))


def go_line(go: str, comment: str) -> ModLine:
    """The go line, under the lines of its comment ("" for none)."""
    return ModLine(tokens=("go", go), before=comment_lines(comment))


def require_line(item: Requirement) -> ModLine:
    """A require line for a block."""
    return ModLine(tokens=(auto_quote(item.path), item.version), suffix=("// indirect",) if item.indirect else ())


def replace_line(item: Replacement, comment: str) -> ModLine:
    """A replace line for a block, under the lines of its comment ("" for none)."""
    value = Replace(
        path=item.path,
        version=item.version,
        new_path=item.new_path,
        new_version=item.new_version,
    )
    return ModLine(tokens=replace_tokens(value), before=comment_lines(comment))


def comment_lines(text: str) -> tuple[str, ...]:
    """A text as the comment lines of a go.mod; () for ""."""
    return tuple(f"// {line}".rstrip() for line in text.splitlines())


def has_two_require_blocks(go: str) -> bool:
    """Whether the go command keeps the indirect requirements apart in a module of this go version."""
    return semver.compare(f"v{go}", _FIRST_GO_WITH_TWO_REQUIRE_BLOCKS) >= 0


def _require_blocks(requires: frozenset[Requirement], go: str) -> list[Statement]:
    if not has_two_require_blocks(go):
        return [Block(tokens=("require",), lines=tuple(require_line(item) for item in requires))]
    return [
        Block(tokens=("require",), lines=tuple(require_line(item) for item in requires if item.indirect is indirect))
        for indirect in (False, True)
    ]
