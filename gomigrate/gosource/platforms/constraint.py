"""Build constraints as go/build reads them: `//go:build` lines, `// +build` lines and file names.

The rules are those of go/build (shouldBuild, parseFileHeader, goodOSArchFile) and of go/build/constraint; see
https://pkg.go.dev/go/build#hdr-Build_Constraints and `go help buildconstraint`.
"""

from __future__ import annotations

import re
from functools import lru_cache

from gomigrate.gosource.platforms.syslist import KNOWN_ARCH, KNOWN_OS
from gomigrate.gosource.whitespace import SPACE, starts_with_space, trim
from gomigrate.model.go.constraint import And, Constraint, Not, Or, Tag, conjunction

MAX_TERMS = 1000
"""The go command refuses a //go:build expression with more terms than this."""
MAX_DEPTH = 100
"""Parentheses inside parentheses that we follow; the go command stops by MAX_TERMS alone. No real file comes near."""
MAX_PLUS_OPERATORS = 100
"""A `// +build` line with more operators than this is ignored by the go command."""

_TOKEN = re.compile(r"[ \t]*(?:([()!]|&&|\|\|)|([\w.]+)|(\S|\s)|\Z)")
_IGNORE = Tag("ignore")


class ConstraintError(ValueError):
    """A build line that is no constraint; the text is the go command's."""


class _UnexpectedEndError(ConstraintError):
    def __init__(self) -> None:
        super().__init__("unexpected end of expression")


def is_tag(word: str) -> bool:
    """Whether the word may be a build tag: letters, digits, underscores and dots."""
    return word != "" and all(c.isalpha() or c.isdecimal() or c in "_." for c in word)


class _Expression:
    """A recursive descent over one //go:build expression; reads tokens as it goes, as errors come in that order."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._terms, self._depth = text, 0, 0, 0
        self._word, self._is_tag = "", False

    def parse(self) -> Constraint:
        result = self.any_of()
        if self._word:
            raise ConstraintError(f"unexpected token {self._word}")
        return result

    def any_of(self) -> Constraint:
        parts = [self.all_of()]
        while self._word == "||":
            parts.append(self.all_of())
        return Or(tuple(parts)) if len(parts) > 1 else parts[0]

    def all_of(self) -> Constraint:
        parts = [self.term()]
        while self._word == "&&":
            parts.append(self.term())
        return And(tuple(parts)) if len(parts) > 1 else parts[0]

    def term(self) -> Constraint:
        self._terms += 1
        if self._terms > MAX_TERMS:
            raise ConstraintError("build expression too large")
        self.advance()
        if self._word != "!":
            return self.atom()
        self.advance()
        if self._word == "!":
            raise ConstraintError("double negation not allowed")
        return Not(self.atom())

    def atom(self) -> Constraint:
        if self._word == "(":
            return self.parenthesis()
        if not self._is_tag:
            raise ConstraintError(f"unexpected token {self._word}") if self._word else _UnexpectedEndError
        name = self._word
        self.advance()
        return Tag(name)

    def parenthesis(self) -> Constraint:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConstraintError("build expression too large")
        try:
            inner = self.any_of()
        except _UnexpectedEndError:
            raise ConstraintError("missing close paren") from None
        if self._word != ")":
            raise ConstraintError("missing close paren")
        self._depth -= 1
        self.advance()
        return inner

    def advance(self) -> None:
        found = _TOKEN.match(self._text, self._at)
        operator, word, other = found.groups() if found else (None, None, None)
        if word and not is_tag(word):  # \w is wider than a tag: cut it where the tag ends
            end = next(i for i, c in enumerate(word) if not is_tag(c))
            other, word = (None, word[:end]) if end else (word[0], None)
        if other:
            raise ConstraintError(f"invalid syntax at {other}")
        self._word, self._is_tag = operator or word or "", bool(word)
        if found:
            self._at = (found.start(2) + len(word)) if word else found.end()


@lru_cache(maxsize=4096)
def parse_go_build(text: str) -> Constraint:
    """The expression after `//go:build`; raises ConstraintError."""
    return _Expression(text.strip(SPACE)).parse()


@lru_cache(maxsize=4096)
def parse_plus_build(text: str) -> Constraint:
    """The words after `// +build`: spaces mean or, commas mean and. A malformed word is the tag "ignore", which no
    build has; raises ConstraintError for a line so long that the go command passes over it."""
    alternatives: list[Constraint] = []
    operators = -1
    for clause in re.split(f"[{SPACE}]+", text.strip(SPACE)) if text.strip(SPACE) else ():
        parts = tuple(_plus_literal(word) for word in clause.split(","))
        operators += len(parts)
        if operators > MAX_PLUS_OPERATORS:
            raise ConstraintError("expression too complex for // +build lines")
        alternatives.append(And(parts) if len(parts) > 1 else parts[0])
    if not alternatives:
        return _IGNORE
    return Or(tuple(alternatives)) if len(alternatives) > 1 else alternatives[0]


def _plus_literal(word: str) -> Constraint:
    if word.startswith("!!") or word == "!":
        return _IGNORE
    name = word.removeprefix("!")
    tag = Tag(name) if is_tag(name) else _IGNORE
    return Not(tag) if word.startswith("!") else tag


def parse_header(content: bytes) -> Constraint | None:
    """What the comments at the head of a file ask for; None when they ask for nothing.

    `content` is the file from its start (without a byte order mark) to at least the first text that is no comment.
    A //go:build line counts alone; otherwise each `// +build` line must hold, and those only above a blank line in the
    leading run of // comments. Raises ConstraintError with the go command's text.
    """
    if b"build" not in content:
        return None
    region, go_build = _leading_comments(content)
    if go_build is not None:
        try:
            return parse_go_build(go_build.decode("utf-8", "replace").removeprefix("//go:build"))
        except ConstraintError as error:
            raise ConstraintError(f"parsing //go:build line: {error}") from None
    found: list[Constraint] = []
    for line in region.split(b"\n"):
        if b"+build" not in line:
            continue
        words = _after_plus_build(trim(line).decode("utf-8", "replace"))
        if words is None:
            continue
        try:
            found.append(parse_plus_build(words))
        except ConstraintError:
            continue  # the go command, too, passes over a line that it finds too complex
    return conjunction(*found)


def is_build_line(line: bytes) -> bool:
    """Whether a line of a file's leading comments is a `//go:build` or `// +build` line."""
    bare = trim(line)
    return _is_go_build(bare) or (b"+build" in bare and _after_plus_build(bare.decode("utf-8", "replace")) is not None)


