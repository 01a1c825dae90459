"""Paths below vendor folders that the lines of a file name, as they are written there."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE_ENDINGS = frozenset(
    {".go", ".c", ".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx", ".m", ".s", ".S", ".sx", ".proto"}
)
# What comes before a vendor folder in a path may hold shell and make variables.
_PATH = re.compile(r"(?P<dir>(?:Godeps/)?_workspace/src|vendor/src|vendor)(?P<below>(?:/[\w@%+.~*?-]+)*)/?")
_GOES_ON = re.compile(r"[\w.]$")
# Commands that take a folder as a whole; one that only deletes it does no harm.
_WHOLE = re.compile(r"(?:^\s*(?:COPY|ADD)|\b(?:ln|cp|mv|rsync|tar|zip)\b)[^#|;&]*")
_WORD = re.compile(r"""[^\s"'=,]+""")
# What stands for a part of the path may have blanks: $(go list .)/vendor/..., #{a b}/vendor/..., " + a + "/vendor/...
_LINKED = re.compile(
    r"""-X(?:[ =]+["']?|["'],[ \t]*(?:[\w.()]+[ \t]*\+[ \t]*)?["'])"""
    r"""(?>\$\([^()\n]*\)|[#$]\{[^{}\n]*\}|`[^`\n]*`|["'][ \t]*\+[ \t]*[\w.()]+[ \t]*\+[ \t]*["']|\S)*?"""
    r"""(?P<dir>vendor)/(?P<below>[^\s="']+)"""
)
# A variable that -X sets a variable of, or of a package below it: -X $(PKG).Version, -X \"${PKG}/version.Version
_LINKED_BY = re.compile(r"""-X[ =]+[\\"']*\$[({]?(?P<name>\w+)[)}]?[./]""")
_SETS = re.compile(
    r"""\s*(?:(?:export|override|local|readonly|set)\s+)?(?P<name>\w+)\s*[:?+]*=\s*["']?(?:\$[({]?(?P<of>\w+)[)}]?/)?"""
)
_GO_IMPORT = re.compile(r"""^\s*(?:import\s+)?(?:[\w.]+\s+)?["`][\w./+~@-]*["`]\s*(?://.*)?$""")


_MOST_STEPS = 4
"""So many variables are followed, of which one begins with the other."""


@dataclass(frozen=True, slots=True)
class VendorPath:
    """A path that a line names: `folder` is its part up to the vendor folder, as far as the line tells, and `below` the
    rest ("" for the folder as a whole). `is_linked`: it is the package of a variable that the linker sets (-X), there
    or by a variable of the file; then `mended` is the variable's line as module mode has it."""

    line: int
    folder: str
    below: str
    is_linked: bool = False
    mended: str = ""


def vendor_paths(path: str, text: str) -> Iterator[VendorPath]:
    """Every such path of a file; comments of build files are left out, and imports of Go files."""
    if "vendor" not in text and "_workspace" not in text:
        return
    linked = _linked_by(text)
    is_code = posixpath.splitext(path)[1] in CODE_ENDINGS
    for number, line in enumerate(text.split("\n"), start=1):
        if "vendor" not in line and "_workspace" not in line:
            continue
        if (not is_code and line.lstrip().startswith("#")) or (path.endswith(".go") and _GO_IMPORT.match(line)):
            continue
        found = _in_line(number, line)
        setting = _SETS.match(line)
        if setting is None or setting["name"] not in linked:
            yield from found
            continue
        yield from (replace(one, is_linked=True, mended=_mended(line, one)) if one.below else one for one in found)


def _linked_by(text: str) -> frozenset[str]:
    """The variables of a file by which -X names a package, and those that these begin with."""
    linked = {match["name"] for match in _LINKED_BY.finditer(text)}
    begins = [(match["name"], match["of"]) for line in text.split("\n") if (match := _SETS.match(line)) and match["of"]]
    for _ in range(_MOST_STEPS if linked else 0):
        linked |= {of for name, of in begins if name in linked}
    return frozenset(linked)


def _mended(line: str, found: VendorPath) -> str:
    """The line without what the path has before the package: a command's output in it may have blanks."""
    end = line.index(f"{found.folder}/{found.below}")
    start, depth = end, 0
    while start and (depth or not (line[start - 1].isspace() or line[start - 1] in "\"'=")):
        start -= 1
        depth += {")": 1, "(": -1}.get(line[start], 0)
    return f"{line[:start]}{line[end + len(found.folder) + 1 :]}".strip()


def _in_line(number: int, line: str) -> Iterator[VendorPath]:
    for match in _PATH.finditer(line):
        below = match["below"].strip("/")
        if below and not _GOES_ON.search(line[max(match.start() - 3, 0) : match.start()].removesuffix("-I")):
            yield VendorPath(number, match["dir"], below)
    for match in _LINKED.finditer(line):
        yield VendorPath(number, match["dir"], match["below"], is_linked=True)
    if whole := _WHOLE.search(line):
        for word in _WORD.findall(whole[0]):
            folder = word.rstrip("/").removesuffix("/.")
            if "vendor" in folder or "_workspace" in folder:
                yield VendorPath(number, folder, "")
