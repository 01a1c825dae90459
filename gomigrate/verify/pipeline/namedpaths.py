"""Paths below a vendor folder that settings name (`includes: [vendor/github.com/acme/lib]`): of generators, packagers
and other tools whose files no reader parses. A plan reports them as files that are named outside of Go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.read.vendorpaths import vendor_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths

_SETTINGS = re.compile(r".*\.(?:ya?ml|toml)", re.IGNORECASE)
_SPARED = re.compile(r"exclu|ignor|skip|except|omit|without|lint", re.IGNORECASE)
_KEY = re.compile(r"(?:-[ \t]+)?[\"']?(?P<key>[\w.-]+)[\"']?[ \t]*[:=]")
_FARTHEST = 500


def in_settings(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Each line of such a file that names what lay in a removed vendor folder, but for those that leave it out of
    something."""
    if not _SETTINGS.fullmatch(path):
        return
    lines = text.split("\n")
    for one in vendor_paths(path, text):
        name = gone.named(f"{one.folder}/{one.below}", path) if one.below else ""
        if name and gone.was_there(name) and not _is_spared(lines, one.line - 1):
            words = lines[one.line - 1].strip()[:MOST_WORDS]
            yield BrokenLine(file=path, line=one.line, use=GoneUse.FILE, what=(name,), words=words)


def _is_spared(lines: Sequence[str], at: int) -> bool:
    """Whether the key of a line, or one that it stands below, says that something is left out."""
    below = len(lines[at]) + 1
    for line in reversed(lines[max(at - _FARTHEST, 0) : at + 1]):
        text = line.lstrip()
        indent = len(line) - len(text)
        if not text or indent >= below:
            continue
        if (key := _KEY.match(text)) and _SPARED.search(key["key"]):
            return True
        # The items of a list may stand as far to the left as its key.
        below = indent + text.startswith("-")
    return False
