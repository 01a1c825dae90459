"""Glob patterns by the rules of Go's path.Match, which differ from the shell's and from Python's fnmatch.

"*" and "?" never match a slash, "[^a]" (not "[!a]") negates, a backslash quotes, and a malformed pattern matches
nothing. The source of the rules is https://pkg.go.dev/path#Match.
"""

from __future__ import annotations

import re
from functools import lru_cache

# A byte that is no UTF-8 (here a lone surrogate) makes a class malformed.
_RANGE = re.compile(
    r"(?:\\(?P<low_quoted>[^\udc80-\udcff])|(?P<low>[^\\\]\udc80-\udcff-]))"
    r"(?:-(?:\\(?P<high_quoted>[^\udc80-\udcff])|(?P<high>[^\\\]\udc80-\udcff-])))?",
)


def path_match(pattern: str, name: str) -> bool:
    """Whether the whole of `name` matches; False where the pattern is malformed."""
    compiled = _compile(pattern)
    return compiled is not None and compiled.fullmatch(name) is not None


@lru_cache(maxsize=512)
def _compile(pattern: str) -> re.Pattern[str] | None:
    """What stands behind a star is looked for once, at the first place where it fits, as Go does it: a star takes no
    slash, so no later place would do better, and to try them all takes a time that doubles with each star. What stands
    behind the last star has to end the name."""
    chunks: list[list[str]] = [[]]
    position = 0
    while position < len(pattern):
        char = pattern[position]
        if char == "[":
            group = _character_class(pattern, position + 1)
            if group is None:
                return None
            text, position = group
            chunks[-1].append(text)
            continue
        if char == "\\":
            position += 1
            if position == len(pattern):
                return None
            chunks[-1].append(re.escape(pattern[position]))
        elif char == "*":
            # A run of stars is one star.
            if chunks[-1] or len(chunks) == 1:
                chunks.append([])
        else:
            chunks[-1].append("[^/]" if char == "?" else re.escape(char))
        position += 1
    first, *middle = ["".join(chunk) for chunk in chunks]
    last = f"[^/]*{middle.pop()}" if middle else ""
    return re.compile("".join((first, *(f"(?>[^/]*?{chunk})" for chunk in middle), last)), re.DOTALL)


def _character_class(pattern: str, position: int) -> tuple[str, int] | None:
    """The class after "[" at `position` as a regular expression, and where it ends; None where it is malformed."""
    is_negated = pattern.startswith("^", position)
    position += is_negated
    ranges: list[str] = []
    while not (ranges and pattern.startswith("]", position)):
        match = _RANGE.match(pattern, position)
        if match is None:
            return None
        low = match["low_quoted"] or match["low"]
        high = match["high_quoted"] or match["high"] or low
        # A range that runs backwards holds nothing; Python would call it an error.
        if low <= high:
            ranges.append(f"{re.escape(low)}-{re.escape(high)}")
        else:
            ranges.append("")
        position = match.end()
    inside = "".join(ranges)
    if not inside:
        return ("." if is_negated else r"(?!)"), position + 1
    return f"[{'^' if is_negated else ''}{inside}]", position + 1