def _after_plus_build(line: str) -> str | None:
    """The words of a `// +build` line, or None if it is none; the space after // may be missing."""
    if not line.startswith("//"):
        return None
    text = line[2:].strip(SPACE)
    if not text.startswith("+build"):
        return None
    words = text[len("+build") :]
    return words if not words or starts_with_space(words) else None


def _leading_comments(content: bytes) -> tuple[bytes, bytes | None]:
    """The part in which `// +build` lines count, and the //go:build line. Raises ConstraintError for two of those.

    go/build looks line by line: `// +build` counts up to the last blank line before the first line that is no //
    comment; //go:build counts anywhere up to the first text outside comments, but not inside /* */.
    """
    end, at = 0, 0
    ended = inside = False
    go_build: bytes | None = None
    while at < len(content):
        newline = content.find(b"\n", at)
        line = trim(content[at : newline if newline >= 0 else len(content)])
        at = newline + 1 if newline >= 0 else len(content)
        if not line and not ended:
            end = at
            continue
        if not line.startswith(b"//"):
            ended = True
        if not inside and _is_go_build(line):
            if go_build is not None:
                raise ConstraintError("multiple //go:build comments")
            go_build = line
        inside, is_code = _through_comments(line, inside)
        if is_code:
            break
    return content[:end], go_build


def _is_go_build(line: bytes) -> bool:
    if not line.startswith(b"//go:build"):
        return False
    rest = line[len(b"//go:build") :]
    return not rest or trim(rest) != rest


def _through_comments(line: bytes, inside: bool) -> tuple[bool, bool]:  # noqa: FBT001 - a state, not an option
    """Whether a /* comment is open at the end of the line, and whether there is text outside comments in it."""
    while line:
        if inside:
            close = line.find(b"*/")
            if close < 0:
                return True, False
            inside, line = False, trim(line[close + 2 :])
        elif line.startswith(b"//"):
            return False, False
        elif line.startswith(b"/*"):
            inside, line = True, trim(line[2:])
        else:
            return inside, True
    return inside, False


@lru_cache(maxsize=65536)
def name_constraint(name: str) -> Constraint | None:
    """What a file's name asks for: `*_GOOS`, `*_GOARCH` or `*_GOOS_GOARCH`, each before an optional `_test`.

    Only what lies before the first dot counts, and never the part before the first underscore: linux.go is built
    everywhere. The known names are those of the go command's syslist, past and future ones included.
    """
    words = name.partition(".")[0].split("_")[1:]
    if words and words[-1] == "test":
        words.pop()
    if len(words) >= 2 and words[-2] in KNOWN_OS and words[-1] in KNOWN_ARCH:
        return And((Tag(words[-2]), Tag(words[-1])))
    if words and (words[-1] in KNOWN_OS or words[-1] in KNOWN_ARCH):
        return Tag(words[-1])
    return None
