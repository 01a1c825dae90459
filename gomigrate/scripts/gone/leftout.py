"""Lines that list files of the project and leave its vendor folder out: the kept copies, which lie elsewhere, come in.
What is listed so is formatted, linted, searched or counted; dependencies seldom pass the checks of a project."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import prefixes
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.plainlines import COMMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths

_VENDOR = re.compile(r"(?<![\w-])(?:--)?_?vendor(?![\w-])")
_WALKS_BUT_VENDOR = re.compile(r"(?<![\w/-])gosec[ \t][^|;&]{0,300}\./\.\.\.")
"""It scans all folders but those named vendor, and those that -exclude-dir adds (gosec -h)."""
_SAYS = ("echo ", "printf ")
_WORKSPACE = "Godeps/_workspace"
_VENDOR_OR_WORKSPACE = re.compile(r"(?<![\w-])(?:_?vendor|Godeps|_workspace)(?![\w-])")
_GREP = re.compile(
    r"\b[ef]?grep(?P<flags>(?:[ \t]+-{1,2}[\w-]{1,30}){1,4})[ \t]+"
    r"(?P<what>\"[^\"]{0,200}\"|'[^']{0,200}'|[^\s\"']{1,200})"
)
_INVERTS = re.compile(r"[ \t]-(?:\w*v\w*|-invert-match)(?![\w-])")
LISTERS = frozenset(
    ("find", "fd", "ls", "gofmt", "goimports", "golint", "misspell", "ineffassign", "gocyclo", "lll", "gosec", "gas")
)
"""Programs that print names of files or folders, one a line, as they lie below a folder."""
_LISTS = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(LISTERS))}|git[ \t]+(?:ls-files|ls-tree|diff|grep|show))(?![\w-])"
    r"|--name-only|\*\.go\b|\$[({]?(?:GO)?(?:FIND|FMT|IMPORTS|LINT|MISSPELL)[)}]?(?!\w)"
)
# What git and bash leave out by themselves, and programs that check files, told to leave a folder out.
_LEAVES_OUT = re.compile(
    r"['\"]:(?:!|\^|\(exclude\))\.?/?vendor(?![\w-])|!\((?:[\w.-]{1,30}\|){0,9}vendor(?:\|[\w.-]{1,30}){0,9}\)"
    r"|(?<![\w-])(?:gosec|gas|gometalinter(?:\.v\d)?|revive|addlicense|license-eye|codespell|cspell|jscpd|misspell|lll)"
    r"(?![\w-])[^;&|\n]{0,200}?[ \t]-{1,2}"
    r"(?:(?:ex|skip|ignore)[\w-]{0,20}(?:=|[ \t]{1,9})[\"']?[\w,/*.]{0,40}vendor|vendor(?![\w-]))"
)
# A variable by which a loop or a pattern leaves folders out.
_SKIPS = re.compile(
    r"^\s*(?:export[ \t]+|local[ \t]+|readonly[ \t]+)?\w*(?:SKIP|EXCLU|IGNOR)\w*[ \t]*[:?+]?=", re.IGNORECASE
)
_GO_LIST = re.compile(r"(?<![\w-])(?:go|\$\(GO\)|\$\{?GO\}?)[ \t]+(?:list|vet|test|build)(?![\w-])")
_FIND = re.compile(r"(?<![\w-])find(?P<roots>(?:[ \t]+[^\s()!\\-][^\s()]{0,100}){0,8})[ \t]")
_NOT_BELOW = re.compile(
    r"(?:-not|!)[ \t]+(?:\\?\([ \t]*)?-i?(?:path|wholename|name|regex)[ \t]+(?P<what>\S{1,100})"
    r"|-i?(?:path|wholename|name)[ \t]+(?P<pruned>\S{1,100})(?=[^|;]{0,300}-prune)"
)
# Programs that walk through folders, and how they say which one they leave out.
_WALKS = re.compile(
    r"\bos\.walk\b|\bos\.listdir\b|\.?glob\(|\bDir(?:\.glob|\[)|\bFind\.find\b|\bfilepath\.Walk(?:Dir)?\b|\bfs\.WalkDir\b"
)
_LEFT_NAME = re.compile(
    r"(?:skip|exclu|ignor|reject|not in\b|prune|starts_?with|HasPrefix|HasSuffix|Contains|[!=]=|case)[^\n]{0,80}"
    r"[\"'`/]vendor/?[\"'`]",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"[\"']?(?:\.|\./|\*|\$.*)[\"']?")
_SUFFIX = re.compile(r"\*(\.\w{1,10})\b")
_MOST_LINE = 4_000
_MOST_USES = 20
# Programs that check every file of a repository but those of the vendor folder. golangci-lint, codecov and linguist are
# none of them: they leave third_party out, or work by packages.
_PAGES = (".md", ".markdown")
_JAVASCRIPT = (".js", ".jsx", ".ts", ".tsx", ".vue")
_YAML = (".yml", ".yaml")
# By the name of their settings: the endings of what they check, () for all files.
_CHECKERS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(name), endings)
    for name, endings in (
        (r"\.codeclimate\.ya?ml|\.deepsource\.toml|\.lift\.toml|\.?sonar-project\.properties|\.semgrepignore", ()),
        (r"\.pre-commit-config\.ya?ml|\.mega-linter\.ya?ml|\.hound\.ya?ml|\.super-linter\.env", ()),
        (r"\.licenserc\.ya?ml|\.licenserc\.json|\.?license-header-checker\.ya?ml|\.rat-excludes|\.lictor\.ya?ml", ()),
        (r"\.ecrc|\.editorconfig(?:-checker\.json)?|\.?cspell\.(?:json|ya?ml)|\.codespellrc|\.spellignore", ()),
        (r"\.?revive\.toml|\.?gometalinter(?:\.\w+)?\.json|\.?golint\.ya?ml", (".go",)),
        (r"\.yamllint(?:\.ya?ml)?", _YAML),
        (r"\.prettierignore", (*_PAGES, *_JAVASCRIPT, *_YAML, ".json", ".css", ".html")),
        (r"\.(?:eslint|jshint|stylelint)ignore", (*_JAVASCRIPT, ".css")),
        (r"\.markdownlint(?:ignore|-cli2\.ya?ml)|\.remarkignore|\.mdl(?:rc|ignore)", _PAGES),
    )
)
_EXCLUDES = re.compile(r"exclu|ignor|skip", re.IGNORECASE)
_OTHER_KEY = re.compile(r"\s*(?:-\s+)?(?:files|entry|id|name|repo|rev|args|types(?:_or)?)\s*:")


def in_filters(file: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Each such line of a file, by its first line where it is continued; none where the line names the copies'
    folder, too, or asks for kinds of files that no copy has."""
    folders = copy_folders(gone)
    # A Godeps folder with nothing but its lock in it held no code that could be left out.
    vendor = _VENDOR_OR_WORKSPACE if _WORKSPACE in gone.above else _VENDOR
    if not folders or not (vendor.search(text) or "gosec" in text):
        return
    # What is listed for such a variable, the file says elsewhere.
    lists = _FIND.search(text) and not _GO_LIST.search(text)
    for number, line in _joined(text, vendor):
        is_told = any(folder in line for folder in folders)
        is_skip = lists and _SKIPS.search(line)
        leaves_out = is_skip or _LEAVES_OUT.search(line) or _WALKS_BUT_VENDOR.search(line)
        is_told = is_told or line.lstrip(" \t@-").startswith(_SAYS)
        is_other = not (leaves_out or _greps(line, vendor) or _finds(line, vendor))
        if len(line) > _MOST_LINE or is_told or COMMENT.match(line) or is_other:
            continue
        suffixes = tuple(_SUFFIX.findall(text if is_skip else line))
        what = tuple(folder for folder in folders if has_files(gone, folder, suffixes))
        if what:
            words = line.strip()[:MOST_WORDS]
            yield BrokenLine(file=file, line=number, use=GoneUse.LEFT_OUT, what=what, words=words)


