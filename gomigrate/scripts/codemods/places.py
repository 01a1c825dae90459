"""What codemods can change in a tree, each with where it stands."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst

from gomigrate.scripts.spans import Edit, apply_edits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.scripts.codemods.literals import Put, Quoted
    from gomigrate.scripts.shell.model import Region

Holder = libcst.Call | libcst.List | libcst.Tuple | libcst.Dict
"""What has members."""


@dataclass(frozen=True, slots=True)
class OwnStatement:
    """A statement that only runs a command or sets a variable: it may be removed. `line` is the line that it stands in,
    `block` what that line is a part of."""

    small: libcst.BaseSmallStatement
    line: libcst.SimpleStatementLine | libcst.SimpleStatementSuite
    block: libcst.Module | libcst.IndentedBlock | None


@dataclass(frozen=True, slots=True)
class Member:
    """One of several: an argument of a call, or an element of a list, a tuple or a dictionary."""

    node: libcst.Arg | libcst.BaseElement | libcst.BaseDictElement
    holder: Holder


@dataclass(frozen=True, slots=True)
class TextCommand:
    """A command that is one text. `is_shell`: a shell reads it, so that it may become several commands; `owner` is what
    is removed with it."""

    region: Region
    put: Put
    is_shell: bool
    owner: OwnStatement | Member | None


@dataclass(frozen=True, slots=True)
class WordsCommand:
    """A command whose words stand one by one in a list, a tuple, or the call of a program's own function
    (`sh.dep("ensure")`). `strings` are the words, None for one that only a run knows."""

    region: Region
    node: libcst.List | libcst.Tuple | libcst.Call
    strings: tuple[Quoted | None, ...]
    owner: OwnStatement | Member | None


RunCommand = TextCommand | WordsCommand


def changed_text(region: Region, edits: Iterable[Edit]) -> str:
    """The text of a region after edits of the file that it stands in."""
    places = region.offsets
    return apply_edits(
        region.text, [Edit(bisect_left(places, edit.start), bisect_left(places, edit.end), edit.new) for edit in edits]
    )
