"""Import paths that a build file computes from the project's place below GOPATH/src, mostly for -X of the linker:
outside of GOPATH a folder's full path comes out, no package has it, and the linker says nothing (GNU make manual,
"Substitution Refs", "Text Functions"; POSIX Shell Command Language, 2.6.2)."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.scripts.rules.rule import YAML_KINDS, Build, Corrections, Document, Edit, FileKind, Rule, manual, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

_SRC = r"[^,%()=|\n]{0,80}(?:\$[({]\w*GOPATH\w*[)}][^,%()=|\n]{0,80})?/src/"
_HERE = r"(?:\$\((?P<of>\w+)\)|\$\{(?P<of_braced>\w+)\}|\$\(shell pwd\))"
_IN_MAKE = re.compile(
    rf"\$\((?P<name>\w+):{_SRC}%=%\)"
    rf"|\$\(subst[ ]{_SRC},,[ ]?{_HERE}\)"
    rf"|\$\(patsubst[ ]{_SRC}%,[ ]?%,[ ]?{_HERE.replace('<of', '<pat_of')}\)"
)
_IN_SHELL = re.compile(r"\$\{PWD##?[^{}\s]{0,60}/src/\}|\$\{PWD##?\$\{GOPATH\}/src/\}")
# What only a run can tell: pwd | sed "s|^$GOPATH/src/||".
_BY_SED = re.compile(
    r"(?:\bpwd\b|\bPWD\b|\bCURDIR\b)[^\n|]{0,40}\|[ \t]*sed[ \t]+[^\n]{0,20}?"
    r"s(?P<sign>[|,:#@!]|\\?/)[^\n]{0,80}?/src\\?/(?P=sign){2}"
)
_ALWAYS = frozenset(("CURDIR", "PWD"))
_OWN_FOLDER = re.compile(r"CURDIR|\bPWD\b|\bpwd\b|MAKEFILE_LIST")
_COMMENT = ("#", "//")


def find(document: Document, build: Build) -> Corrections:
    """Each of them: it becomes the import path where a Makefile or a script of the top folder computes it."""
    for start, end, is_plain in _computed(document):
        if document.line_head(start).startswith(_COMMENT):
            continue
        if is_plain and not posixpath.dirname(document.path):
            yield safe(start, Edit(start, end, build.module), path=build.module)
        else:
            below = posixpath.dirname(document.path) if is_plain and document.kind is FileKind.MAKE else ""
            yield manual(start, path=posixpath.join(build.module, below).rstrip("/"))


def _computed(document: Document) -> Iterator[tuple[int, int, bool]]:
    """Where each begins and ends, and whether it stands for the top folder's import path and nothing else."""
    text = document.text
    if document.kind is FileKind.MAKE:
        for match in _IN_MAKE.finditer(text):
            names = [name for name in match.groupdict().values() if name]
            if all(_is_own_folder(document, name) for name in names):
                yield match.start(), match.end(), True
    else:
        moves = document.kind is not FileKind.SHELL or any(
            call.program in ("cd", "pushd") for call in document.commands
        )
        for match in _IN_SHELL.finditer(text):
            yield match.start(), match.end(), not moves
    for match in _BY_SED.finditer(text):
        yield match.start(), match.end(), False


def _is_own_folder(document: Document, name: str) -> bool:
    """Whether a variable is the folder of the Makefile."""
    values = document.values_of(name)
    return name in _ALWAYS or (len(values) == 1 and _OWN_FOLDER.search(values[0].raw) is not None)


RULE = Rule(
    code="GM839",
    find=find,
    words=("/src/", "/src\\/"),
    kinds=frozenset((FileKind.MAKE, FileKind.SHELL, FileKind.DOCKER, *YAML_KINDS)),
)
