"""How a failure of a log is said: templates of which parts may be left out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gomigrate.report.words.phrases import filled

if TYPE_CHECKING:
    from gomigrate.report.words.row import Facts


class FailureWords(NamedTuple):
    """What a failure means; the remedy, "" where that of its code is the better one; where more is.

    A part in brackets is said where all facts that it asks for are there.
    """

    meaning: str
    remedy: str = ""
    more: str = ""


_PART = re.compile(r"\[([^\[\]]*)\]")
_ASKED = re.compile(r"\{(\w+)")

_TO_FILL_IN = {
    "module": "MODULE@VERSION",
    "path": "MODULE",
    "version": "VERSION",
    "package": "PACKAGE",
    "host": "HOST",
    "file": "the file",
    "folder": "the folder",
    "wanted": "VERSION",
    "pattern": "ITS-HOST",
    "declared": "THE-DECLARED-PATH",
    "required": "THE-REQUIRED-PATH",
    "revision": "it",
}
"""What stands in a command for what the log does not name."""


def failure_text(template: str, facts: Facts) -> str:
    """The template with the facts in it."""
    there = {name: value for name, value in facts.items() if value not in ("", ())}
    there["server"] = there.get("host", "the server")
    whole = _PART.sub(lambda part: part[1] if there.keys() >= set(_ASKED.findall(part[1])) else "", template)
    return filled(whole, {**_TO_FILL_IN, **there})
