"""go.mod files as values.

The rules are those of https://go.dev/ref/mod#go-mod-file and of the go command's own reader: strict for the main
module, lax for dependencies, where directives that only count in the main module, and those of a later Go, are
passed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gomigrate.modfile.directives import DirectiveReader
from gomigrate.modfile.printed import read_printed
from gomigrate.modfile.syntax import MOST_BYTES, ModFileError, Problem, Statement, decode, parse_tree
from gomigrate.modfile.values import Exclude, Godebug, PathLine, Replace, Require

if TYPE_CHECKING:
    from gomigrate.model.plan import Replacement, Requirement

__all__ = [
    "Exclude",
    "GoMod",
    "Godebug",
    "ModFileError",
    "PathLine",
    "Problem",
    "Replace",
    "Require",
    "parse",
    "parse_with_tree",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoMod:
    """What a go.mod says, in the order of the file, as far as gomigrate asks.

    `ignored_replaces` holds the replace lines of a dependency, which the go command passes over there.
    """

    module: str = ""
    go: str = ""
    toolchain: str = ""
    requires: tuple[Require, ...] = ()
    replaces: tuple[Replace, ...] = ()
    ignored_replaces: tuple[Replace, ...] = ()
    excludes: tuple[Exclude, ...] = ()
    tools: tuple[PathLine, ...] = ()
    ignores: tuple[PathLine, ...] = ()
    godebugs: tuple[Godebug, ...] = ()

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        """The require lines as the plan has them."""
        return tuple(line.requirement for line in self.requires)

    @property
    def replacements(self) -> tuple[Replacement, ...]:
        """The replace lines as the plan has them."""
        return tuple(line.replacement for line in self.replaces)


def parse(text: str | bytes, file: str = "go.mod", *, lax: bool = False) -> GoMod:
    """Reads a go.mod: `lax` as for a dependency, otherwise as for the main module.

    Raises ModFileError with every fault that the go command would refuse the file for.
    """
    printed = read_printed(decode(text)) if lax and len(text) <= MOST_BYTES else None
    if printed is not None:
        return GoMod(module=printed.module, go=printed.go, requires=printed.requires)
    return parse_with_tree(text, file, lax=lax)[0]


def parse_with_tree(
    text: str | bytes, file: str = "go.mod", *, lax: bool = False
) -> tuple[GoMod, tuple[Statement, ...]]:
    """As `parse`, with the syntax tree in which paths and versions are spelled canonically."""
    return _parsed(text, file, lax)


@lru_cache(maxsize=4)
def _parsed(text: str | bytes, file: str, lax: bool) -> tuple[GoMod, tuple[Statement, ...]]:  # noqa: FBT001
    """The last few are kept: several stages read the project's own go.mod, and one of many megabytes takes seconds."""
    reader = DirectiveReader(lax=lax, blocks=_BLOCKS, verbs=_LAX_VERBS if lax else _VERBS)
    tree = tuple(reader.statement(statement) for statement in parse_tree(text, file))
    if reader.problems:
        raise ModFileError(file, tuple(reader.problems))
    return (
        GoMod(
            module=reader.module,
            go=reader.go,
            toolchain=reader.toolchain,
            requires=tuple(reader.requires),
            replaces=tuple(reader.replaces),
            ignored_replaces=tuple(reader.ignored_replaces),
            excludes=tuple(reader.excludes),
            tools=tuple(reader.tools),
            ignores=tuple(reader.ignores),
            godebugs=tuple(reader.godebugs),
        ),
        tree,
    )


_BLOCKS = frozenset(["module", "godebug", "require", "exclude", "replace", "retract", "tool", "ignore"])
_VERBS = _BLOCKS | {"go", "toolchain"}
# `replace` is read for the report alone, see Reader.
_LAX_VERBS = frozenset(["go", "module", "retract", "require", "ignore", "replace"])
