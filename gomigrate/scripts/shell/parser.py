"""Statements of a shell text, as far as the reader is sure (POSIX Shell Command Language, 2.9 and 2.10; bash's [[ ]],
(( )), arrays and functions)."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from gomigrate.scripts.shell.blocks import Blocks
from gomigrate.scripts.shell.items import ListItems, pipelines_of
from gomigrate.scripts.shell.model import Assignment, BlockKind, Command, Joint, ListItem, Statement, Word
from gomigrate.scripts.shell.words import WordReader
from gomigrate.scripts.unclear import NotUnderstoodError, Unclear

if TYPE_CHECKING:
    from gomigrate.scripts.shell.model import Region

_OPENERS = {"then", "do", "else", "{"}
_CONDITIONS = {"if", "elif", "while", "until"}
_CLOSERS = {"fi", "done", "esac", "}"}
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)\+?=")
_REDIRECT = re.compile(r"\d*(?:<<<|<<-?|<>|<&|>>|>\||>&|&>>|&>|<|>)")
_KEYWORD = re.compile(
    r"(?:if|elif|while|until|then|do|else|fi|done|esac|for|select|case|function|time|[{}!])(?=[\s;&|)]|$)"
)
_RESTARTS = re.compile(r"(?:then|do|else|elif)(?=[\s;&|)]|$)")
_BETWEEN = re.compile(r"&&|\|\|?|&")
_JOINT = re.compile(r"&&|\|\||\|&?")
# What a [[ ]] asks a command; what stands in single quotes it does not.
_INNER = re.compile(r"'[^'\n]*'|\$\((?!\()")
# What stands before the statements of a branch: quotes and backslashes hide parentheses and ends of lines.
_PATTERN = re.compile(r"\(?(?:\"[^\"\n]*\"|'[^'\n]*'|\\\r?\n|\\.|[^()\"'\\\n])*\)")
_PLAIN_PATTERN = re.compile(r"\(?[^()\n]*\)")
_BRANCH_END = re.compile(r";;|esac\b")
_NAMED = re.compile(r"\s+[\w:.-]+(?:[ \t]*\([ \t]*\))?")
_FUNCTION = re.compile(r"[\w:.-]+[ \t]*\([ \t]*\)")
_MOST_NESTING = 40


def statements(region: Region) -> list[Statement]:
    """Every statement of the region, those in substitutions included. Raises NotUnderstoodError."""
    return parsed(region)[0]


def parsed(region: Region) -> tuple[list[Statement], list[ListItem]]:
    """Every statement of the region and every item of its lists, those in substitutions included. Raises
    NotUnderstoodError."""
    parser = _ShellParser(region)
    parser.top()
    return parser.found, parser.items.found


class _ShellParser:
    """One region. `found` gathers the statements, the inner ones before those that they stand in."""

    def __init__(self, region: Region) -> None:
        self.region, self.text, self.offsets = region, region.text, region.offsets
        self.words = WordReader(region, self._inner)
        self.found: list[Statement] = []
        self.items = ListItems(region)
        self.depth, self.nesting, self.cases = 0, 0, 0
        self.blocks = Blocks()
        self.opens_block = False
        self.is_condition = False
        self.is_negated = False
        self.heredocs: list[tuple[str, bool]] = []

    def top(self) -> None:
        end = self._list(0, "")
        self.items.close(self.level)
        if end < len(self.text):
            raise NotUnderstoodError(end, Unclear.CLOSED, self.text[end])
        if self.depth:
            raise NotUnderstoodError(end, Unclear.OPEN, "block")

    @property
    def level(self) -> tuple[int, int]:
        """The depth of substitutions, and that of the blocks in the innermost one."""
        return self.nesting, self.depth

    def _inner(self, i: int, closer: str) -> tuple[int, list[Statement]]:
        """The statements of a substitution that begins at an index."""
        state = self.depth, self.opens_block, self.is_condition, self.blocks.around
        self.depth, self.opens_block, self.is_condition = 0, False, False
        self.blocks.begin(BlockKind.SUBSHELL)
        self.nesting += 1
        if self.nesting > _MOST_NESTING:
            raise NotUnderstoodError(i, Unclear.DEEP)
        first = len(self.found)
        end = self._list(i, closer)
        if end >= len(self.text):
            raise NotUnderstoodError(i, Unclear.OPEN, "substitution")
        self.items.close(self.level)
        self.nesting -= 1
        self.depth, self.opens_block, self.is_condition, self.blocks.around = state
        mine = [replace(s, is_nested=True) for s in self.found[first:]]
        self.found[first:] = mine
        own = [s for s in mine if s.end <= self.offsets[end]]
        return end + 1, own

    def _list(self, i: int, closer: str) -> int:
        """Reads statements up to the closing character or the end, and gives the index of that."""
        is_joined = False
        while True:
            i = self._skip(i, newlines=True)
            if i >= len(self.text):
                return i
            if closer and self.text[i] == closer and not (closer in ")}" and self.depth):
                return i
            i, is_joined = self._item(i, closer, is_joined=is_joined)

    def _item(self, i: int, closer: str, *, is_joined: bool) -> tuple[int, bool]:
        """One statement, or one sign or word between statements; and whether the next one belongs to it."""
        char = self.text[i]
        joint = _BETWEEN.match(self.text, i)
        if char == ";" or (joint and joint[0] == "&"):
            self.items.close(self.level)
            return i + 1, False
        if not _RESTARTS.match(self.text, i):
            opens, condition = self.opens_block, self.is_condition
            self.items.begin(self.level, i, opens=opens, condition=condition, is_joined=is_joined or bool(joint))
        end, is_tied = self._part(i, closer, is_joined=is_joined)
        self.items.go_on(self.level, end)
        return end, is_tied

    def _part(self, i: int, closer: str, *, is_joined: bool) -> tuple[int, bool]:
        char = self.text[i]
        if joint := _BETWEEN.match(self.text, i):
            return joint.end(), True
        if self.text.startswith("((", i):
            return self.words.opaque_list(i), is_joined
        if char == "(":
            self._deeper(BlockKind.SUBSHELL)
            self.opens_block = True
            return i + 1, is_joined
        if char == ")":
            self._leave(i, char)
            return i + 1, is_joined
        if keyword := _KEYWORD.match(self.text, i):
            return self._keyword(i, keyword[0]), is_joined and keyword[0] == "!"
        if function := _FUNCTION.match(self.text, i):
            self.blocks.function()
            return function.end(), is_joined
        return self._statement(i, closer, is_joined=is_joined), False

    def _deeper(self, kind: BlockKind) -> None:
        self.depth += 1
        self.blocks.begin(kind)

    def _leave(self, i: int, closer: str) -> None:
        if not self.depth:
            raise NotUnderstoodError(i, Unclear.CLOSED, closer)
        self.items.close(self.level)
        self.depth -= 1
        self.blocks.end()
        self.opens_block = False

    def _keyword(self, i: int, word: str) -> int:
        end = i + len(word)
        if word in _CONDITIONS:
            if word == "elif":
                self.items.close(self.level)
                self.blocks.go_on(word)
            else:
                self._deeper(BlockKind.GROUP)
            self.is_condition = True
        elif word == "!":
            self.is_negated = True
        elif word in _OPENERS:
            if word == "{":
                self._deeper(BlockKind.GROUP)
            else:
                self.blocks.go_on(word)
            self.items.close(self.level)
            self.is_condition, self.opens_block = False, True
        elif word in _CLOSERS:
            self._leave(i, word)
        elif word in ("for", "select"):
            self._deeper(BlockKind.GROUP)
            return self._for(end)
        elif word == "case":
            return self._case(end)
        elif word == "function":
            name = _NAMED.match(self.text, end)
            if not name:
                raise NotUnderstoodError(i, Unclear.MISSING, "name")
            self.blocks.function()
            return name.end()
        return end

    def _for(self, i: int) -> int:
        """The words of a `for`, up to the end of its line."""
        i = self._skip(i)
        if self.text.startswith("((", i):
            return self.words.opaque_list(i)
        while i < len(self.text) and self.text[i] not in ";\n":
            if self.text[i] in "&|<>()":
                raise NotUnderstoodError(i, Unclear.STRANGE, self.text[i])
            i, _ = self.words.read(i)
            i = self._skip(i)
        return i

    def _case(self, i: int) -> int:
        """A whole `case`: its patterns are passed over, its statements read."""
        self.cases += 1
        if self.cases > _MOST_NESTING:
            raise NotUnderstoodError(i, Unclear.DEEP)
        i, _ = self.words.read(self._skip(i))
        i = self._skip(i, newlines=True)
        if not re.compile(r"in\b").match(self.text, i):
            raise NotUnderstoodError(i, Unclear.MISSING, "in")
        i += 2
        block = self.blocks.new(BlockKind.BRANCH)
        for branch in count():
            i = self._skip(i, newlines=True)
            if re.compile(r"esac\b").match(self.text, i):
                self.cases -= 1
                return i + 4
            pattern = _PATTERN.match(self.text, i) or _PLAIN_PATTERN.match(self.text, i)
            if not pattern:
                raise NotUnderstoodError(i, Unclear.MISSING, "pattern")
            self.blocks.branch(block, branch)
            i = self._branch(pattern.end())
        raise AssertionError  # the numbers do not end

    def _branch(self, i: int) -> int:
        """The statements after a pattern."""
        depth = self.depth
        is_joined = False
        self.depth += 1
        self.opens_block = True
        while True:
            i = self._skip(i, newlines=True)
            if i >= len(self.text):
                raise NotUnderstoodError(i, Unclear.OPEN, "case")
            if self.depth == depth + 1 and (end := _BRANCH_END.match(self.text, i)):
                self._leave(i, end[0])
                return i + 2 if self.text[i] == ";" else i
            i, is_joined = self._item(i, "", is_joined=is_joined)

    def _statement(self, i: int, closer: str, *, is_joined: bool) -> int:
        commands: list[Command] = []
        joints: list[Joint] = []
        opens, condition, depth = self.opens_block, self.is_condition or self.is_negated, self.depth
        self.opens_block = self.is_negated = False
        while True:
            i, command = self._command(i, closer)
            commands.append(command)
            after = self._skip(i)
            joint = _JOINT.match(self.text, after)
            if not joint:
                break
            next_ = self._skip(joint.end(), newlines=True)
            if next_ >= len(self.text):
                raise NotUnderstoodError(after, Unclear.MISSING, "command")
            if self.text[next_] == "(" or (_KEYWORD.match(self.text, next_)):
                is_joined, i = True, next_
                break
            at = self.offsets[joint.start()]
            joints.append(Joint(text=joint[0], start=at, end=at + len(joint[0])))
            i = next_
        self.found.append(
            Statement(
                region=self.region,
                commands=tuple(commands),
                joints=tuple(joints),
                pipelines=pipelines_of(commands, joints),
                operators=frozenset(joint.text for joint in joints),
                depth=depth,
                opens_block=opens,
                is_condition=condition,
                is_joined=is_joined,
                is_value=self.region.is_value and not self.nesting,
                blocks=self.blocks.around,
            )
        )
        return i

    def _command(self, i: int, closer: str) -> tuple[int, Command]:
        start, end = i, i
        assigned: list[Assignment] = []
        words: list[Word] = []
        is_redirected = False
        while True:
            i = self._skip(i)
            if i >= len(self.text) or self._ends_command(i, closer):
                break
            redirect = _REDIRECT.match(self.text, i)
            if redirect and (self.text[i] in "<>" or redirect[0][-1:] in "<>&|" or not words):
                if self.text.startswith(("<(", ">("), i):
                    i, _ = self._inner(i + 2, ")")
                    words.append(self._opaque(i))
                else:
                    i = self._redirect(redirect)
                    is_redirected = True
            elif (match := _ASSIGNED.match(self.text, i)) and not words:
                i, assignment = self._assignment(i, match)
                assigned.append(assignment)
            else:
                at = i
                i, word = self.words.read(i)
                if i == at:
                    raise NotUnderstoodError(i, Unclear.STRANGE, self.text[i])
                words.append(word)
                if word.raw == "[[" and len(words) == 1:
                    i = self._double_bracket(i)
            end = i
        if not words and not assigned and not is_redirected:
            raise NotUnderstoodError(i, Unclear.MISSING, "command")
        command = Command(
            start=self.offsets[start],
            end=self._end(end),
            assignments=tuple(assigned),
            words=tuple(words),
            is_redirected=is_redirected,
        )
        return end, command

    def _end(self, i: int) -> int:
        """Where the character before an index ends in the file."""
        return self.offsets[i - 1] + 1 if i else self.offsets[0]

    def _opaque(self, i: int) -> Word:
        at = self._end(i)
        return Word(start=at, end=at, raw="<()", value="\N{OBJECT REPLACEMENT CHARACTER}")

    def _ends_command(self, i: int, closer: str) -> bool:
        char = self.text[i]
        is_closed = char == closer and closer in "`}"
        return is_closed or char in ";|\n()" or (char == "&" and not self.text.startswith("&>", i))

    def _double_bracket(self, i: int) -> int:
        end = re.compile(r"\s\]\](?=[\s;&|)]|$)").search(self.text, i)
        if not end:
            raise NotUnderstoodError(i, Unclear.OPEN, "[[")
        at = i
        while inner := _INNER.search(self.text, at, end.start()):
            at = self._inner(inner.end(), ")")[0] if inner[0] == "$(" else inner.end()
        return max(end.end(), at)

    def _assignment(self, i: int, match: re.Match[str]) -> tuple[int, Assignment]:
        end = match.end()
        if self.text[end : end + 1] == "(":
            after = self.words.opaque_list(end)
            at = self.offsets[end]
            value = Word(start=at, end=self._end(after), raw=self.text[end:after], value="\ufffc")
        else:
            after, value = self.words.read(end)
            if after == end:
                value = replace(value, start=self._end(end), end=self._end(end))
        start = self.offsets[i]
        return after, Assignment(name=match[1], start=start, end=self._end(after), value=value)

    def _redirect(self, match: re.Match[str]) -> int:
        """After a redirection; the body of a here-document is passed over at the end of the line."""
        i = self._skip(match.end())
        if self.text.startswith(("<(", ">("), i):
            return self._inner(i + 2, ")")[0]
        after, word = self.words.read(i)
        if after == i:
            raise NotUnderstoodError(i, Unclear.MISSING, "file")
        kind = match[0].lstrip("0123456789")
        if kind in ("<<", "<<-"):
            self.heredocs.append((re.sub(r"[\"'\\]", "", word.raw), kind == "<<-"))
        return after

    def _skip(self, i: int, *, newlines: bool = False) -> int:
        """After blanks, continuations and comments; with `newlines` also after ends of lines."""
        while i < len(self.text):
            char = self.text[i]
            if char in " \t\r" or (char == "\n" and self.region.is_folded):
                i += 1
            elif char == "\\" and (after := self.words.skip_continuation(i)) != i:
                i = after
            elif char == "#" and (i == 0 or self.text[i - 1] in " \t\r\n;&|()") and not self.words.is_put_in(i):
                end = re.compile(r"[`\n]" if self.words.backquotes else r"\n").search(self.text, i)
                i = end.start() if end else len(self.text)
            elif char == "\n" and newlines:
                i = self._after_line(i)
            else:
                break
        return i

    def _after_line(self, i: int) -> int:
        """After the end of a line and the here-documents that begin there."""
        i += 1
        for name, is_indented in self.heredocs:
            while True:
                if i >= len(self.text):
                    raise NotUnderstoodError(i, Unclear.ENDLESS, name)
                end = self.text.find("\n", i)
                end = end if end >= 0 else len(self.text)
                line = self.text[i:end].rstrip("\r").removeprefix(self.region.indent)
                i = end + 1
                if (line.lstrip("\t") if is_indented else line) == name:
                    break
        self.heredocs = []
        return min(i, len(self.text))
