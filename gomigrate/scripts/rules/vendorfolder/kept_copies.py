"""Checks that list the project's files without its vendor folder: the kept copies, which lie elsewhere, would come in
(find(1): -not, -path, -prune; grep(1): -v)."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.leftout import LISTERS, copy_folders, has_files, has_only_copies
from gomigrate.scripts.kinds import STRING_KINDS
from gomigrate.scripts.rules.rule import (
    YAML_KINDS,
    Build,
    Correction,
    Corrections,
    Document,
    Edit,
    FileKind,
    Rule,
    safe,
)
from gomigrate.scripts.shell.model import OPAQUE, Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.shell.model import Command, Word

_NOT = frozenset(("-not", "!"))
_PATHS = frozenset(("-path", "-wholename", "-ipath"))
_WHOLE = re.compile(r"\.|\./|\*|\$PWD/?")
_SUFFIX = re.compile(r"\\?\*(\.\w{1,10})")
_TAIL = re.compile(r"\\?(\.\w{1,10})\$")
_BELOW = re.compile(r"(?:\.|\*|\$PWD)?/?vendor/?\*{0,2}")
_PATTERN = re.compile(r"\^?(?:\\?\.)?/?vendor/?(?:\.?\*)?")
_CHOICE = re.compile(r"(?P<before>^|[(|])(?P<one>\^?(?:\\?\.)?/?vendor/?)(?=[|)]|$)")
_GREPS = {"grep": False, "egrep": True, "fgrep": False}
_FLAG = re.compile(r"-[vEFie]+")


def find(document: Document, build: Build) -> Corrections:
    """Each find and each grep -v that leaves out the vendor folder alone, and not the
    folder of the copies, in which nothing else lies."""
    folders = copy_folders(build.gone)
    if len(folders) != 1 or not has_only_copies(build.gone, folders[0]):
        return
    for statement in document.statements:
        if statement.region.dialect is not Dialect.WINDOWS:
            for command in statement.commands:
                if command.name == "find":
                    yield from _found(document, command, folders[0], build)
            for pipeline in statement.pipelines:
                yield from _filtered(document, pipeline, folders[0], build)


def _found(document: Document, command: Command, folder: str, build: Build) -> Corrections:
    """`-not -path './vendor/*'` is followed by the same for the copies; what prunes the vendor folder prunes theirs."""
    words = command.words[1:]
    roots = _roots(command)
    suffixes = tuple(match[1] for word in words if (match := _SUFFIX.fullmatch(word.value)))
    is_told = any(folder in word.value for word in words)
    if (
        is_told
        or not all(_WHOLE.fullmatch(word.value) for word in roots)
        or not has_files(build.gone, folder, suffixes)
    ):
        return
    tests = words[len(roots) :]
    for negation, test, what in zip(tests, tests[1:], tests[2:], strict=False):
        if negation.value in _NOT and test.value in _PATHS and _BELOW.fullmatch(what.value):
            yield _repeated(document, negation, what, folder)
            return
    pruned = tests[2:] if [word.value for word in tests[:2]] == ["-type", "d"] else tests
    values = [word.value for word in pruned[:4]]
    if values[2:] == ["-prune", "-o"] and values[0] in (*_PATHS, "-name") and _BELOW.fullmatch(values[1]):
        yield _repeated(document, tests[0], pruned[3], folder)


def _roots(command: Command) -> Sequence[Word]:
    """The folders in which a find begins."""
    return list(takewhile(lambda word: word.raw[:1] not in "-!(\\", command.words[1:]))


def _repeated(document: Document, first: Word, last: Word, folder: str) -> Correction:
    """The words once more behind themselves, with the copies' folder instead of the vendor folder."""
    again = document.text[first.start : last.end].replace("vendor", folder)
    return safe(first.start, Edit(last.end, last.end, f" {again}"), folder=folder)


def _filtered(document: Document, pipeline: Sequence[Command], folder: str, build: Build) -> Corrections:
    """`| grep -v vendor` is followed by the same for the copies; `grep -vE '(vendor|x)'` gets one choice more."""
    if len(pipeline) < 2 or any(folder in value for command in pipeline for value in command.values):
        return
    for number, command in enumerate(pipeline[1:], start=1):
        before = pipeline[:number]
        if command.name not in _GREPS or not any(_lists(one) for one in before) or command.is_redirected:
            continue
        suffixes = tuple(_suffixes(pipeline))
        flags = [word for word in command.words[1:] if word.value.startswith("-")]
        patterns = [word for word in command.words[1:] if not word.value.startswith("-")]
        letters = "".join(word.value[1:] for word in flags)
        is_plain = all(_FLAG.fullmatch(word.value) for word in flags) and letters.count("v") == 1
        if not is_plain or len(patterns) != 1 or not has_files(build.gone, folder, suffixes):
            continue
        start, end = command.words[0].start, command.end
        text = document.text[patterns[0].start : patterns[0].end]
        if _PATTERN.fullmatch(patterns[0].value):
            again = document.text[start:end].replace("vendor", folder)
            yield safe(start, Edit(end, end, f" | {again}"), folder=folder)
        elif (_GREPS[command.name] or "E" in letters) and (choice := _CHOICE.search(text.strip("\"'"))):
            at = patterns[0].start + text.index(choice[0]) + len(choice[0])
            yield safe(start, Edit(at, at, "|" + choice["one"].replace("vendor", folder)), folder=folder)


def _lists(command: Command) -> bool:
    name, values = command.name, command.values
    if name == "find" and (roots := _roots(command)):
        return any(_WHOLE.fullmatch(word.value) or OPAQUE in word.value or "$" in word.value for word in roots)
    return name in LISTERS or (name == "git" and any(word in ("ls-files", "--name-only", "ls-tree") for word in values))


def _suffixes(pipeline: Sequence[Command]) -> Iterator[str]:
    for command in pipeline:
        for value in command.values:
            match = _SUFFIX.fullmatch(value) or _TAIL.fullmatch(value)
            if match:
                yield match[1]


RULE = Rule(
    code="GM838",
    find=find,
    words=("vendor",),
    kinds=frozenset((FileKind.MAKE, FileKind.SHELL, FileKind.DOCKER, *YAML_KINDS, *STRING_KINDS)),
)
