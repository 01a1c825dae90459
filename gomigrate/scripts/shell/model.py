"""Commands, statements and words, each with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

OPAQUE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands in a word's value for what only a run can tell."""


class Dialect(StrEnum):
    """Who reads the text: a shell; make, which expands $(NAME) first; Docker, which drops comment lines in
    continuations; Ruby, which puts the value of #{NAME} in; cmd.exe or PowerShell, in which a backslash is a letter,
    and of which single lines are read."""

    SH = "sh"
    WINDOWS = "windows"
    MAKE = "make"
    DOCKER = "docker"
    RUBY = "ruby"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a command: its span in the file, as written, and without quotes. In `value` a variable is $NAME however
    it is spelled, `go env NAME` is $NAME too, and OPAQUE stands for anything else that is computed."""

    start: int
    end: int
    raw: str
    value: str

    @property
    def is_plain(self) -> bool:
        """Whether the word is written as it is, without quotes and expansions."""
        return self.raw == self.value and "$" not in self.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """NAME=value before a command, or alone; `value` is the word after the sign."""

    name: str
    start: int
    end: int
    value: Word


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A simple command. `words` is empty where there are only assignments."""

    start: int
    end: int
    assignments: tuple[Assignment, ...]
    words: tuple[Word, ...]
    is_redirected: bool = False

    @property
    def values(self) -> tuple[str, ...]:
        """The values of all words."""
        return tuple(word.value for word in self.words)

    @property
    def name(self) -> str:
        """What is run, without the folder that it lies in; "" for assignments alone."""
        return self.words[0].value.rpartition("/")[2] if self.words else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """An operator between two commands: &&, || or |."""

    text: str
    start: int
    end: int

    @property
    def is_pipe(self) -> bool:
        """Whether the output of what stands before it goes to what comes after."""
        return self.text in ("|", "|&")


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A piece of a file in which shell commands stand.

    `text` is what the shell (or make, or Docker) reads, and `offsets` where each of its characters stands in the file,
    with one more for its end. `whole` is the span that goes if nothing is left of the commands (None: it cannot go),
    `nothing` what stands there instead then; `group` names those regions of which one must stay. `indent` is
    taken away before the shell sees a line. `is_quoted`: another language reads $ and quotes first.
    """

    text: str
    offsets: range | tuple[int, ...]
    dialect: Dialect = Dialect.SH
    whole: tuple[int, int] | None = None
    nothing: str = ":"
    body: tuple[int, int] | None = None
    group: int = -1
    indent: str = ""
    is_quoted: bool = False
    is_value: bool = False
    is_folded: bool = False

    @classmethod
    def plain(cls, text: str, start: int, end: int, **more: object) -> Region:
        """The region of a file's text between two offsets, as it stands there."""
        return cls(text=text[start:end], offsets=range(start, end + 1), **more)  # type: ignore[arg-type]

    @property
    def start(self) -> int:
        """Where the region begins: no other one of the file begins there."""
        return self.offsets[0]

    def at(self, index: int) -> int:
        """Where a character of the text stands in the file."""
        return self.offsets[index]


class BlockKind(StrEnum):
    """What a block is for what is set in it: a group or a test, which always run; a branch or loop, which may not run;
    the last branch, which runs where no other does; a subshell, which keeps all to itself; a function, which runs when
    it is called."""

    GROUP = "group"
    BRANCH = "branch"
    ELSE = "else"
    SUBSHELL = "subshell"
    FUNCTION = "function"


@dataclass(frozen=True, slots=True)
class ShellBlock:
    """A block around a statement: its number in the region, and of its branches which one this is."""

    number: int
    branch: int
    kind: BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Commands joined by && || | in a region. `joints` has one less than `commands`, `operators` are
    what they say, `pipelines` the commands with those that | joins together.

    `depth` counts the blocks around it; `opens_block`: nothing stands before it in its block; `is_condition`: its
    status decides; `is_joined`: it is tied to a block by an operator; `is_nested`: it stands in a substitution;
    `is_value`: it is no command at all but the value of a variable, read as if it were one. `blocks` are all those
    around it, with those around the substitution, the outermost first.
    """

    region: Region
    commands: tuple[Command, ...]
    joints: tuple[Joint, ...]
    pipelines: tuple[tuple[Command, ...], ...]
    operators: frozenset[str] = frozenset()
    depth: int = 0
    opens_block: bool = False
    is_condition: bool = False
    is_joined: bool = False
    is_nested: bool = False
    is_value: bool = False
    blocks: tuple[ShellBlock, ...] = ()

    @property
    def start(self) -> int:
        """Where the first command begins."""
        return self.commands[0].start

    @property
    def end(self) -> int:
        """Where the last command ends."""
        return self.commands[-1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """What stands between two separators of a list, blocks as a whole: `a && b`, `a || { b; }`, `if ...; then ...; fi`.

    `depth` counts the blocks around it; `opens_block`: nothing stands before it in its block; `is_condition`: a block
    asks how it ended; `is_nested`: it stands in a substitution.
    """

    region: Region
    start: int
    end: int
    depth: int = 0
    opens_block: bool = False
    is_condition: bool = False
    is_nested: bool = False
