"""A log as programs wrote it, without what terminals, containers and CI add around it. Pure: bytes and text in, text
out."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 1200
"""A longer line is read in pieces. No failure's message needs that much to be recognized, and the search takes longer
than the line grows."""

_MOST = 60_000

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))

_ESCAPES = re.compile(
    r"\x1b\[[0-9;?]*[A-Za-z]|\x1b\][^\x07\x1b]{0,200}(?:\x07|\x1b\\)|\x1b[()][0-9A-Za-z]|\^\[\[[0-9;]*[A-Za-z]|[\x00\x08\ufeff]"
)
_TIME = r"\d{1,2}:\d\d:\d\d(?:[.,]\d+)?"
_DATE = rf"\d{{4}}[-/]\d\d[-/]\d\d[T ]{_TIME}(?:Z|\s?[+-]\d\d:?\d\d)?"

# Each is dress in front of what the program said: time stamps, what a container, a step or a CI is called, levels.
# Of the blanks behind it one belongs to it: the next ones are the program's.
_DRESS = re.compile(
    "|".join(
        rf"(?:{piece})"
        for piece in (
            rf"\[?{_DATE}\]?(?: |$)",
            rf"\[?{_TIME}\]?(?:[WEFi]?:)? {{1,2}}",
            r"#\d{1,4} (?:\d+\.\d+(?: |$)|(?=[^\s\d\[]))",  # BuildKit
            r"\d{1,5}\.\d{1,3}(?: |$)",
            r"[A-Za-z][\w.-]{0,60} {0,30}\| ?",  # compose, foreman
            r"##\[\w{1,20}\]",  # Azure, GitHub
            r"##vso\[[^\]\n]{0,200}\]",
            r"::(?:error|warning|notice|debug)(?: [^\n]{0,200}?)?::",
            r"(?:Error|ERROR|error|FATAL|fatal): (?=\t| {3,}\S|go: |\S+@v\d|verifying |\S+\.go:\d+:\d+: |package |build )",
            r"\[[A-Za-z][\w :./-]{0,60}\] ",  # Drone, Maven, Jenkins
            r"(?:INFO|WARN|ERRO|FATA|DEBU|ERROR|WARNING|FATAL)\[[\w:.+-]{1,30}\]:? ?",  # logrus
            r"(?:stderr|stdout|STDERR|STDOUT|BUILDSTDERR)(?: [FP] |: |\| ?)",
            r"\[ {0,8}\d{1,7}(?:\.\d{1,6})?s?\](?: |$)",  # the openSUSE Build Service
            r"(?:trace|debug|info|warn|error):[\w./-]{1,60}: ",
            r"remote: {1,12}(?=go: |!|\t|build |verifying |package |\S+\.go:\d|\S+@v)",  # a push that builds
            r"go(?:\.exe)? : ",  # PowerShell
            r"(?:\*\*|[>`*│┃•✗✖\u00d7\u2a2f-]) {0,2}(?=go: |go\.mod |go get |\S+\.go:\d|\S+@v|verifying |invalid version: |package |build )",
            r" {7}>(?: |$)",  # Nix
            r"(?:err: )?exit status \d{1,3}: (?=\S)",
        )
    )
)
_ESCAPED = re.compile(r"\\[nt\"]|%0A|\\u001b")
_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.)*)(?:\"|$)|\bb'((?:[^'\\]|\\.)*)(?:'|$)")
_RECORD = re.compile(
    r"\s*[{\[]?\s*\"[\w.@-]{1,40}\"\s*:\s*\"|.{0,80}\bb'"
    r"|.{0,200}?\b(?:[Mm]sg|[Mm]essage|[Ee]rr(?:or)?|std(?:err|out)|log|output|text)(?:=>?|\"\s*:\s*)\""
)
_UNESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r"}
_INNER = re.compile(r"\r+(?=.)|(?<= )stderr: (?=go: )|%0A|: exit status \d{1,3}: (?=\S)|(?<= )output: (?=go: )")
_SHORTEST_STRING = 12


def decode_log(data: bytes) -> str:
    """The text of a log: UTF-8, or UTF-16 as PowerShell writes it, also where only a part of the file is."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    even, odd = data[:4096:2].count(0), data[1:4096:2].count(0)
    if max(even, odd) * 4 > len(data[:4096]) and min(even, odd) * 8 < max(even, odd):
        return data.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    return data.decode("utf-8", "replace")


def plain_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines as a program said them, each with the number of the line of the log where it stands: strings of JSON
    and of logrus are lines of their own, as are lines that are escaped within a string."""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.rstrip("\r")
        if "\x1b" in line or "^[[" in line or "\x00" in line or "\x08" in line or "\ufeff" in line:
            line = _ESCAPES.sub("", line)
        line = _undress(line)
        if '"' in line and len(line) > _SHORTEST_STRING and (_ESCAPED.search(line) or _RECORD.match(line)):
            for piece in _strings(line):
                yield number, _undress(piece)
        elif (
            "\r" in line
            or "stderr: go: " in line
            or "%0A" in line
            or ": exit status " in line
            or "output: go: " in line
        ):
            for piece in _INNER.split(line):
                yield number, _undress(piece)
        else:
            for piece in _pieces(line):
                yield number, piece


def _pieces(line: str) -> Iterator[str]:
    """The line, or pieces of one that is too long, cut where there is a blank."""
    start = 0
    while len(line) - start > LONGEST and start < _MOST:
        end = line.rfind(" ", start + 1, start + LONGEST)
        yield line[start : end if end > 0 else start + LONGEST].rstrip()
        start = end + 1 if end > 0 else start + LONGEST
    yield line[start : start + LONGEST].rstrip()


def _undress(line: str) -> str:
    start = 0
    while (dress := _DRESS.match(line, start)) and dress.end() > start:
        start = dress.end()
    line = line[start:]
    # UTF-16 that something read as single bytes, with a blank for each zero.
    if len(line) > 2 * _SHORTEST_STRING and line[1::2].isspace() and not line[::2].isspace():
        line = line[::2]
    return line


def _strings(line: str) -> Iterator[str]:
    """The lines within the strings of a record; the line itself where it is none."""
    if not _RECORD.match(line):
        yield from _pieces(line)
        return
    for match in _QUOTED.finditer(line):
        string = match[1] or match[2] or ""
        if len(string) >= _SHORTEST_STRING:
            for piece in _INNER.split(_UNESCAPE.sub(_sign, string)):
                for each in piece.split("\n"):
                    yield from _pieces(each)


def _sign(escape: re.Match[str]) -> str:
    name = escape[1]
    return chr(int(name[1:], 16)) if len(name) > 1 else _SIGNS.get(name, name)
