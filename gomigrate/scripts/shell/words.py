"""Words of shell commands: quotes, expansions, substitutions (POSIX Shell Command Language, 2.2, 2.3 and 2.6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.shell.model import OPAQUE, Dialect, Word
from gomigrate.scripts.unclear import NotUnderstoodError, Unclear

if TYPE_CHECKING:
    from collections.abc import Callable

    from gomigrate.scripts.shell.model import Region, Statement

_NAME = re.compile(r"[A-Za-z_]\w*")
_BRACED = re.compile(r"\{([A-Za-z_]\w*)\}")
_ENDS = frozenset(" \t\r\n;&|<>()`")
_HERE = {"pwd": "$PWD", "pwd -P": "$PWD"}
_ENV = re.compile(r"(?:go|\$GO) env (GO[A-Z0-9]+)")
_SPELLINGS = {"$CURDIR": "$PWD", "$env:GOPATH": "$GOPATH"}

Substitution = tuple[int, "list[Statement]"]


class WordReader:
    """Reads one word at a time from the text of a region. `inner` parses the commands of a substitution from an index
    to its closing character, and gives the index after that and the statements."""

    def __init__(self, region: Region, inner: Callable[[int, str], Substitution]) -> None:
        self.text, self.offsets, self.dialect, self.inner = region.text, region.offsets, region.dialect, inner
        self.is_make = region.dialect is Dialect.MAKE
        self.backquotes = 0

    def read(self, i: int) -> tuple[int, Word]:
        """The word that begins at an index, and the index after it. Raises NotUnderstoodError."""
        start, value = i, ""
        ends = _ENDS if self.backquotes else _ENDS - {"`"}
        while i < len(self.text) and self.text[i] not in ends:
            i, part = self._part(i)
            value += part
        end = self.offsets[i - 1] + 1 if i else self.offsets[0]
        return i, Word(start=self.offsets[start], end=end, raw=self.text[start:i], value=value)

    def _part(self, i: int) -> tuple[int, str]:
        char = self.text[i]
        if char == "\\":
            return self._escaped(i)
        if char == "'":
            return self._single(i)
        if char == '"':
            return self._double(i)
        if char in "$`" or self.is_put_in(i):
            return self._expansion(i)
        return i + 1, char

    def is_put_in(self, i: int) -> bool:
        """Whether Ruby puts the value of an expression in at an index: #{NAME}."""
        return self.dialect is Dialect.RUBY and self.text.startswith("#{", i)

    def _escaped(self, i: int) -> tuple[int, str]:
        if self.dialect is Dialect.WINDOWS:
            return i + 1, "\\"
        after = self.skip_continuation(i)
        if after != i:
            return after, ""
        if i + 1 >= len(self.text):
            return i + 1, "\\"
        if self.is_make and self.text[i + 1] == "$":
            return self._expansion(i + 1)[0], OPAQUE
        return i + 2, self.text[i + 1]

    def skip_continuation(self, i: int) -> int:
        """The index after a backslash and the end of its line, and after what Docker leaves out there; else `i`."""
        match = re.compile(r"\\[ \t]*\r?\n" if self.dialect is Dialect.DOCKER else r"\\\r?\n").match(self.text, i)
        if not match:
            return i
        i = match.end()
        if self.dialect is Dialect.DOCKER:
            left_out = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)*").match(self.text, i)
            assert left_out
            i = left_out.end()
        elif self.is_make and self.text[i : i + 1] == "\t":
            i += 1
        return i

    def _single(self, i: int) -> tuple[int, str]:
        end = self.text.find("'", i + 1)
        if end < 0:
            raise NotUnderstoodError(i, Unclear.OPEN, "quote")
        inside = self.text[i + 1 : end]
        if (self.is_make and "$" in inside.replace("$$", "")) or (self.dialect is Dialect.RUBY and "#{" in inside):
            inside = OPAQUE
        return end + 1, inside

    def _double(self, i: int) -> tuple[int, str]:
        start, value = i, ""
        i += 1
        while i < len(self.text) and self.text[i] != '"':
            char = self.text[i]
            if char == "\\":
                after = self.skip_continuation(i)
                if after == i:
                    value += self.text[i + 1 : i + 2] if self.text[i + 1 : i + 2] in '"\\$`' else self.text[i : i + 2]
                    after = i + 2
                i = after
            elif char in "$`" or self.is_put_in(i):
                i, part = self._expansion(i)
                value += part
            else:
                i, value = i + 1, value + char
        if i >= len(self.text):
            raise NotUnderstoodError(start, Unclear.OPEN, "quote")
        return i + 1, value

    def _expansion(self, i: int) -> tuple[int, str]:
        if self.text[i] == "#":
            return self._balanced(i, i + 1, "{", "}"), OPAQUE
        if self.text[i] == "`":
            return self._substitution(i, i + 1, "`")
        if self.is_make:
            if self.text.startswith("$$", i):
                return self._dollar(i, i + 2)
            return self._make(i)
        return self._dollar(i, i + 1)

    def _dollar(self, start: int, i: int) -> tuple[int, str]:
        """What follows a dollar sign that the shell sees."""
        rest = self.text[i : i + 2]
        if rest == "((":
            return self._balanced(start, i, "(", ")"), OPAQUE
        if rest[:1] == "(":
            return self._substitution(start, i + 1, ")")
        if braced := _BRACED.match(self.text, i):
            return braced.end(), self._named(braced[1])
        if rest[:1] == "{":
            return self._balanced(start, i, "{", "}"), OPAQUE
        if rest[:1] == "'":
            return self._single(i)[0], OPAQUE
        if named := _NAME.match(self.text, i):
            return named.end(), self._named(named[0])
        if rest[:1] and rest[:1] in "@*#?-$!0123456789":
            return i + 1, OPAQUE
        return i, "$"

    def _named(self, name: str) -> str:
        return _SPELLINGS.get(f"${name}", f"${name}")

    def _make(self, i: int) -> tuple[int, str]:
        """A reference that make expands: $(NAME), ${NAME}, $(function ...), $@. A dollar sign before a closing bracket
        is one: make looks for the end of a function by brackets alone, `$(shell ls | grep -v mock$)`."""
        opener = self.text[i + 1 : i + 2]
        if opener in (")", "}"):
            return i + 1, "$"
        if opener not in ("(", "{") or not opener:
            return min(i + 2, len(self.text)), OPAQUE
        closer = ")" if opener == "(" else "}"
        function = re.compile(r"shell[ \t]+").match(self.text, i + 2)
        if function and closer == ")":
            return self._substitution(i, function.end(), closer)
        end = self._balanced(i, i + 1, opener, closer)
        inside = self.text[i + 2 : end - 1]
        return end, self._named(inside) if _NAME.fullmatch(inside) else OPAQUE

    def _substitution(self, start: int, i: int, closer: str) -> tuple[int, str]:
        is_backquoted = closer == "`"
        if is_backquoted and (self.backquotes or "\\`" in self.text[i : self.text.find("`", i) + 1]):
            raise NotUnderstoodError(start, Unclear.DEEP)
        outer, self.backquotes = self.backquotes, int(is_backquoted)
        end, statements = self.inner(i, closer)
        self.backquotes = outer
        if len(statements) == 1 and len(statements[0].commands) == 1:
            words = " ".join(statements[0].commands[0].values)
            if words in _HERE:
                return end, _HERE[words]
            if match := _ENV.fullmatch(words):
                return end, f"${match[1]}"
        return end, OPAQUE

    def _balanced(self, start: int, i: int, opener: str, closer: str) -> int:
        """The index after the bracket that closes the one at `i`."""
        depth = 0
        while i < len(self.text):
            char = self.text[i]
            if char == "\\":
                i += 1
            elif char == opener:
                depth += 1
            elif char == closer:
                depth -= 1
                if not depth:
                    return i + 1
            elif char in "'\"" and not self.is_make and opener == "{":
                end = self.text.find(char, i + 1)
                i = end if end > 0 else i
            i += 1
        raise NotUnderstoodError(start, Unclear.OPEN, opener)

    def opaque_list(self, i: int) -> int:
        """The index after a list in brackets, such as an array's."""
        return self._balanced(i, i, "(", ")")
