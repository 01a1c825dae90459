"""What readers find in a file beside shell commands, each with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptSetting:
    """A variable that a file sets outside of shell commands: ENV, env: maps, lines of a Makefile.

    `start` and `end` hold the value without quotes, `whole` what goes if the setting goes (None: it cannot). `level`
    says for whom it is set, in the file's own words, and `scope` the span of the file in which it holds.
    """

    name: str
    value: str
    start: int
    end: int
    level: str
    scope: tuple[int, int]
    whole: tuple[int, int] | None = None
    is_quoted: bool = True
    is_exported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """A scalar of a YAML file: the keys that lead to it, its value, the span of its text without quotes, and of the
    whole entry (None: it cannot go)."""

    keys: tuple[str, ...]
    value: str
    start: int
    end: int
    whole: tuple[int, int] | None
    style: str = ""
    siblings: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Instruction:
    """An instruction of a Dockerfile: its name in capitals, its span (the end of its last line included), its flags
    such as --from=x, and the other words. A pattern of an ignore file is one, too."""

    name: str
    start: int
    end: int
    words: tuple[Piece, ...]
    flags: tuple[str, ...] = ()

    @property
    def is_copy(self) -> bool:
        """Whether it copies files into the image that do not come from another stage."""
        return self.name in ("COPY", "ADD") and not any(flag.startswith("--from") for flag in self.flags)


@dataclass(frozen=True, slots=True)
class Piece:
    """A word outside of shell commands, with its span."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """An argument of a function call that is a plain string: its keyword ("" without one), its text with the span, and
    the span of the whole argument."""

    name: str
    value: str
    start: int
    end: int
    whole: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionCall:
    """A call in a Python or Bazel file, with its plain string arguments."""

    name: str
    start: int
    end: int
    arguments: tuple[Argument, ...]

    def argument(self, name: str) -> Argument | None:
        """The argument of a keyword, None without it."""
        return next((one for one in self.arguments if one.name == name), None)
