"""Lines of files that no reader takes apart: what stands in them plainly."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import MODULES_OFF, TOOL_LINE, VENDOR_FLAG
from gomigrate.scripts.legacytools import tool_called

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths

COMMENT = re.compile(r"\s*(?:#|//|::|@?rem\b|;|--\s|\*|/\*)", re.IGNORECASE)
_SAYS = re.compile(
    r"\b(?:echo|printf|puts|print\w*|Write-\w+|warn\w*|log\w*|info|error|fail|die|name|displayName|desc(?:ription)?|title|message)"
    r"\b[\"']?[ \t]*[:(=]?[^;&|]*$",
    re.IGNORECASE,
)
_ECHOED = re.compile(r"\b(?:echo|printf|puts|print\w*)\b[ \t(]+(?P<quote>[\"'])(?:(?!(?P=quote)).)*$", re.IGNORECASE)
_QUOTED_LIST = re.compile(r"[\"'],?[ \t]*,[ \t]*[\"']")
_GO_GET = re.compile(
    r"(?<![\w./-])go[ \t]+get(?P<flags>(?:[ \t]+-[\w=]+)*)[ \t]+[\"']?(?P<path>[\w][\w.-]*\.[a-z]+/[\w./@~-]+)"
)
# In the first entry, where the module cache lies.
_SET = r"\bGOPATH\b[\"']?[ \t]*(?:=|:)[ \t]*"
_GOPATH = re.compile(rf"{_SET}[^\s:;]*?(?:[/=\"'])(?P<folder>_?vendor|_workspace)(?![\w.-])")
_GOPATH_HERE = re.compile(rf"{_SET}[\"']?(?:\$\(?\{{?(?:PWD|pwd)\}}?\)?|`pwd`)(?=[\"':;\s]|$)")
_PATH = re.compile(r"(?<![\w@%+.*~/$-])(?:(?:\$\w+|\$[({]\w+[)}])/)*(?:\./|\.\./)*[\w@%+*~-][\w@%+.*~/-]*")
# A package's folder in a vendor folder, wherever it stands.
_DEEP = re.compile(r"(?<![\w@%+*~-])(?:(?:\$\w+|\$[({]\w+[)}]|\.{1,2})/)*vendor/[\w-]+(?:\.[\w-]+)+/[\w./~@-]+")
_VARIABLE = re.compile(r"\$[({]?(?P<name>\w+)[)}]?/")
_TO_TOP = re.compile(r"^(?:(?:\$\w+|\$[({]\w+[)}])/)+")
_SPARED = re.compile(r"exclu|ignor|skip|-v[ \t]|rm[ \t]+-\w*f|mkdir|prune|label", re.IGNORECASE)
# What looks through folders and says nothing of those that are not there; a file that is named to it is read.
_LOOKS = re.compile(r"grep|find[ \t]", re.IGNORECASE)
_PLAIN = (
    (GoneUse.VENDOR_FLAG, VENDOR_FLAG, "-mod=vendor", True),
    (GoneUse.MODULES_OFF, MODULES_OFF, "GO111MODULE=off", True),
    (GoneUse.GOPATH, _GOPATH, "", False),
    (GoneUse.GOPATH, _GOPATH_HERE, "go.mod", False),
)
_COPY = re.compile(r"\s*COPY[ \t]+(?P<words>[^#]*)")
_MOST_LINE = 2_000
_MOST_USES = 60
_MOST_SAID = 160
"""Longer lines are no person's; of one line so many words are looked at, and for each so many characters before it."""


def in_lines(file: str, lines: Iterator[tuple[int, str]], gone: GonePaths, *, paths: bool) -> Iterator[BrokenLine]:
    """What the lines (number, text) of a file use; `paths`: also names of removed files."""
    for number, text in lines:
        if len(text) > _MOST_LINE or COMMENT.match(text):
            continue
        if file.endswith("Earthfile") and (copy := _COPY.match(text)):
            for word in copy["words"].split()[:-1]:
                if path := gone.named(word, file):
                    words = text.strip()[:MOST_WORDS]
                    yield BrokenLine(file=file, line=number, use=GoneUse.COPY, what=(path,), words=words, fails=True)
        yield from (
            BrokenLine(file=file, line=number, use=use, what=(what,), words=text.strip()[:MOST_WORDS], fails=fails)
            for use, what, fails in dict.fromkeys(_uses(text, file, gone, paths=paths))
        )


