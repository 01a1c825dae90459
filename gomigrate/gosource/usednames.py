"""Which exported names of other packages Go files mention, whatever package these are of.

Told by the text, so that comments and strings count as well: a name too many is an alarm, one too few a wrong promise.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = rb"[A-Z\x80-\xff][\w\x80-\xff]*"
_START = rb"(?<![\w\x80-\xff])"
_SELECTED = re.compile(rb"\.[ \t\r\n]*(" + _NAME + rb")")
_KEYED = re.compile(_START + rb"(" + _NAME + rb")[ \t]*:")
_PLAIN = re.compile(_START + rb"(" + _NAME + rb")")
# A literal that does not begin with the name of a field: `lib.T{1, 2}`, and `[]lib.T{{1, 2}}` whose elements may.
_LITERAL = rb"(?:\[[^\]\n]{0,200}\])?[ \t]*\{(?![ \t\r\n]*(?:\}|[\w\x80-\xff]+[ \t]*:))"
_UNKEYED = re.compile(rb"\.[ \t]*(" + _NAME + rb")" + _LITERAL)
_UNKEYED_PLAIN = re.compile(_START + rb"(" + _NAME + rb")" + _LITERAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedNames:
    """`names` that are mentioned, as `x.Name` or as the key of a literal, and the types of which there may be literals
    without keys (`unkeyed`)."""

    names: frozenset[str] = frozenset()
    unkeyed: frozenset[str] = frozenset()


def used_names(files: Iterable[tuple[bytes, bool]]) -> UsedNames:
    """What these files mention; the second of each pair says whether the file has a dot import, so that any word in it
    may be a name of another package."""
    names: set[bytes] = set()
    unkeyed: set[bytes] = set()
    for data, has_dot_import in files:
        names.update((_PLAIN if has_dot_import else _SELECTED).findall(data))
        names.update(_KEYED.findall(data))
        unkeyed.update((_UNKEYED_PLAIN if has_dot_import else _UNKEYED).findall(data))
    return UsedNames(names=_decoded(names), unkeyed=_decoded(unkeyed))


def _decoded(words: Iterable[bytes]) -> frozenset[str]:
    return frozenset(word.decode("utf-8", "replace") for word in words)
