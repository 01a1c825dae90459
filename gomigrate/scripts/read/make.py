"""Makefiles: recipe lines, and what variables are set to (GNU make manual, "Writing Makefiles")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import ScriptSetting
from gomigrate.scripts.shell.model import Dialect, Region
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ASSIGNMENT = re.compile(
    r"(?P<before>[ ]*(?:(?:export|override|private)[ \t]+)*)"
    r"(?P<target>[^\s:#=]+(?:[ \t]*:(?!:)[ \t]*(?:export[ \t]+)?))?"
    r"(?P<name>[A-Za-z_][\w.-]*)[ \t]*(?P<sign>::?:?=|\?=|\+=|!=|=)[ \t]*(?P<value>.*)",
    re.DOTALL,
)
_DEFINE = re.compile(r"[ ]*(?:(?:export|override)[ \t]+)*define\b")
_ENDEF = re.compile(r"[ ]*endef\b")
# Variables of such a name are @ or nothing.
_PREFIX = re.compile(r"(?:[@+\-\s]|\$[({](?:Q|V|AT|QUIET|SILENT|HIDE|VERBOSE)[)}]|\$[QV](?!\w))*")
_RULE_WITH_RECIPE = re.compile(r"[^\s#][^=#:\n]*:[^=;#\n]*;")


def read_make(path: str, text: str) -> Document:
    """The recipes and variables of a Makefile. Raises UnreadableError where recipes have another prefix than a tab."""
    if match := re.search(r"^[ ]*\.RECIPEPREFIX", text, re.MULTILINE):
        raise UnreadableError(text.count("\n", 0, match.start()) + 1, Unclear.PREFIX)
    regions: list[Region] = []
    settings: list[ScriptSetting] = []
    defining = False
    for start, end in logical_lines(text):
        line = text[start:end]
        if defining or _DEFINE.match(line):
            defining = not _ENDEF.match(line)
        elif line.startswith("\t"):
            regions += _recipe(text, start, end)
        elif assignment := _ASSIGNMENT.match(line.rstrip("\r\n")):
            region, setting = _assignment(text, start, end, assignment)
            regions.append(region)
            settings.append(setting)
        elif rule := _RULE_WITH_RECIPE.match(line):
            regions += _recipe(text, start + rule.end(), end, may_go=False)
    return Document.of(path, FileKind.MAKE, text, regions=tuple(regions), settings=tuple(settings))


def is_assignment(line: str) -> bool:
    """Whether a logical line outside of recipes sets a variable, of all or of one target."""
    return _ASSIGNMENT.match(line) is not None


def logical_lines(text: str) -> Iterator[tuple[int, int]]:
    """The spans of lines, those that a backslash continues as one; the ends of lines included."""
    start = 0
    for match in re.finditer(r"(?:[^\\\n]|\\(?:\r?\n|.|\Z))*(?:\n|\Z)", text):
        if match.end() > start:
            yield start, match.end()
            start = match.end()


def _recipe(text: str, start: int, end: int, *, may_go: bool = True) -> Iterator[Region]:
    """The commands of a logical line, or of what stands behind the semicolon of a rule, which has to stay."""
    begin = _PREFIX.match(text, start, end)
    assert begin
    stop = start + len(text[start:end].rstrip("\r\n"))
    if begin.end() < stop:
        yield Region.plain(text, begin.end(), stop, dialect=Dialect.MAKE, whole=(start, end) if may_go else None)


def _assignment(text: str, start: int, end: int, match: re.Match[str]) -> tuple[Region, ScriptSetting]:
    value_start = start + match.start("value")
    value = re.split(r"(?<!\\)#", match["value"])[0].rstrip()
    stop = value_start + len(value)
    region = Region.plain(text, value_start, stop, dialect=Dialect.MAKE, is_value=True)
    is_exported = "export" in match["before"] or "export" in (match["target"] or "")
    setting = ScriptSetting(
        name=match["name"],
        value=value,
        start=value_start,
        end=stop,
        level="export" if is_exported else "variable",
        scope=(0, len(text)),
        whole=None if match["target"] else (start, end),
        is_exported=is_exported,
    )
    return region, setting