def in_other_words(file: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Folders of packages in a vendor folder that stand anywhere in a file that is understood, as in expansions, which
    only a run knows; and import paths of packages there, with which scripts rewrite or generate code."""
    own = re.compile(
        rf"{re.escape(gone.module)}/(?P<path>(?:vendor|Godeps/_workspace/src)/[\w-]+(?:\.[\w-]+)+[\w./~-]*)"
    )
    for number, line in enumerate(text.split("\n") if "vendor/" in text or "_workspace/" in text else (), start=1):
        if len(line) > _MOST_LINE or COMMENT.match(line) or _SPARED.search(line) or _LOOKS.search(line):
            continue
        for match in islice(_DEEP.finditer(line), _MOST_USES):
            path = gone.named(_TO_TOP.sub("", match.group()), file)
            if path and not _is_said(line, match.start()):
                words = line.strip()[:MOST_WORDS]
                is_import = _is_import_path(match.group(), text, gone.module)
                use = GoneUse.PACKAGES if is_import else GoneUse.FILE
                yield BrokenLine(file=file, line=number, use=use, what=(path,), words=words)
        for match in islice(own.finditer(line) if gone.module else (), _MOST_USES):
            path = gone.named(match["path"].rstrip("/."), file)
            is_place = line[: match.start()].endswith(("src/", "src\\"))
            if path and not is_place and not _is_said(line, match.start()):
                words = line.strip()[:MOST_WORDS]
                yield BrokenLine(file=file, line=number, use=GoneUse.PACKAGES, what=(path,), words=words)


def _is_import_path(word: str, text: str, module: str) -> bool:
    """Whether a variable in front of a vendor folder is the module's path: $(PKG)/vendor/..."""
    leading = _VARIABLE.match(word)
    if leading is None:
        return False
    sets = re.compile(
        rf"^[ \t]*(?:export[ \t]+)?{leading['name']}[ \t]*[:?]*=[ \t]*[\"']?{re.escape(module)}[\"']?[ \t]*$", re.M
    )
    return sets.search(text) is not None


def _uses(line: str, file: str, gone: GonePaths, *, paths: bool) -> Iterator[tuple[GoneUse, str, bool]]:
    # A list of arguments, ["dep", "ensure"], reads like the command.
    text = _QUOTED_LIST.sub(" ", line)
    for match in islice(TOOL_LINE.finditer(text), _MOST_USES):
        tool = tool_called(match["tool"] or match["other"])
        if tool is not None and not gone.leaves(tool) and not _is_said(text, match.start()):
            yield GoneUse.TOOL, tool.name, True
    for use, pattern, what, fails in _PLAIN:
        found = pattern.search(text)
        is_fine = use is GoneUse.VENDOR_FLAG and gone.has_vendor
        if found is not None and not is_fine and not _is_said(text, found.start()):
            yield use, what or found["folder"], fails
    for match in islice(_GO_GET.finditer(text), _MOST_USES):
        own = f"{match['path']}/".startswith(f"{gone.module}/")
        if not own and not _is_said(text, match.start()):
            yield GoneUse.GO_GET, match["path"], False
    if paths and not _SPARED.search(text):
        for match in islice(_PATH.finditer(text), _MOST_USES):
            path = gone.named(_TO_TOP.sub("", match.group().rstrip(".")), file, bare=False)
            is_seen = path in gone.files and not is_inside(path, "vendor")
            if path and (is_seen or not _LOOKS.search(text)) and not _is_said(text, match.start()):
                yield GoneUse.FILE, path, False


def _is_said(text: str, at: int) -> bool:
    """Whether the words before a place print what comes, or are the name of a step."""
    start = max(at - _MOST_SAID, 0)
    return _SAYS.search(text, start, at) is not None or _ECHOED.search(text, start, at) is not None
