"""Settings of programs that check every file of a repository but those of the vendor folder: they check the kept copies
from now on. golangci-lint, codecov and linguist are none of them: they leave third_party out, or go by packages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.leftout import copy_folders, has_files
from gomigrate.scripts.gone.plainlines import COMMENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.gone.gonepaths import GonePaths

_PAGES = (".md", ".markdown")
_SCRIPTS = (".js", ".jsx", ".ts", ".tsx", ".vue")
_YAML = (".yml", ".yaml")
# By the name of the file: the endings of what its program checks, () for all files.
_CHECKERS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(name), endings)
    for name, endings in (
        (r"\.codeclimate\.ya?ml|\.deepsource\.toml|\.lift\.toml|\.?sonar-project\.properties|\.semgrepignore", ()),
        (r"\.pre-commit-config\.ya?ml|\.mega-linter\.ya?ml|\.hound\.ya?ml|\.super-linter\.env", ()),
        (r"\.licenserc\.ya?ml|\.licenserc\.json|\.?license-header-checker\.ya?ml|\.rat-excludes|\.lictor\.ya?ml", ()),
        (r"\.ecrc|\.editorconfig(?:-checker\.json)?|\.?cspell\.(?:json|ya?ml)|\.codespellrc|\.spellignore", ()),
        (r"\.?revive\.toml|\.?gometalinter(?:\.\w+)?\.json|\.?golint\.ya?ml", (".go",)),
        (r"\.yamllint(?:\.ya?ml)?", _YAML),
        (r"\.prettierignore", (*_PAGES, *_SCRIPTS, *_YAML, ".json", ".css", ".html")),
        (r"\.(?:eslint|jshint|stylelint)ignore", (*_SCRIPTS, ".css")),
        (r"\.markdownlint(?:ignore|-cli2\.ya?ml)|\.remarkignore|\.mdl(?:rc|ignore)", _PAGES),
    )
)
_VENDOR = re.compile(r"(?<![\w-])_?vendor(?![\w-])")
_EXCLUDES = re.compile(r"exclu|ignor|skip", re.IGNORECASE)
_OTHER_KEY = re.compile(r"\s*(?:-\s+)?(?:files|entry|id|name|repo|rev|args|types(?:_or)?)\s*:")
_MOST_LINE = 2_000


def is_checker(name: str) -> bool:
    """Whether a file of this name, without its folder, is such a file."""
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
