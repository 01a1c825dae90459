"""Dockerfiles: instructions, with continuations, comments inside of them and here-documents (Dockerfile reference)."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.document import Document
from gomigrate.scripts.read.pieces import Instruction, Piece, ScriptSetting
from gomigrate.scripts.shell.model import Dialect, Region
from gomigrate.scripts.unclear import Unclear, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

_ESCAPE = re.compile(r"^#[ \t]*escape[ \t]*=[ \t]*`", re.MULTILINE)
_NAME = re.compile(r"[ \t]*([A-Za-z]+)(?=[ \t\r\n\\]|$)")
_LEFT_OUT = re.compile(r"[ \t]*(?:#[^\n]*)?\r?(?:\n|$)")
_CONTINUED = re.compile(r"\\[ \t]*\r?$")
_HEREDOC = re.compile(r"<<-?[ \t]*[\"']?([A-Za-z_][\w.]*)[\"']?")
_FLAG = re.compile(r"--[\w-]+(?:=\S*)?")
_GAP = re.compile(r"(?:[ \t]|\\[ \t]*\r?\n(?:[ \t]*(?:#[^\n]*)?\r?\n)*)+")
_WORD = re.compile(r"\"(?:\\.|[^\"\\])*\"|(?:\\[^\n]|[^\s\\\"]|\"(?:\\.|[^\"\\])*\")+")
_PAIR = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_KNOWN_WORDS = (
    "ADD ARG CMD COPY ENTRYPOINT ENV EXPOSE FROM HEALTHCHECK LABEL MAINTAINER ONBUILD RUN SHELL STOPSIGNAL USER VOLUME"
    " WORKDIR INCLUDE CROSS_BUILD"
)
_KNOWN = frozenset(_KNOWN_WORDS.split())


@dataclass(frozen=True, slots=True)
class _Raw:
    """An instruction's span, where its arguments begin, where they end, and whether a here-document follows."""

    name: str
    start: int
    args: int
    args_end: int
    end: int
    has_heredoc: bool


def read_docker(path: str, text: str) -> Document:
    """The instructions of a Dockerfile. Raises UnreadableError where one is not known."""
    if _ESCAPE.match(text.lstrip("\ufeff")) or re.match(r"(?:#.*\n)+#[ \t]*escape[ \t]*=[ \t]*`", text):
        raise UnreadableError(1, Unclear.ESCAPE)
    regions: list[Region] = []
    settings: list[ScriptSetting] = []
    instructions: list[Instruction] = []
    for raw in _instructions(text):
        flags, begin = _flags(text, raw)
        is_shell = raw.name in ("RUN", "CMD", "ENTRYPOINT") and not _is_json(text[begin : raw.args_end])
        words = () if is_shell else tuple(_words(text, begin, raw.args_end))
        instructions.append(Instruction(name=raw.name, start=raw.start, end=raw.end, words=words, flags=flags))
        if is_shell:
            regions += _region(text, raw, begin)
        elif raw.name in ("ENV", "ARG"):
            settings += _settings(raw, words, len(text))
    return Document.of(
        path,
        FileKind.DOCKER,
        text,
        regions=tuple(regions),
        settings=tuple(settings),
        instructions=tuple(instructions),
    )


def _instructions(text: str) -> Iterator[_Raw]:
    i = 1 if text.startswith("\ufeff") else 0
    while i < len(text):
        left_out = _LEFT_OUT.match(text, i)
        if left_out and left_out.end() > i:
            i = left_out.end()
            continue
        name = _NAME.match(text, i)
        if not name or name[1].upper() not in _KNOWN:
            raise UnreadableError(text.count("\n", 0, i) + 1, Unclear.STRANGE, name[1] if name else text[i])
        args_end, end = _logical_end(text, i)
        heredocs = _HEREDOC.findall(text[name.end() : args_end]) if name[1].upper() in ("RUN", "COPY", "ADD") else []
        for mark in heredocs:
            closing = re.compile(rf"^\t*{re.escape(mark)}\r?(?:\n|\Z)", re.MULTILINE).search(text, end)
            if not closing:
                raise UnreadableError(text.count("\n", 0, i) + 1, Unclear.ENDLESS, mark)
            end = closing.end()
        yield _Raw(name[1].upper(), i, name.end(), args_end, end, bool(heredocs))
        i = end


