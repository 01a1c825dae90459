"""The syntax tree of go.mod and go.work files, comments included.

The grammar is that of https://go.dev/ref/mod#go-mod-file-grammar; where it leaves room (blank lines, which comment
belongs to which line) this follows what the go command does. A file is a row of statements: lines, blocks of lines
in parentheses, and remarks, which are comments with a blank line after them.

Text that is not UTF-8 is kept byte for byte (as surrogate escapes), since the go command takes it too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gomigrate.model.errors import GomigrateError
from gomigrate.modfile.quoting import is_printable


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong in one line (counted from 1; 0: the whole file)."""

    line: int
    reason: str


class ModFileError(GomigrateError):
    """A go.mod or go.work that the go command would refuse too; `problems` holds every reason that was found."""

    def __init__(self, file: str, problems: tuple[Problem, ...]) -> None:
        self.file = file
        self.problems = problems
        self.line = problems[0].line
        self.reason = problems[0].reason
        super().__init__(
            "; ".join(f"{file}:{p.line}: {p.reason}" if p.line else f"{file}: {p.reason}" for p in problems)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModLine:
    """One directive. `tokens` lack the verb inside a block; quoted tokens keep their quotes.

    `before` are the comment lines above it ("" is a blank line, in blocks), `suffix` the comments at its end: one as
    read, more after lines were joined. `number` is its place in the text, 0 for a line that was added.
    """

    tokens: tuple[str, ...]
    before: tuple[str, ...] = ()
    suffix: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines in parentheses after their verb. `opening` and `closing` are the comments behind the parentheses,
    `before_closing` the comment lines above the closing one."""

    tokens: tuple[str, ...]
    lines: tuple[ModLine, ...]
    before: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    before_closing: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Comment lines that belong to no directive."""

    comments: tuple[str, ...]


Statement = ModLine | Block | Remark

MOST_BYTES = 16 << 20
"""The go command takes no larger go.mod of a module (codehost.MaxGoMod)."""

_SPACES = " \t\r"
_PUNCTUATION = "()[]{},"
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
_SLASHES = re.compile(r"//|/\*")
# Most of what module paths and versions are made of: no slash that a comment could begin with.
_USUAL_WORD = re.compile(r"[A-Za-z0-9_.~+-]+(?>(?:/[A-Za-z0-9_.~+-]+)*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _SourceLine:
    number: int
    tokens: tuple[str, ...]
    comment: str | None


def decode(text: str | bytes) -> str:
    """File contents as text that `encode` turns back into the same bytes."""
    return text.decode("utf-8", "surrogateescape") if isinstance(text, bytes) else text


def encode(text: str) -> bytes:
    """The bytes that `decode` was given."""
    return text.encode("utf-8", "surrogateescape")


def parse_tree(text: str | bytes, file: str) -> tuple[Statement, ...]:
    """The statements of a go.mod or go.work. Raises ModFileError for what does not follow the grammar and for more than
    MOST_BYTES."""
    if len(text) > MOST_BYTES:
        raise ModFileError(
            file, (Problem(0, f"it is larger than {MOST_BYTES >> 20} MiB, which the go command refuses"),)
        )
    lines = [_scan(line, number, file) for number, line in enumerate(decode(text).split("\n"), start=1)]
    statements: list[Statement] = []
    comments: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        index += 1
        if not line.tokens:
            if line.comment is not None:
                comments.append(line.comment)
            elif comments:
                statements.append(Remark(comments=tuple(comments)))
                comments = []
            continue
        if len(line.tokens) > 1 and line.tokens[-1] == "(":
            block, index = _block(lines, index, tuple(comments), file)
            statements.append(block)
        else:
            statements.append(_statement(line, tuple(comments)))
        comments = []
    if comments:
        statements.append(Remark(comments=tuple(comments)))
    return tuple(statements)


def _statement(line: _SourceLine, before: tuple[str, ...]) -> Statement:
    suffix = _suffix(line)
    if len(line.tokens) > 2 and line.tokens[-2:] == ("(", ")"):
        return Block(tokens=line.tokens[:-2], lines=(), before=before, closing=suffix, number=line.number)
    return ModLine(tokens=line.tokens, before=before, suffix=suffix, number=line.number)


def _block(lines: list[_SourceLine], index: int, before: tuple[str, ...], file: str) -> tuple[Block, int]:
    """The block that was opened in the line above `index`, and the index after its closing parenthesis."""
    opener = lines[index - 1]
    inside: list[ModLine] = []
    comments: list[str] = []
    while index < len(lines):
        line = lines[index]
        index += 1
        if not line.tokens:
            # A blank line is kept as an empty comment, but never two in a row nor one at the top.
            if line.comment is not None:
                comments.append(line.comment)
            elif comments[-1:] != [""] and (comments or inside):
                comments.append("")
            continue
        if line.tokens[0] == ")":
            if len(line.tokens) > 1:
                raise ModFileError(file, (Problem(line.number, "syntax error: expected newline after closing paren"),))
            block = Block(
                tokens=opener.tokens[:-1],
                lines=tuple(inside),
                before=before,
                opening=_suffix(opener),
                before_closing=() if comments == [""] else tuple(comments),
                closing=_suffix(line),
                number=opener.number,
            )
            return block, index
        inside.append(ModLine(tokens=line.tokens, before=tuple(comments), suffix=_suffix(line), number=line.number))
        comments = []
    raise ModFileError(file, (Problem(opener.number, "syntax error: the block that starts here has no end"),))


def _suffix(line: _SourceLine) -> tuple[str, ...]:
    return () if line.comment is None else (line.comment,)


def _scan(text: str, number: int, file: str) -> _SourceLine:
    """Splits one line into its tokens and the comment at its end."""
    tokens: list[str] = []
    position = 0
    while position < len(text):
        char = text[position]
        if char in _SPACES:
            position += 1
            continue
        if text.startswith("//", position):
            return _SourceLine(number=number, tokens=tuple(tokens), comment=text[position:].strip())
        if text.startswith("/*", position):
            raise ModFileError(file, (Problem(number, "mod files must use // comments, not /* */ comments"),))
        end = position + 1 if char in _PUNCTUATION else _token_end(text, position, number, file)
        tokens.append(text[position:end])
        position = end
    return _SourceLine(number=number, tokens=tuple(tokens), comment=None)


def _token_end(text: str, start: int, number: int, file: str) -> int:
    if text[start] in '"`':
        match = _QUOTED.match(text, start)
        if match is None:
            raise ModFileError(file, (Problem(number, "a quoted string has no end in this line"),))
        return match.end()
    usual = _USUAL_WORD.match(text, start)
    end = usual.end() if usual else start
    while end < len(text) and _is_word_char(text[end]) and not _SLASHES.match(text, end):
        end += 1
    if text.startswith("/*", end):
        raise ModFileError(file, (Problem(number, "mod files must use // comments, not /* */ comments"),))
    if end == start:
        raise ModFileError(file, (Problem(number, f"unexpected input character {text[start]!r}"),))
    return end


def _is_word_char(char: str) -> bool:
    return char not in " ()[]{}," and is_printable(char)