def in_walks(file: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """The first line of a program that walks through folders and leaves those named vendor out."""
    what = copy_folders(gone)
    if not what or not _WALKS.search(text) or any(folder in text for folder in what):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) <= _MOST_LINE and not COMMENT.match(line) and _LEFT_NAME.search(line):
            words = line.strip()[:MOST_WORDS]
            yield BrokenLine(file=file, line=number, use=GoneUse.WALKED, what=tuple(what), words=words)
            return


def copy_folders(gone: GonePaths) -> list[str]:
    """The folders that hold the kept copies."""
    return sorted(set(map(_above_host, gone.copies)))


def has_only_copies(gone: GonePaths, folder: str) -> bool:
    """Whether nothing else of the project has the folder's name in its path."""
    above = {path for copy in gone.copies for path in prefixes(copy)}
    named = (path for path in gone.there if folder in path and path not in above)
    return all(any(one in gone.copies for one in prefixes(path)) for path in named)


def _above_host(copy: str) -> str:
    """The folder that holds a copy's import path: third_party of third_party/github.com/acme/lib."""
    parts = copy.split("/")
    host = next((number for number, part in enumerate(parts) if number and "." in part), 1)
    return "/".join(parts[:host])


def _joined(text: str, vendor: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines, with those that continue them, by the number of the line that names the vendor folder first."""
    held, first = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        first = first or (number if vendor.search(line) or "gosec" in line else 0)
        if line.endswith("\\") and len(held) <= _MOST_LINE:
            held += f"{line[:-1]} "
            continue
        if first:
            yield first, held + line
        held, first = "", 0


def _greps(line: str, vendor: re.Pattern[str]) -> bool:
    """A grep -v of the vendor folder over names of files. Files that the go command lists do not include kept copies,
    since those are modules of their own."""
    for match in islice(_GREP.finditer(line), _MOST_USES):
        if _INVERTS.search(match["flags"]) and vendor.search(match["what"]):
            lister = _last(_LISTS, line, match.start())
            found = _FIND.match(line, max(lister, 0))
            if lister > _last(_GO_LIST, line, match.start()) and (found is None or _is_of_all(found)):
                return True
    return False


def _is_of_all(found: re.Match[str]) -> bool:
    """Whether a find begins at the top of the project, and not in folders of it."""
    roots = found["roots"].split()
    return not roots or any(map(_WHOLE.fullmatch, roots))


def _last(pattern: re.Pattern[str], line: str, end: int) -> int:
    return max((match.start() for match in pattern.finditer(line, 0, end)), default=-1)


def _finds(line: str, vendor: re.Pattern[str]) -> bool:
    """A find through the whole project but for the vendor folder."""
    for match in islice(_FIND.finditer(line), _MOST_USES):
        if not _is_of_all(match):
            continue
        conditions = islice(_NOT_BELOW.finditer(line, match.end() - 1), _MOST_USES)
        if any(vendor.search(one["what"] or one["pruned"]) for one in conditions):
            return True
    return False


def has_files(gone: GonePaths, folder: str, suffixes: tuple[str, ...]) -> bool:
    """Whether the copies in a folder have a file with one of the endings, or no ending is asked for."""
    return not suffixes or any(path.startswith(f"{folder}/") and path.endswith(suffixes) for path in gone.there)


def is_checker(name: str) -> bool:
    """Whether a file of this name, without its folder, has the settings of a program that checks files."""
    return any(pattern.fullmatch(name) for pattern, _ in _CHECKERS)


def in_checkers(file: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """The first line of such a file that leaves the vendor folder out; none where the file names the copies' folder, or
    no copy has a file of the kind that is checked."""
    name = file.rpartition("/")[2]
    endings = next((endings for pattern, endings in _CHECKERS if pattern.fullmatch(name)), None)
    folders = copy_folders(gone)
    if endings is None or not folders or any(folder in text for folder in folders):
        return
    what = tuple(folder for folder in folders if has_files(gone, folder, endings))
    is_list = name.endswith(("ignore", ".editorconfig", ".rat-excludes"))
    says_so = is_list
    for number, line in enumerate(text.split("\n") if what else (), start=1):
        says_so = says_so or _EXCLUDES.search(line) is not None
        is_other = len(line) > _MOST_LINE or COMMENT.match(line) or _OTHER_KEY.match(line)
        if says_so and not is_other and _VENDOR.search(line):
            words = line.strip()[:MOST_WORDS]
            yield BrokenLine(file=file, line=number, use=GoneUse.LEFT_OUT, what=what, words=words)
            return
