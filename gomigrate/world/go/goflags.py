"""GOFLAGS: the user's, without what would change the meaning of our own go commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# Flags that decide which files a build takes, or how the module cache is kept. Everything else (-mod, -modfile,
# -json, -f, -n ...) would answer another question than the one that we ask.
_KEPT = frozenset({"tags", "race", "msan", "asan", "compiler", "installsuffix", "modcacherw", "insecure", "p"})

# An empty GOFLAGS counts as unset, and the `go env -w` file's would return; this one asks for what is the default.
_NEUTRAL = "-x=false"


def split_flags(goflags: str) -> tuple[str, ...]:
    """The words of a GOFLAGS value: separated by blanks; a word with blanks is in '' or "" as a whole.

    The source of the rule is cmd/internal/quoted. The rest after an unclosed quote is left out; the go command itself
    refuses such a value.
    """
    return tuple(
        quoted[1:-1] if quoted else plain
        for quoted, plain in re.findall(r"""('[^']*'|"[^"]*")(?:\s+|$)|([^\s'"]\S*)""", goflags)
    )


def takes_from_go_env(goflags: str) -> bool:
    """Whether a word of GOFLAGS is a flag of `go env` itself, which takes it for its own (cmd/go/internal/envcmd)."""
    return any(word.lstrip("-").split("=", 1)[0] in {"w", "u", "changed"} for word in split_flags(goflags))


def quoted_words(words: Iterable[str]) -> str:
    """Words as `split_flags` reads them."""
    return " ".join(map(_quoted, words))


def kept_flags(goflags: str) -> str:
    """GOFLAGS for our own commands: the user's flags that say what is built, never empty."""
    kept = [word for word in split_flags(goflags) if word.lstrip("-").split("=", 1)[0] in _KEPT]
    return quoted_words(kept) or _NEUTRAL


def _quoted(word: str) -> str:
    if not re.search(r"[\s'\"]", word):
        return word
    return f'"{word}"' if "'" in word else f"'{word}'"
