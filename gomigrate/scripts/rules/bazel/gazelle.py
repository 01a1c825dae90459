"""Settings of gazelle and Bazel for the vendor folder, lock files and the module's path (bazel-gazelle reference:
"gazelle rule", "directives", "update-repos")."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.scripts.correction import Correction, manual, safe, unsafe
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import LOCKS
from gomigrate.scripts.rules.bazel.go_repository import READS_GO_MOD
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.build import Build
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Argument, FunctionCall

_VENDOR_LABEL = re.compile(r"""["'](?:@//|//)vendor[/:]""")
_DIRECTIVE = re.compile(r"^#[ \t]*gazelle:(external|prefix)[ \t]+(\S+)", re.MULTILINE)
_LOCKED = re.compile(r"(?P<flag>-{1,2}from_file=)?(?://:|:)?(?P<name>[\w./]+)")
_MANIFESTS = frozenset(("Gopkg.toml", "glide.yaml"))


class Gazelle(StrEnum):
    """What gazelle or Bazel is told."""

    VENDORED = "vendored"  # that dependencies lie in the vendor folder
    LABELS = "labels"  # of packages in the vendor folder
    PREFIX = "prefix"  # an import path that is not the module's
    READS = "reads"  # to read a lock file
    OLD = "old"  # to read a lock file, and it is too old for go.mod
    FILE = "file"  # of a lock file as a file


def find(document: Document, build: Build) -> Iterator[Correction]:
    """Rules and directives of gazelle, lock files among the strings of other rules, and labels below //vendor."""
    for call in document.calls:
        if call.name.rpartition(".")[2] == "gazelle":
            yield from _rule(document, call, build)
        for argument in call.arguments:
            if argument.name != "name" and (match := _LOCKED.fullmatch(argument.value)):
                yield from _lock(call, argument, match, build)
    for match in _DIRECTIVE.finditer(document.text):
        if match[1] == "external" and match[2] == "vendored" and build.vendor == "remove":
            yield manual(match.start(), case=Gazelle.VENDORED)
        elif match[1] == "prefix" and _is_stranger(document, match[2], build):
            yield manual(match.start(), case=Gazelle.PREFIX, prefix=match[2], path=build.module)
    labels = [match.start() for match in _VENDOR_LABEL.finditer(document.text)] if build.vendor == "remove" else []
    if labels:
        yield manual(labels[0], case=Gazelle.LABELS, count=len(labels))


def _rule(document: Document, call: FunctionCall, build: Build) -> Iterator[Correction]:
    external, prefix = call.argument("external"), call.argument("prefix")
    if external is not None and external.value == "vendored" and build.vendor == "remove":
        yield safe(external.start, Edit(*external.whole, ""), case=Gazelle.VENDORED)
    if prefix is not None and _is_stranger(document, prefix.value, build):
        yield manual(prefix.start, case=Gazelle.PREFIX, prefix=prefix.value, path=build.module)


def _is_stranger(document: Document, prefix: str, build: Build) -> bool:
    """Whether the prefix of the top folder is not the module's path."""
    return "/" not in document.path and prefix != build.module


def _lock(call: FunctionCall, argument: Argument, match: re.Match[str], build: Build) -> Iterator[Correction]:
    name = match["name"]
    if name not in LOCKS or name not in build.removed:
        return
    edit = Edit(argument.end - len(name), argument.end, "go.mod")
    if match["flag"] or call.name.rpartition(".")[2] == "gazelle":
        is_old = build.gazelle is not None and build.gazelle < READS_GO_MOD
        if is_old:
            yield manual(argument.start, case=Gazelle.OLD, lock=name)
        else:
            yield safe(argument.start, edit, case=Gazelle.READS, lock=name)
        return
    new = "go.mod" if name in _MANIFESTS else "go.sum"
    others = [one.value for one in call.arguments if one.name == argument.name and one is not argument]
    is_twice = any(value.rpartition(":")[2] == new or _becomes(value) == new for value in others)
    if is_twice or (new == "go.sum" and not build.has_go_sum):
        yield manual(argument.start, case=Gazelle.FILE, lock=name, new=new)
    else:
        edit = Edit(argument.end - len(name), argument.end, new)
        yield unsafe(argument.start, edit, case=Gazelle.FILE, lock=name, new=new)


def _becomes(value: str) -> str:
    """What another lock file or manifest of the same list becomes."""
    name = value.rpartition(":")[2]
    return "" if name not in LOCKS else "go.mod" if name in _MANIFESTS else "go.sum"


RULE = Rule(
    code="GM822",
    find=find,
    words=("gazelle", "//vendor", *(name.lower() for name in sorted(LOCKS))),
    kinds=frozenset((FileKind.STARLARK,)),
)
