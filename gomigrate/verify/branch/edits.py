"""Whether a build file changed by no other lines than the record shows.

A record is no proof: it shows what its writer says that gomigrate did there. But whoever reads the record, or the body
of the pull request that is made from it, sees these lines, and must see all of them.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

# What stands where all commands of a place went (see scripts.removing): in a list of YAML, and in a shell's body.
_IN_PLACE_OF_NOTHING = frozenset(("-", '"true"', "true", ":"))
_WORD = re.compile(r"[^\s;]+")

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gomigrate.model.habits import Habit


def is_as_recorded(before: str, after: str, habits: Iterable[Habit]) -> bool:
    """Whether the lines that the text lost and gained are among those of the habits that were changed in it.

    Each habit is recorded as if it were changed alone. Where several are in one command, another line comes out, but
    one of the same words. Lines are counted, so that time grows with the size of the text and no more.
    """
    applied = [habit for habit in habits if habit.applied]
    old, new = Counter(before.splitlines()), Counter(after.splitlines())
    lost, gained = old - new, new - old
    shown_lost = Counter(line for habit in applied for line in habit.before)
    shown_gained = Counter(line for habit in applied for line in habit.after)
    known = _words((*lost, *shown_gained)) | _IN_PLACE_OF_NOTHING
    left = _words((*gained, *shown_lost))
    return known >= _words(gained - shown_gained) and left >= _words(lost - shown_lost)


def _words(lines: Iterable[str]) -> set[str]:
    return {word for line in lines for word in _WORD.findall(line)}
