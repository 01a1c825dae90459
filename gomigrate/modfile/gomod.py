"""go.mod files as values.

The rules are those of https://go.dev/ref/mod#go-mod-file and of the go command's own reader: strict for the main
module, lax for dependencies, where directives that only count in the main module, and those of a later Go, are
passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.modfile.directives import DirectiveReader
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
        return printed
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

_PATH = r"[a-z0-9][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_.~-]+)*"
_REQUIRED = re.compile(rf"({_PATH}) (v[0-9A-Za-z.+-]+)( // indirect)?")
_MODULE = re.compile(rf"module ({_PATH})")
_GO = re.compile(r"go ([1-9][0-9]*(?:\.(?:0|[1-9][0-9]*)){1,2})")


def read_printed(text: str) -> GoMod | None:
    """What a dependency's go.mod says that is written as the go command prints it, with nothing but module, go and
    require lines; None where a line looks any other way. Nearly all do, and a module graph has thousands."""
    said = {"module": "", "go": ""}
    requires: list[Require] = []
    is_inside = False
    for number, line in enumerate(text.split("\n"), start=1):
        if is_inside and line[:1] == "\t":
            require = _require(line[1:], number)
        elif not line:
            continue
        elif line in ("require (", ")"):
            if is_inside is not (line == ")"):
                return None
            is_inside = not is_inside
            continue
        elif not is_inside and line.startswith("require "):
            require = _require(line[8:], number)
        elif is_inside or not _is_new(said, line):
            return None
        else:
            continue
        if require is None:
            return None
        requires.append(require)
    return None if is_inside else GoMod(module=said["module"], go=said["go"], requires=tuple(requires))


def _require(text: str, number: int) -> Require | None:
    match = _REQUIRED.fullmatch(text)
    if match is None:
        return None
    path, version, mark = match.groups()
    if semver.canonical(version) != version:
        return None
    # Most paths are of v0 or v1 and have no suffix: that is seen at once.
    if "/v" in path or path.startswith("gopkg.in/") or version[:3] not in ("v0.", "v1."):
        _, major, is_path = split_path_version(path)
        if not is_path or not match_path_major(version, major):
            return None
    return Require(path=path, version=version, indirect=mark is not None, line=number)


def _is_new(said: dict[str, str], line: str) -> bool:
    """Whether it is a module or go line, the first of its kind; `said` takes what it says."""
    for verb, pattern in (("module", _MODULE), ("go", _GO)):
        match = pattern.fullmatch(line)
        if match is not None and not said[verb]:
            said[verb] = match[1]
            return True
    return False
