"""go.work files as values. The source of the format is https://go.dev/ref/mod#go-work-file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.modfile.directives import DirectiveReader
from gomigrate.modfile.syntax import ModFileError, parse_tree

if TYPE_CHECKING:
    from gomigrate.modfile.values import Godebug, PathLine, Replace

_BLOCKS = frozenset(["godebug", "use", "replace"])


@dataclass(frozen=True, slots=True, kw_only=True)
class GoWork:
    """What a go.work says, in the order of the file; `uses` are folders as written, relative to the file."""

    go: str = ""
    toolchain: str = ""
    uses: tuple[PathLine, ...] = ()
    replaces: tuple[Replace, ...] = ()
    godebugs: tuple[Godebug, ...] = ()


def parse_go_work(text: str | bytes, file: str = "go.work") -> GoWork:
    """Reads a go.work. Raises ModFileError with every fault that the go command would refuse the file for."""
    reader = DirectiveReader(lax=False, blocks=_BLOCKS, verbs=_BLOCKS | {"go", "toolchain"})
    for statement in parse_tree(text, file):
        reader.statement(statement)
    if reader.problems:
        raise ModFileError(file, tuple(reader.problems))
    return GoWork(
        go=reader.go,
        toolchain=reader.toolchain,
        uses=tuple(reader.uses),
        replaces=tuple(reader.replaces),
        godebugs=tuple(reader.godebugs),
    )
