"""Text of strangers, fit to be shown: what would steer a terminal, reorder a line or be unseen is escaped."""

from __future__ import annotations

import re
from typing import Any

# Letters and marks that take no room, or look like a blank: the rest of Unicode's Default_Ignorable_Code_Point that
# `str.isprintable` lets through, and the empty Braille pattern.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef"
_SUSPECT = re.compile(f"[^ -~\n\t]|[{_UNSEEN}]")
_IS_UNSEEN = re.compile(f"[{_UNSEEN}]")


def visible(text: str, *, lines: bool = False) -> str:
    """The text with control, formatting (bidi, zero width), separator, unassigned and unseen characters and halves of
    surrogate pairs written as JSON writes them, \\uXXXX; with `lines` line ends and tabs stay.

    A blank, letters, marks and symbols of all scripts are as they were, and so is a text that was escaped already.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _SUSPECT.sub(_shown, text)
    return shown if lines else shown.replace("\n", "\\n").replace("\t", "\\t")


def _shown(found: re.Match[str]) -> str:
    character = found[0]
    if character.isprintable() and not _IS_UNSEEN.match(character):
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def json_text(value: Any, *, indent: int | None = None, sort_keys: bool = False) -> str:
    """A value as JSON with the letters of all scripts; what `visible` escapes is escaped, and is the same value."""
    import json  # a page of help has no use for it

    return visible(json.dumps(value, indent=indent, sort_keys=sort_keys, ensure_ascii=False), lines=True)
