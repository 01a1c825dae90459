"""Files that a program of the project copies or writes for others: templates, and the fixtures of its tests."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    File = tuple[str, FileKind, str]

_FOLDERS = frozenset({"fixture", "fixtures", "template", "templates"})
_WORD = re.compile(r"[\w@%+.~/\\-]+")
_ENTERS = re.compile(r"(?:\bcd|\bpushd|\bmake|\$\(MAKE\)|\bdocker|\bpodman|\bcontext:|\bdirectory:)[ \t-]")


def without_patterns(files: Sequence[File]) -> list[File]:
    """The files (path, kind, text) without those below a folder for templates or fixtures that no other one names:
    they are data, as in testdata. `include templates/go.mk`, `- template: templates/build.yml` and `cd fixtures/app`
    make them part of the build. Go files are packages wherever they lie."""
    new = [file for file in files if file[1] is FileKind.GO or not _tails(posixpath.dirname(file[0]))]
    used = set(new)
    while new and len(used) < len(files):
        named = {name for path, _, text in new for name in _named(path, text)}
        new = [file for file in files if file not in used and not named.isdisjoint(_names(file[0]))]
        used.update(new)
    return [file for file in files if file in used]


def _tails(path: str) -> list[str]:
    """The path from each folder for templates or fixtures on."""
    names = path.split("/")
    return ["/".join(names[number:]) for number, name in enumerate(names) if name in _FOLDERS]


def _names(path: str) -> Iterator[str]:
    """What names a file: its path, and with a slash at its end each folder that it lies in."""
    yield from _tails(path)
    while path := posixpath.dirname(path):
        yield from (f"{tail}/" for tail in _tails(path))


def _named(path: str, text: str) -> Iterator[str]:
    """What a file names below such folders, as in `_names`: a folder only where a command works in it."""
    folder = posixpath.dirname(path)
    beside = folder if _tails(folder) else ""
    for line in text.split("\n"):
        if line.lstrip().startswith(("#", "//")):
            continue
        works_there = _ENTERS.search(line) is not None
        for word in _WORD.finditer(line):
            name = posixpath.normpath(posixpath.join(beside, word[0].replace("\\", "/").strip("/")))
            for tail in _tails(name):
                yield tail
                if works_there:
                    yield f"{tail}/"
