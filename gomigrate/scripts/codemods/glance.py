"""Whether a Python or Starlark file is worth a syntax tree: most have nothing to do with Go, and libcst costs much."""

from __future__ import annotations

import re

from gomigrate.scripts.legacytools import TOOLS

_NAMES = sorted({tool.name for tool in TOOLS} | {re.escape(lock) for tool in TOOLS for lock in tool.locks})
_WORDS = re.compile(
    rf"(?<![\w.-])(?:go|golang|vendor|{'|'.join(_NAMES)})(?![\w-])"
    r"|GOPATH|GOBIN|GOROOT|GOFLAGS|GO111MODULE|GO15VENDOR|GOMODCACHE|GOCACHE|go_repository|gazelle"
    r"|\bgolang|\bimport sh\b"
)


def may_have_habit(text: str) -> bool:
    """Whether a word stands in the text without which no rule finds a habit."""
    return _WORDS.search(text) is not None


# A call that reads, moves or removes a folder, and a path into the vendor folder among what it is given.
_FOLDER_CALL = re.compile(
    r"\b(?:rmtree|copytree|move|rename|symlink|copy2?|copyfile|chdir|listdir|walk|scandir)\s*\("
    r"""[^;]{0,120}?["'](?:[^"'\n]*/)?vendor(?:/[^"'\n]*)?["']"""
)


def handles_vendor(text: str) -> bool:
    """Whether a Python text does something with the vendor folder, or with what lies in it."""
    return "vendor" in text and _FOLDER_CALL.search(text) is not None
