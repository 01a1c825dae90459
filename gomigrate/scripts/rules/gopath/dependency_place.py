"""Places of dependencies below GOPATH/src, where nothing lies any more."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.modulefolder import module_folder
from gomigrate.scripts.rules.gopath.gopathplaces import KINDS, WORDS, gopath_places, is_before_project, pinned_installs
from gomigrate.scripts.rules.rule import Build, Corrections, Document, FileKind, Rule, manual

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CLONE = re.compile(
    r"\b(?:git(?:[ \t]+-[cC][ \t]+\S+)*[ \t]+clone|hg[ \t]+clone|svn[ \t]+(?:checkout|co)|bzr[ \t]+branch)\b"
    r"(?P<words>(?:\\\r?\n|[^\n;&|])*)"
)
# Options of these commands that have their value as a word of its own.
_WITH_VALUE = re.compile(
    r"(?<!\S)(?:-[bcjoru]|--(?:branch|config|depth|jobs|origin|reference|rev|shallow-since))[ \t]+\S+"
)
# protoc and C compilers look below GOPATH/src for files of dependencies; they and the generators of Kubernetes write
# what they make there, by import path.
_SEARCHED = re.compile(
    r"(?<![\w-])(?:-I[ =]?|--proto_path[ =]|(?P<makes>--\w{1,30}_out=(?:[\w=,.]{1,80}:)?|--output-base[ =]))[\"']?"
    r"(?:\$\$?[({]?GOPATH[)}]?|\$\$?\(go env GOPATH\)|/go)/src/?(?![\w./$-])"
)
_ENTERS = re.compile(r"(?:\b(?:cd|pushd)|^\s*WORKDIR)[ \t]+[\"']?$")
_HOST = re.compile(r"(?:\$[({]?GOPATH[)}]?|(?<![\w.])/go)\"?/src/(?P<path>[\w-]{1,40}\.[\w.-]{1,60})/?(?![\w./~-])")
"""A folder below GOPATH/src that holds the repositories of a host."""
_MOST_CLONES = 40
"""Of a file so many clones are looked at, which no person writes."""

_MOST_BEFORE = 200
_STAGE = re.compile(r"^FROM[ \t]", re.MULTILINE)


def find(document: Document, build: Build) -> Corrections:
    """Each of them, with the module that has the files where one of the build list does."""
    places = tuple(gopath_places(document))
    clones = tuple(islice(_clones(document, places), _MOST_CLONES))
    is_image = document.kind is FileKind.DOCKER and bool(clones)
    stages = [match.start() for match in _STAGE.finditer(document.text)] if is_image else []
    pinned = {(document.line(at), path): install for at, path, install in pinned_installs(document)}
    for at, path in places:
        is_told = document.kind is not FileKind.GO or document.line_head(at).startswith("//go:generate")
        if is_told and not build.is_place(path) and not _is_put_there(document, clones, stages, at, path):
            module = build.module_of(path)
            below = path[len(module) :] if module else ""
            first = document.text[document.lines.start(at)]
            folder = module_folder(module, document.kind, first) if module else ""
            wanted = pinned.get((document.line(at), path), "")
            too_early = bool(module) and is_before_project(document, at)
            yield manual(at, path=path, module=module, below=below, folder=folder, wanted=wanted, too_early=too_early)
    yield from _searched(document)


def _searched(document: Document) -> Corrections:
    """Each line that names the folder itself."""
    lines: set[int] = set()
    for match in _SEARCHED.finditer(document.text):
        line = document.line(match.start())
        if line in lines:
            continue
        lines.add(line)
        if not document.line_head(match.start()).startswith(("#", "//")) or document.kind is FileKind.GO:
            makes = match["makes"] is not None
            yield manual(
                match.start(), path="", module="", below="", folder="", wanted="", too_early=False, makes=makes
            )


def _is_put_there(
    document: Document, clones: Sequence[tuple[int, str]], stages: Sequence[int], at: int, path: str
) -> bool:
    """Whether the file itself has put a clone there before, in the same stage of an image or in one that it copies
    from; or puts one below that place."""
    for start, clone in clones:
        if path != clone and is_inside(clone, path):
            return True
        if start <= at and is_inside(path, clone):
            is_same_stage = bisect(stages, start) == bisect(stages, at)
            if is_same_stage or "--from=" in _before(document, at):
                return True
    return False


def _clones(document: Document, places: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Where the file clones a repository to a place below GOPATH/src, and the place: one that the command names, or
    one in the folder that was entered last."""
    named_hosts = ((one.start(), one["path"]) for one in _HOST.finditer(document.text))
    folders = sorted(one for one in (*places, *named_hosts) if _ENTERS.search(_before(document, one[0])))
    for match in _CLONE.finditer(document.text):
        if document.line_head(match.start()).startswith(("#", "//", "rem ", "::")):
            continue
        named = [path for at, path in places if match.start() <= at < match.end()]
        words = [w.strip("\"'") for w in _WITH_VALUE.sub("", match["words"]).split() if w[0] not in "-\\"]
        entered = [path for at, path in folders if at < match.start()]
        if named:
            yield match.start(), named[-1]
        elif words and entered and not words[-1].startswith(("/", "$", "~")):
            yield (
                match.start(),
                posixpath.join(entered[-1], posixpath.basename(words[-1].rstrip("/")).removesuffix(".git")),
            )


def _before(document: Document, at: int) -> str:
    """The line before a place, as far as it matters."""
    return document.text[max(at - _MOST_BEFORE, 0) : at].rpartition("\n")[2]


RULE = Rule(code="GM811", find=find, words=(*WORDS, "/src"), kinds=KINDS)
