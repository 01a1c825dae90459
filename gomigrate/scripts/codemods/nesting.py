"""How deep a Python text nests. libcst's parser recurses without a limit, and ends the whole process on a text that
nests some thousand levels: such a text must not reach it."""

from __future__ import annotations

import re

MOST_BRACKETS = 60
"""Brackets within brackets: no build file that a person wrote has more."""
MOST_LINKS = 300
"""Operators, names and brackets in a row with no comma and no end of a line between them."""
MOST_ELSES = 1000

_STRING = r"""(?:'''(?:[^\\]|\\.)*?'''|\"\"\"(?:[^\\]|\\.)*?\"\"\"|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")"""
_CODE = re.compile(
    rf"""[^\S\n]+|(?P<end>[,\n])|(?P<open>[(\[{{])|(?P<close>[)\]}}])|(?P<comment>\#[^\n]*)|(?P<joined>\\\r?\n)
    |(?P<fstring>(?i:[ft]r?|r[ft])(?:'''|\"\"\"|'|"))|(?P<string>(?i:[bru]|br|rb)?{_STRING})|(?P<link>\w+|[^\s\w])""",
    re.VERBOSE | re.DOTALL,
)


def is_too_deep(text: str) -> bool:
    """Whether the parser is to be kept from a text."""
    return len(re.findall(r"\b(?:elif|else)\b", text)) > MOST_ELSES or _Depth(text).is_too_deep()


class _Depth:
    """Goes through the words and signs of a text. `stack` has a mark for all that is open: "(" for a bracket, "{" for
    one in an f-string, ":" for what formats there, and an f-string's quotes. `links` counts what came at each level."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.stack: list[str] = []
        self.links = [0]
        self.total = 0

    def is_too_deep(self) -> bool:
        i = 0
        while i < len(self.text):
            top = self.stack[-1] if self.stack else ""
            i = self._code(i, top) if top in ("", "(", "{") else self._format(i, top)
            if len(self.stack) > MOST_BRACKETS or self.total > MOST_LINKS:
                return True
        return False

    def _push(self, mark: str) -> None:
        self._link()
        self.stack.append(mark)
        self.links.append(0)

    def _pop(self) -> None:
        if self.stack:
            self.stack.pop()
            self.total -= self.links.pop()

    def _link(self) -> None:
        self.links[-1] += 1
        self.total += 1

    def _code(self, i: int, top: str) -> int:
        match = _CODE.match(self.text, i)
        if not match:
            return i + 1
        kind, sign = match.lastgroup, match[0]
        if kind == "fstring":
            self._push(sign.lstrip("fFtTrR") + ("r" if "r" in sign.lower() else ""))
        elif kind == "open":
            self._push("(")
        elif kind == "close":
            self._pop()
        elif top == "{" and sign == ":":
            self._push(":")
        elif kind == "end" and (sign == "," or not self.stack):
            self.total -= self.links[-1]
            self.links[-1] = 0
        elif kind in ("string", "link"):
            self._link()
        return match.end()

    def _format(self, i: int, top: str) -> int:
        """The text of an f-string, or what formats one of its values."""
        char, quotes = self.text[i], top.rstrip("r")
        if self.text.startswith("{{", i) and top != ":":
            return i + 2
        if char == "{":
            self._push("{")
        elif top == ":":
            if char == "}":
                self._pop()
                self._pop()
        elif char == "\\" and not top.endswith("r"):
            return i + 2
        elif self.text.startswith(quotes, i):
            self._pop()
            return i + len(quotes)
        return i + 1
