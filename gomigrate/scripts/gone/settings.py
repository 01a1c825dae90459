"""Values that use what is gone: variables, settings of CI services, keys and folders of caches."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import VENDOR_FLAG, at
from gomigrate.scripts.kinds import YAML_KINDS, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Scalar
    from gomigrate.scripts.read.values import Assigned

_GOPATH_VENDOR = re.compile(r"(?:^|[/:;\"'])(?:_?vendor|_workspace)(?=$|[/:;\"'])|godep path")
_OWN_FOLDER = re.compile(r"[\"']?(?:\$\(?\{?(?:PWD|CURDIR|shell pwd|pwd)\}?\)?|`pwd`)[\"']?(?:[:;].*)?", re.DOTALL)
_HASHED = re.compile(r"checksum\s+\\?[\"'](?P<circle>[^\"'\\]+)|hashFiles\((?P<actions>[^()]*)\)")
_NAME = re.compile(r"[\"']([^\"']+)[\"']")
_PATH = re.compile(r"[\w@%+.*~/-]+")
_SPARED = re.compile(r"exclu|ignor|skip|except|not$|without|omit|^name$|description|title|message", re.IGNORECASE)
_CACHE = re.compile(r"cache|^key|restore", re.IGNORECASE)
_RUN_FROM_TOP = frozenset(("", "scripts", "script", "hack", "build", "ci", ".ci", ".circleci", ".github/workflows"))
_MOST_WORDS = 50


def in_values(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """Variables that turn modules off, ask for the vendor folder, lead GOPATH there, or hold the name of a removed
    file."""
    for place in document.values:
        if place.name == "GO111MODULE" and (place.value.lower() == "off" or (place.value == "false" and place.is_yaml)):
            yield at(document, place.start, GoneUse.MODULES_OFF, "GO111MODULE=off", fails=_is_here(place))
        if not gone.has_vendor and VENDOR_FLAG.search(place.raw if place.command is None else place.value):
            yield at(document, place.start, GoneUse.VENDOR_FLAG, "-mod=vendor", fails=True)
        if place.name == "GOPATH":
            found = _GOPATH_VENDOR.search(place.raw)
            if found and ("_workspace" not in found.group() or "Godeps/_workspace" in gone.above):
                yield at(document, place.start, GoneUse.GOPATH, found.group().strip("/:;\"'"))
            elif _is_own_folder(document, place):
                yield at(document, place.start, GoneUse.GOPATH, "go.mod")
        elif place.command is None and not _SPARED.search(place.name):
            yield from _named(document, place.raw, place.start, gone)


def _is_here(place: Assigned) -> bool:
    """Whether a setting is for commands in the project: a command after `cd` may run elsewhere."""
    if place.command is None or place.statement is None:
        return True
    before = (command for command in place.statement.commands if command.start < place.start)
    return not any(command.name in ("cd", "pushd") for command in before)


def _is_own_folder(document: Document, place: Assigned) -> bool:
    if _OWN_FOLDER.fullmatch(place.raw.strip()):
        return posixpath.dirname(document.path) in _RUN_FROM_TOP
    if document.kind is not FileKind.DOCKER or not place.value.startswith("/"):
        return False
    folders = {i.words[0].value.rstrip("/") for i in document.instructions if i.name == "WORKDIR" and i.words}
    copies = any(i.is_copy and i.words and i.words[-1].value in (".", "./") for i in document.instructions)
    return copies and place.value.rstrip("/") in folders


def _named(document: Document, text: str, start: int, gone: GonePaths) -> Iterator[BrokenLine]:
    """The removed files among the words of a value that is nothing but paths."""
    words = list(_PATH.finditer(text))
    if len(words) > _MOST_WORDS or "$(" in text or "`" in text:
        return
    for word in words:
        before = text[word.start() - 1 : word.start()]
        if before not in "\"' \t:," or text[word.end() : word.end() + 1] == "=":
            continue
        if path := gone.named(word.group(), document.path, bare=False):
            yield at(document, start + word.start(), GoneUse.FILE, path)


def in_scalars(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """What a YAML file says outside of commands: cached folders and keys, flags, paths."""
    if document.kind not in YAML_KINDS:
        return
    commands = {region.start for region in document.regions}
    for scalar in document.scalars:
        keys = [key for key in scalar.keys if key != "-"]
        if scalar.start in commands:
            continue
        text = document.text[scalar.start : scalar.end]
        if (flag := VENDOR_FLAG.search(text)) and not gone.has_vendor and not any(map(_SPARED.search, keys[-1:])):
            yield at(document, scalar.start + flag.start(), GoneUse.VENDOR_FLAG, "-mod=vendor", fails=True)
        yield from _hashed(document, scalar, text, gone)
        yield from _path(document, scalar, text, keys, gone)


def _hashed(document: Document, scalar: Scalar, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Keys made from removed files: CircleCI stops there, others make the same key for ever."""
    for match in _HASHED.finditer(text):
        names = [match["circle"]] if match["circle"] else _NAME.findall(match["actions"])
        for name in names:
            if path := gone.named(name.removeprefix("**/"), document.path):
                yield at(document, scalar.start + match.start(), GoneUse.CACHE, path, fails=bool(match["circle"]))


def _path(document: Document, scalar: Scalar, text: str, keys: list[str], gone: GonePaths) -> Iterator[BrokenLine]:
    """A scalar that is a removed path and nothing else, a line each; or a part of a cache's key."""
    if any(map(_SPARED.search, keys)) or _HASHED.search(text):
        return
    is_cache = any(map(_CACHE.search, keys))
    offset = scalar.start
    for line in text.split("\n"):
        parts = line.split("|") if is_cache else [line]
        for part in parts:
            if _PATH.fullmatch(part.strip()) and (path := gone.named(part.strip(), document.path)):
                yield at(document, offset, GoneUse.CACHE if is_cache else GoneUse.FILE, path)
        offset += len(line) + 1
