"""Lines of cmd.exe and PowerShell that are one plain command, or some joined by && or &: what is said in a richer
language is told by its words and never changed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import ScriptSetting
from gomigrate.scripts.shell.model import Dialect, Region

if TYPE_CHECKING:
    from collections.abc import Iterator

# No brackets, redirections, escapes, variables of for loops.
_PLAIN = re.compile(
    r"(?P<lead>[ \t]*@?(?:call[ \t]+)?)"
    r"(?P<command>[A-Za-z][\w.\\/-]*(?:\.exe)?(?:[ \t][^()^<>`;|\r\n{}#']*)?)"
)
_JOINED = re.compile(r"[ \t]*&&?[ \t]*")
_WORDS = re.compile(
    r"(?:rem|echo|if|for|goto|else|function|param|return|exit|throw|Write-\w+|foreach|title)\b", re.IGNORECASE
)
_SET = re.compile(
    r"^[ \t]*\$[Ee]nv:(?P<name>[A-Za-z_]\w*)[ \t]*=[ \t]*(?P<quote>[\"\'])(?P<value>[^\"\'\r\n]*)(?P=quote)[ \t]*$",
    re.MULTILINE,
)


def read_windows(path: str, text: str) -> Document:
    """A batch file or a PowerShell script."""
    regions = tuple(line_regions(text, 0, len(text), powershell=path.endswith(".ps1")))
    return Document.of(path, FileKind.WINDOWS, text, regions=regions, settings=tuple(settings_in(text, 0, len(text))))


def line_regions(text: str, start: int, end: int, *, powershell: bool, may_go: bool = True) -> Iterator[Region]:
    """A region for each plain line of a span. PowerShell up to 5 joins nothing by &&, and & is another sign there."""
    if "<#" in text[start:end] or '@"' in text[start:end] or "@'" in text[start:end]:
        return
    at = start
    for line in text[start:end].splitlines(keepends=True):
        begin, at = at, at + len(line)
        match = _PLAIN.fullmatch(line.rstrip("\r\n \t"))
        command = match["command"] if match else ""
        first = begin + len(match["lead"]) if match else begin
        is_plain = bool(command) and not _WORDS.match(command) and command.count('"') % 2 == 0
        if is_plain and ("&" not in command or (not powershell and all(_JOINED.split(command)))):
            whole = (begin, at) if may_go else None
            yield Region.plain(
                text, first, first + len(command), dialect=Dialect.WINDOWS, whole=whole, nothing="rem", is_quoted=True
            )


def settings_in(text: str, start: int, end: int) -> Iterator[ScriptSetting]:
    """What PowerShell sets in the environment."""
    for match in _SET.finditer(text, start, end):
        at, stop = match.span("value")
        stop_line = text.find("\n", stop) + 1 or len(text)
        yield ScriptSetting(
            name=match["name"],
            value=match["value"],
            start=at,
            end=stop,
            level="env",
            scope=(stop_line, len(text)),
            whole=(match.start(), stop_line),
        )
