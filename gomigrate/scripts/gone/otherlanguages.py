"""Files that no reader takes apart and that are no scripts: of other languages, whose strings name what is gone
(`require __DIR__ . '/vendor/autoload.php'`), and settings of programs that run the go command."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.plainlines import in_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths

_STRING = re.compile(r"""(?P<quote>["'`])(?P<value>[^"'`\n]{3,300})(?P=quote)""")
# What leads to the project's folder: an expression that is put in, a slash behind one that stands before the string.
_LEADING = re.compile(r"(?:[$#]?\{[^{}/]*\}|%\w+%|<\?[^/]*\?>)?/+")
_COMMENT = re.compile(r"\s*(?://|#(?!\{)|\*|/\*|<!--|--\s|;)")
_SETTINGS = re.compile(r".*\.(?:ya?ml|toml|ini|cfg|conf|json|service)", re.IGNORECASE)
_PLAIN_USES = frozenset((GoneUse.VENDOR_FLAG, GoneUse.MODULES_OFF))
_MOST_LINE = 2_000
_MOST_STRINGS = 60


def in_other_file(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Flags and settings of the go command that do not do any more; and in languages the strings that are paths of
    committed files or folders that went. Settings name folders for other reasons, such as to leave them out."""
    lines = enumerate(text.split("\n"), start=1)
    yield from (line for line in in_lines(path, lines, gone, paths=False) if line.use in _PLAIN_USES)
    if not _SETTINGS.fullmatch(path):
        yield from _strings(path, text, gone)


def _strings(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MOST_LINE or _COMMENT.match(line):
            continue
        for string in islice(_STRING.finditer(line), _MOST_STRINGS):
            if found := _named(string["value"], path, gone):
                words = line.strip()[:MOST_WORDS]
                yield BrokenLine(file=path, line=number, use=GoneUse.READ, what=(found,), words=words)


def _named(value: str, path: str, gone: GonePaths) -> str:
    name = value[lead.end() :] if (lead := _LEADING.match(value)) else value
    found = gone.named(name, path, bare=False)
    return found if found and gone.was_there(found) and "/" in found else ""