def _logical_end(text: str, i: int) -> tuple[int, int]:
    """Where the text of an instruction ends, and where the line after it begins."""
    while True:
        line_end = text.find("\n", i)
        line_end = line_end if line_end >= 0 else len(text)
        if not _CONTINUED.search(text[i:line_end]):
            stop = i + len(text[i:line_end].rstrip())
            return stop, min(line_end + 1, len(text))
        i = line_end + 1
        while i < len(text) and (left_out := _LEFT_OUT.match(text, i)) and left_out.end() > i:
            i = left_out.end()
        if i >= len(text):
            return len(text.rstrip()), len(text)


def _flags(text: str, raw: _Raw) -> tuple[tuple[str, ...], int]:
    """The flags before the arguments, and where the arguments begin."""
    i = raw.args
    flags: list[str] = []
    while True:
        gap = _GAP.match(text, i, raw.args_end)
        i = gap.end() if gap else i
        flag = _FLAG.match(text, i, raw.args_end)
        if not flag:
            return tuple(flags), i
        flags.append(flag[0])
        i = flag.end()


def _is_json(text: str) -> bool:
    try:
        return text.startswith("[") and isinstance(json.loads(re.sub(r"\\[ \t]*\r?\n", "", text)), list)
    except (ValueError, RecursionError):
        return False


def _words(text: str, i: int, end: int) -> Iterator[Piece]:
    if _is_json(text[i:end]):
        for match in re.compile(r'"((?:\\.|[^"\\])*)"').finditer(text, i, end):
            yield Piece(match[1], match.start(1), match.end(1))
        return
    while i < end:
        gap = _GAP.match(text, i, end)
        i = gap.end() if gap else i
        word = _WORD.match(text, i, end)
        if not word:
            return
        yield Piece(word[0], i, word.end())
        i = word.end()


def _region(text: str, raw: _Raw, begin: int) -> Iterator[Region]:
    """The commands of RUN; those of CMD and ENTRYPOINT can be changed and not go."""
    may_go = raw.name == "RUN"
    if raw.has_heredoc and re.fullmatch(_HEREDOC, text[begin : raw.args_end].strip()):
        first = text.find("\n", raw.args_end) + 1
        last = text.rfind("\n", 0, raw.end - 1) + 1
        yield Region.plain(text, first, max(first, last))
    elif begin < raw.args_end:
        yield Region.plain(
            text,
            begin,
            raw.args_end if not raw.has_heredoc else raw.end,
            dialect=Dialect.DOCKER,
            whole=(raw.start, raw.end) if may_go else None,
        )


def _settings(raw: _Raw, words: tuple[Piece, ...], length: int) -> Iterator[ScriptSetting]:
    """What ENV and ARG set, in both forms of ENV."""
    if raw.name == "ENV" and len(words) >= 2 and "=" not in words[0].value:
        value = " ".join(word.value for word in words[1:])
        yield _setting(raw, words[0].value, value, words[1].start, words[-1].end, (raw.start, raw.end), length)
        return
    for word in words:
        pair = _PAIR.fullmatch(word.value)
        if pair:
            start, value = word.start + pair.start(2), pair[2]
            if len(value) > 1 and value[0] == value[-1] == '"':
                start, value = start + 1, value[1:-1]
            whole = (raw.start, raw.end) if len(words) == 1 else None
            yield _setting(raw, pair[1], value, start, start + len(value), whole, length)


def _setting(
    raw: _Raw, name: str, value: str, start: int, end: int, whole: tuple[int, int] | None, length: int
) -> ScriptSetting:
    return ScriptSetting(
        name=name, value=value, start=start, end=end, level=raw.name, scope=(raw.end, length), whole=whole
    )
