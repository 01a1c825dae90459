"""Files that no reader takes apart and that are no scripts: of other languages, whose strings name what is removed
(`require __DIR__ . '/vendor/autoload.php'`), and settings of programs that run the go command."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.plainlines import in_lines
from gomigrate.scripts.legacytools import tool_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths

_STRING = re.compile(r"""(?P<quote>["'`])(?P<value>[^"'`\n]{3,300})(?P=quote)""")
# What leads to the project's folder: an expression that is put in, a slash behind one that stands before the string.
_LEADING = re.compile(r"(?:[$#]?\{[^{}/]*\}|%\w+%|<\?[^/]*\?>)?/+")
_COMMENT = re.compile(r"\s*(?://|#(?!\{)|\*|/\*|<!--|--\s|;)")
_SETTINGS = re.compile(r"(?:.*/)?\.[^/.]+|.*\.(?:ya?ml|toml|ini|cfg|conf|json|service|properties|env)", re.IGNORECASE)
_PLAIN_USES = frozenset((GoneUse.VENDOR_FLAG, GoneUse.MODULES_OFF))
# Settings and scripts of other languages that have commands in them; pages and messages speak of tools, too.
_HAS_COMMANDS = re.compile(
    r"(?:.*/)?\.[^/.]+|.*\.(?:ya?ml|toml|ini|cfg|conf|json|service|env|[cm]?[jt]s)", re.IGNORECASE
)
_CALLED = re.compile(
    r"(?<![\w./$-])(?:[\w./$-]*/bin/)?"
    r"(?:(?P<dep>dep)[ \t]+ensure|(?P<tool>glide|godep|govendor|gvt|gdm|vndr)[ \t]+"
    r"(?:install|restore|sync|go))(?![\w-])"
    r"|package_manager:[ \t]*[\"']?go:(?P<bot>dep)\b"
)
_PROSE = re.compile(
    r"(?:message|desc(?:ription)?|title|summary|comment|notes?|help|name)[\w-]{0,20}[\"']?[ \t]{0,9}[:=]", re.IGNORECASE
)
_QUOTED_LIST = re.compile(r"[\"'][ \t]*,[ \t]*\[?[ \t]*[\"']")
# Names of folders in a row, as a program has them which copies or packs these.
_NAMES = re.compile(r"[\"'][\w.-]{1,40}/?[\"'](?:[ \t]*,[ \t]*[\"'][\w.-]{1,40}/?[\"']){1,20}")
_NAME = re.compile(r"[\w.-]+")
_LEFT_OUT = re.compile(r"exclu|ignor|skip|omit|prune|without|except|\bnot\b|!|\bif\b", re.IGNORECASE)
_LINES_ABOVE = 4
_MOST_LINE = 2_000
_MOST_STRINGS = 60


def in_other_file(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Flags and settings of the go command that no longer work; and in other languages the strings that are paths of
    removed files or folders that were committed. Settings name folders for other reasons, such as to leave them out."""
    lines = enumerate(text.split("\n"), start=1)
    yield from (line for line in in_lines(path, lines, gone, paths=False) if line.use in _PLAIN_USES)
    if _HAS_COMMANDS.fullmatch(path):
        yield from _tools(path, text, gone)
    if not _SETTINGS.fullmatch(path):
        yield from _strings(path, text, gone)


def in_folder_names(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """The vendor folder in a row with other folders of the project, in a list that leaves nothing out."""
    if "vendor" not in text or not gone.named("vendor", ""):
        return
    lines = text.split("\n")
    tops = {name for name, slash, _ in (one.partition("/") for one in gone.there) if slash}
    for number, line in enumerate(lines, start=1):
        if "vendor" not in line or len(line) > _MOST_LINE or _COMMENT.match(line):
            continue
        names = {name for row in _NAMES.findall(line) for name in _NAME.findall(row)}
        above = "\n".join(one[:_MOST_LINE] for one in lines[max(0, number - 1 - _LINES_ABOVE) : number])
        if "vendor" in names and len(names & tops) > 1 and not _LEFT_OUT.search(above):
            yield BrokenLine(
                file=path, line=number, use=GoneUse.FILE, what=("vendor",), words=line.strip()[:MOST_WORDS]
            )


def _tools(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Calls of old tools with what they fetch by."""
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > _MOST_LINE or _COMMENT.match(line) or _PROSE.search(line):
            continue
        match = _CALLED.search(_QUOTED_LIST.sub(" ", line))
        tool = tool_called(match["dep"] or match["tool"] or match["bot"]) if match else None
        if tool is not None and not gone.leaves(tool):
            words = line.strip()[:MOST_WORDS]
            yield BrokenLine(file=path, line=number, use=GoneUse.TOOL, what=(tool.name,), words=words)


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
