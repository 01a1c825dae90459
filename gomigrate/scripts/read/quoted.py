"""Languages that give commands to a shell as strings: Groovy of a Jenkinsfile, Ruby of a Vagrantfile or Rakefile. The
strings are read, and nothing else of the language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import ScriptSetting
from gomigrate.scripts.read.windows import line_regions
from gomigrate.scripts.shell.model import Dialect, Region

if TYPE_CHECKING:
    from collections.abc import Iterator

# Comments, strings over several lines, strings of one line; a here-document of Ruby.
_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*.*?\*/|(?<![\w$\"'])\#[^\n]*)"
    r"|(?P<long>\"\"\"|''')(?P<inside>.*?)(?<!\\)(?P=long)"
    r"|(?P<quote>[\"'`])(?P<text>(?:\\.|\#\{[^{}\n]*\}|(?!(?P=quote))[^\\\n])*)(?P=quote)"
    r"|<<[-~]?(?P<mark>[\"']?)(?P<name>[A-Z_]+)(?P=mark)[^\n]*\n(?P<body>.*?)^[ \t]*(?P=name)\b",
    re.DOTALL | re.MULTILINE,
)
_RUNS = {
    FileKind.JENKINS: re.compile(
        r"\b(?P<by>sh|bat|powershell|pwsh)[ \t]*\(?[ \t]*(?:\[[ \t]*)?"
        r"(?:\w+[ \t]*:[ \t]*[\w'\"]+,[ \t]*)*(?:script[ \t]*:[ \t]*)?$"
    ),
    FileKind.VAGRANT: re.compile(r"(?P<by>inline)[ \t]*(?::|=>)[ \t]*$|(?:\bsystem|\bsh|%x)[ \t]*\(?[ \t]*$"),
    FileKind.RAKE: re.compile(r"(?<![\w.:])(?P<by>sh|system|exec)[ \t]*\(?[ \t]*$"),
}
_SHELL_NAMES = re.compile(r"SHELL|SCRIPT|SH|BASH|EO[A-Z]+|\w*SCRIPT")
_SET = re.compile(
    r"(?:\b(?P<name>GO[A-Z0-9]+)[ \t]*=[ \t]*(?P<quote>[\"'])(?P<value>[^\"'\n]*)(?P=quote)"
    r"|[\"'](?P<name2>GO[A-Z0-9]+)[\"']\]?[ \t]*=>?[ \t]*[\"'](?P<value2>[^\"'\n]*)[\"']"
    r"|[\"'](?P<name3>GO[A-Z0-9]+)=(?P<value3>[^\"'\n]*)[\"'])"
)
_MOST_BEFORE = 80
_ESCAPED = frozenset("$\"'\\`")


def read_quoted(path: str, kind: FileKind, text: str) -> Document:
    """The commands and variables of such a file."""
    regions: list[Region] = []
    settings: list[ScriptSetting] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(text):
        if match["comment"]:
            spans.append(match.span())
            continue
        regions += _regions(text, kind, match)
    inside = [(region.offsets[0], region.offsets[-1]) for region in regions]
    for match in _SET.finditer(text):
        group = next(number for number in ("", "2", "3") if match[f"name{number}"])
        start, end = match.span(f"value{group}")
        if not any(first <= start < last for first, last in (*inside, *spans)):
            settings.append(
                ScriptSetting(
                    name=match[f"name{group}"],
                    value=match[f"value{group}"],
                    start=start,
                    end=end,
                    level="env",
                    scope=(0, len(text)),
                )
            )
    return Document.of(path, kind, text, regions=tuple(regions), settings=tuple(settings))


def _regions(text: str, kind: FileKind, match: re.Match[str]) -> Iterator[Region]:
    if match["name"]:
        if kind is not FileKind.JENKINS and _SHELL_NAMES.fullmatch(match["name"]):
            dialect = Dialect.SH if match["mark"] == "'" else Dialect.RUBY
            yield Region.plain(text, *match.span("body"), dialect=dialect, is_quoted=True)
        return
    line = text[max(match.start() - _MOST_BEFORE, 0) : match.start()].rpartition("\n")[2]
    run = _RUNS[kind].search(line)
    if match["quote"] == "`":
        run = run or re.match("", line) if kind is not FileKind.JENKINS else None
    elif text[match.end() : match.end() + 1] == "," and kind is FileKind.RAKE:
        return  # a program and its arguments
    if run is None:
        return
    start, end = match.span("inside") if match["long"] else match.span("text")
    if run.groupdict().get("by") in ("bat", "powershell", "pwsh"):
        yield from line_regions(text, start, end, powershell=run["by"] != "bat", may_go=False)
        return
    is_ruby = kind is not FileKind.JENKINS and "'" not in (match["long"] or match["quote"])
    yield from _unescaped(text, start, end, Dialect.RUBY if is_ruby else Dialect.SH)


def _unescaped(text: str, start: int, end: int, dialect: Dialect) -> Iterator[Region]:
    """The commands of a string as the shell gets them; none where an escape is more than a sign for itself."""
    kept: list[int] = []
    i = start
    while i < end:
        if text[i] == "\\" and text[i + 1] != "\n":
            if text[i + 1] not in _ESCAPED:
                return
            i += 1
        kept.append(i)
        i += 1
    if kept:
        yield Region(text="".join(text[i] for i in kept), offsets=(*kept, end), dialect=dialect, is_quoted=True)
