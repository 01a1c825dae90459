"""go.mod files of dependencies that are written as the go command prints them, which are nearly all: read by patterns.

A module graph has thousands of them. Whatever looks any other way is left to the reader of the whole grammar.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gomigrate.model.go import semver
from gomigrate.model.go.modpath import match_path_major, split_path_version
from gomigrate.modfile.values import Require

_PATH = r"[a-z0-9][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_.~-]+)*"
_REQUIRED = re.compile(rf"({_PATH}) (v[0-9A-Za-z.+-]+)( // indirect)?")
_MODULE = re.compile(rf"module ({_PATH})")
_GO = re.compile(r"go ([1-9][0-9]*(?:\.(?:0|[1-9][0-9]*)){1,2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """What such a file says: `go` "" where it has no go line."""

    module: str
    go: str
    requires: tuple[Require, ...]


def read_printed(text: str) -> Printed | None:
    """What a go.mod with nothing but module, go and require lines says, None where a line looks any other way."""
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
    return None if is_inside else Printed(**said, requires=tuple(requires))


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
