"""The lines of Makefiles that say something of one variable (GNU make manual 6.5 to 6.11, 5.7.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.read.make import logical_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = r"(?P<words>(?:(?:export|override|private|unexport)[ \t]+)*)"
_SET = r"(?P<sign>::?:?=|\?=|\+=|!=|=)[ \t]*(?P<value>.*)"
_EXPORT = re.compile(r"[ ]*(?P<word>export|unexport)(?P<names>[ \t][^=:]*|[ \t]*)", re.DOTALL)
_ALL = re.compile(r"[ ]*\.EXPORT_ALL_VARIABLES[ \t]*:")
_IF, _ELSE = re.compile(r"[ ]*ifn?(?:eq|def)\b"), re.compile(r"[ ]*else\b(?P<more>[ \t]*\S)?")
_ENDIF = re.compile(r"[ ]*endif\b")
_DEFINE = re.compile(r"[ ]*(?:(?:export|override)[ \t]+)*define\b")
_ENDEF = re.compile(r"[ ]*endef\b")
_INCLUDE = re.compile(r"[ ]*[-s]?include[ \t]+(?P<files>.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeLine:
    """A line: `sign` with `value` for an assignment, "" for one that only says whether the variable is exported (True,
    False, None where it does not say). `targets` are the words before a colon, `is_all` means all variables. `block` is
    the outermost conditional with the number of its branch, () outside of any; `included` are files."""

    start: int
    sign: str = ""
    value: str = ""
    is_export: bool | None = None
    is_override: bool = False
    is_private: bool = False
    is_all: bool = False
    targets: tuple[str, ...] = ()
    block: tuple[int, int] | tuple[()] = ()
    is_last_branch: bool = False
    included: tuple[str, ...] = ()

    @property
    def level(self) -> str:
        """The line's own words for it."""
        words = (
            "export" if self.is_export else "",
            "override" if self.is_override else "",
            f"target {' '.join(self.targets)}" if self.targets else "",
            self.sign if self.sign in ("?=", "+=") else "",
        )
        return " ".join(filter(None, words)) or "variable"


def make_lines(text: str, name: str) -> tuple[MakeLine, ...]:
    """The lines of a Makefile that say something of a variable, and those that include others."""
    return tuple(_lines(text, name))


def _lines(text: str, name: str) -> Iterator[MakeLine]:
    assigned = re.compile(rf"[ ]*{_WORDS}{name}[ \t]*{_SET}", re.DOTALL)
    of_target = re.compile(rf"(?P<targets>[^\s:#=][^:=#]*):[ \t]*{_WORDS}{name}[ \t]*{_SET}", re.DOTALL)
    blocks: list[list[int]] = []
    defining = False
    for start, end in logical_lines(text):
        line = text[start:end].rstrip("\r\n")
        if defining or _DEFINE.match(line):
            defining = not _ENDEF.match(line)
            continue
        if line.startswith("\t"):
            continue
        if _IF.match(line):
            blocks.append([start, 0])
        elif (other := _ELSE.match(line)) and blocks:
            blocks[-1][1] += 1
            if len(blocks) == 1:
                yield MakeLine(
                    start=start,
                    block=(start, -1) if other["more"] else _block(blocks),
                    is_last_branch=not other["more"],
                )
        elif _ENDIF.match(line):
            del blocks[-1:]
        elif found := assigned.fullmatch(line) or of_target.fullmatch(line):
            yield _assignment(found, start, _block(blocks))
        elif (found := _EXPORT.fullmatch(_bare(line))) and (
            not found["names"].strip() or name in found["names"].split()
        ):
            is_all = not found["names"].strip()
            yield MakeLine(start=start, is_export=found["word"] == "export", is_all=is_all, block=_block(blocks))
        elif _ALL.match(line):
            yield MakeLine(start=start, is_export=True, is_all=True, block=_block(blocks))
        elif found := _INCLUDE.fullmatch(_bare(line)):
            yield MakeLine(start=start, included=tuple(found["files"].split()), block=_block(blocks))


def _block(blocks: list[list[int]]) -> tuple[int, int] | tuple[()]:
    return (blocks[0][0], blocks[0][1]) if blocks else ()


def _bare(line: str) -> str:
    return re.split(r"(?<!\\)#", line)[0].replace("\\\n", " ").rstrip()


def _assignment(found: re.Match[str], start: int, block: tuple[int, int] | tuple[()]) -> MakeLine:
    words = found["words"].split()
    targets = tuple(found["targets"].split()) if "targets" in found.re.groupindex else ()
    return MakeLine(
        start=start,
        sign=found["sign"],
        value=_bare(found["value"]).strip(),
        is_export=True if "export" in words else False if "unexport" in words else None,
        is_override="override" in words,
        is_private="private" in words,
        targets=targets,
        block=block,
    )
