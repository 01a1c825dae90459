"""Commands behind their wrappers: sudo, env, travis_retry."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from gomigrate.scripts.legacytools import NAMES as TOOL_NAMES
from gomigrate.scripts.shell.model import OPAQUE, Region

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gomigrate.scripts.read.values import Variables
    from gomigrate.scripts.shell.model import Command, Statement, Word

# Programs that run the command behind them: the letters of their options that take the word after them, and how many
# words of their own come before the command (their manual pages: sudo(8), env(1), timeout(1), flock(1) ...).
_WRAPPERS: dict[str, tuple[str, int]] = {
    "sudo": ("ugpCDhrtTUR", 0),
    "doas": ("uC", 0),
    "env": ("uC", 0),
    "exec": ("a", 0),
    "time": ("fo", 0),
    "nice": ("n", 0),
    "ionice": ("cn", 0),
    "timeout": ("ks", 1),
    "flock": ("wE", 1),
    "stdbuf": ("ioe", 0),
    "retry": ("tds", 0),
    "gosu": ("", 1),
    "su-exec": ("", 1),
    "chroot": ("", 1),
    **dict.fromkeys(
        (
            *("command", "builtin", "travis_retry", "travis_wait", "gotestcover", "nohup", "setsid", "chronic"),
            *("unbuffer", "eatmydata", "fakeroot", "caffeinate", "torsocks", "proxychains", "proxychains4"),
        ),
        ("", 0),
    ),
}
# docker run, docker exec, docker-compose run and their like, and dapper, whose image is in a file; of their options
# those that take no value, and those of docker and docker-compose that stand before.
_CONTAINER = re.compile(
    r"(?:docker|podman|nerdctl|docker-compose)(?:[ ]compose)?"
    r"(?:[ ](?:-[fpHclD]|--(?:file|project-name|project-directory|env-file|profile|host|context|log-level|ansi))"
    r"(?:=|[ ])\S+|[ ]--?(?:verbose|debug|no-ansi|tls|D))*"
    r"[ ](?:run|exec)(?=[ ]|$)|\S*\bdapper(?=[ ])"
)
_MOST_BEFORE_RUN = 16
_ALONE_WORDS = (
    "rm i t it ti d privileged init interactive tty detach read-only no-healthcheck oom-kill-disable sig-proxy"
    " publish-all P q quiet no-deps T service-ports use-aliases build"
)
_ALONE = re.compile(rf"--?(?:{'|'.join(_ALONE_WORDS.split())})")
_SHELLS = frozenset(("sh", "bash", "ash", "dash", "zsh", "ksh", "su", "ssh"))
_SUBSTITUTED = re.compile(r"(?<!\\)(?:\$\$?\(|`)")
_CODE = re.compile(r"-[a-z]*c")
_VARIABLE = re.compile(r"\$[A-Za-z_]\w*")
_NO_RUNNERS = frozenset(("git", "echo", "printf", "grep", "rg", "set", "go"))
_SAYS = re.compile(r"ECHO|PRINT|INFO|LOG|WARN", re.IGNORECASE)
_SETTING = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_MAKES = frozenset(("$MAKE", "$GMAKE"))
_ARGUMENT = re.compile(r"[A-Za-z_]\w*=.*|--?[A-Za-z][\w-]*(?:=.*)?|\d+", re.DOTALL)
# A variable, or a function of make, written together with a program's name: $(Q)dep, $(if $(V),,@)go. It may lead to a
# folder, where its name or what it says is like one's.
_GLUED = re.compile(
    r"(?P<before>\$(?:\((?P<inner>(?:[^()$]|\$\([^()]*\))+)\)|\{(?P<braced>\w+)\}|[A-Z]))(?P<program>[a-z][\w.-]*)"
)
_FOLDER = re.compile(r"/|DIR|BIN|PATH|ROOT|PREFIX|BASE|TOOL|FOLDER|HOME|dir\b|abspath", re.IGNORECASE)
GO_NAMES = frozenset(("go", "$GO", "$GOCMD", "$GO_CMD", "$GO_BIN", "$GO_EXECUTABLE", "$GOEXE"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command without its wrappers: `words` from the program on. `program` is its name without its folder, or a
    variable as $NAME, `arguments` the values of the words after it."""

    statement: Statement
    command: Command
    words: tuple[Word, ...]
    program: str
    arguments: tuple[str, ...]

    @property
    def is_pipelined(self) -> bool:
        """Whether the command is one part of a pipeline."""
        return bool(self.statement.operators & {"|", "|&"})

    @property
    def may_change_status(self) -> bool:
        """Whether nothing asks how the command ended: it is no condition and has no alternative."""
        return not (self.statement.is_condition or "||" in self.statement.operators)

    @property
    def is_written_together(self) -> bool:
        """Whether nothing but blanks stands between the words: no redirection, no continuation."""
        text, places = self.statement.region.text, self.statement.region.offsets
        spans = ((bisect_left(places, a.end), bisect_left(places, b.start)) for a, b in pairwise(self.words))
        return all(not text[start:end].strip(" \t") for start, end in spans)


def calls_in(statements: Iterable[Statement], variables: Variables) -> Iterator[Call]:
    """Every command of the statements that runs a program; values of variables are none."""
    for statement in statements:
        for command in statement.commands if not statement.is_value else ():
            i = 0
            while i < len(command.words) and _is_wrapper(command.words, i, variables):
                i = _after_options(command.words, i)
            for first in _starts(command.words, i):
                words = (_without_variable(command.words[first]), *command.words[first + 1 :])
                yield Call(
                    statement=statement,
                    command=command,
                    words=words,
                    program="go" if variables.is_go(words[0].value) else words[0].value.rpartition("/")[2],
                    arguments=tuple(word.value for word in words[1:]),
                )


def _after_options(words: Sequence[Word], i: int) -> int:
    """Where the command begins that the wrapper at `i` runs."""
    valued, own = _WRAPPERS.get(words[i].value.rpartition("/")[2], ("", 0))
    i += 1
    while i < len(words):
        value = words[i].value
        if value == "--":
            i += 1
            break
        if _ARGUMENT.fullmatch(value) and not (own and value.isdigit()):
            takes = value[0] == "-" and value[1] != "-" and value[-1] in valued
            i += 2 if takes else 1
        elif own:
            own -= 1
            i += 1
        else:
            break
    return min(i, len(words))


def _without_variable(word: Word) -> Word:
    """The word of a program without what make puts in front of it: $(Q)dep is dep, $(BIN_DIR)dep is not."""
    glued = _GLUED.fullmatch(word.raw)
    is_whole = word.end - word.start == len(word.raw)
    if glued is None or not is_whole or not (glued["program"] == "go" or glued["program"] in TOOL_NAMES):
        return word
    if _FOLDER.search(glued["before"]):
        return word
    name = glued["program"]
    return replace(word, start=word.start + glued.end("before"), raw=name, value=name)


def _starts(words: Sequence[Word], i: int) -> Iterator[int]:
    """Where a call begins, and where that begins which it runs in a container."""
    if i >= len(words):
        return
    yield i
    values = [word.value for word in words[i:]]
    run = _CONTAINER.match(" ".join(values[:_MOST_BEFORE_RUN]))
    if run is None:
        if (last := _behind_dashes(values)) is not None:
            yield i + last
        return
    at = len(run[0].split())
    names_image = "dapper" not in run[0]
    while at < len(values) and values[at].startswith("-"):
        at += 1 if "=" in values[at] or _ALONE.fullmatch(values[at]) else 2
    if i + at + names_image < len(words):
        yield i + at + names_image


def _behind_dashes(values: Sequence[str]) -> int | None:
    """Where a go command or an old tool begins that another program runs: kubectl exec POD -- dep ensure."""
    if "--" not in values[1:-2] or values[0] in _NO_RUNNERS:
        return None
    at = values.index("--", 1) + 1
    return at if values[at] == "go" or values[at] in TOOL_NAMES else None


def inner_regions(statements: Iterable[Statement]) -> Iterator[Region]:
    """What shells are given as a string: `sh -c "..."`, `eval '...'`, `ssh HOST "..."`."""
    for statement in statements:
        for command in statement.commands if not statement.is_value else ():
            names = [word.value.rpartition("/")[2] for word in command.words]
            for number, word in enumerate(command.words[1:], start=1):
                before = names[:number]
                is_code = _CODE.fullmatch(before[-1]) and not _SHELLS.isdisjoint(before)
                is_rest = number == len(names) - 1 and before[0] in ("eval", "ssh")
                region = _unquoted(statement.region, word) if is_code or is_rest else None
                if region is not None:
                    yield region


def _unquoted(region: Region, word: Word) -> Region | None:
    """The inside of a word that is one quoted string; None where the outer shell makes something of it first."""
    raw, quote = word.raw, word.raw[:1]
    if len(raw) < 2 or quote not in ("'", '"') or raw[-1] != quote or " " not in raw:
        return None
    first = bisect_left(region.offsets, word.start)
    inside = raw[1:-1] if quote == "'" else _masked(raw[1:-1])
    kept = []
    i = 0
    while i < len(inside):
        if inside[i] == quote:
            return None
        if quote == '"' and inside[i] == "\\" and inside[i + 1 : i + 2] in ('"', "\\", "$"):
            i += 1
        kept.append(i)
        i += 1
    offsets = [region.offsets[first + 1 + i] for i in kept]
    return Region(
        text="".join(inside[i] for i in kept),
        offsets=(*offsets, region.offsets[first + len(raw) - 1]),
        dialect=region.dialect,
        is_quoted=region.is_quoted or quote == '"',
    )


def _masked(text: str) -> str:
    """The inside of double quotes without the commands that the outer shell runs in them: each sign is OPAQUE."""
    parts, i = [], 0
    for match in _SUBSTITUTED.finditer(text):
        if match.start() >= i:
            end = text.find("`", match.end()) + 1 if match[0] == "`" else _closed(text, match.end())
            end = end or len(text)
            parts += [text[i : match.start()], OPAQUE * (end - match.start())]
            i = end
    return "".join([*parts, text[i:]])


def _closed(text: str, i: int) -> int:
    depth = 1
    while i < len(text) and depth:
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
    return i


def is_variable(word: str) -> bool:
    """Whether the value of a word is a variable and nothing else."""
    return _VARIABLE.fullmatch(word) is not None


def _is_wrapper(words: Sequence[Word], i: int, variables: Variables) -> bool:
    """Whether a word runs what comes after it: by its name, or a variable in front of go or an old tool, which holds
    settings for it or a program."""
    value = words[i].value
    if value.rpartition("/")[2] in _WRAPPERS:
        return value != "command" or words[i + 1 : i + 2] == () or not words[i + 1].value.startswith(("-v", "-V"))
    if value != OPAQUE and not is_variable(value):
        return False
    is_known = value in GO_NAMES or value in _MAKES or variables.is_go(value) or variables.tool(value) is not None
    if is_known or _SAYS.search(value):
        return False
    if variables.sets(value):
        return i + 1 < len(words)
    after = next((word.value for word in words[i + 1 : -1] if not _is_before_program(word.value, variables)), "")
    return after in GO_NAMES or after in TOOL_NAMES or (is_variable(after) and variables.tool(after) is not None)


def _is_before_program(value: str, variables: Variables) -> bool:
    """Whether a word behind such a variable is none of a program: another variable, or a setting."""
    is_program = value in GO_NAMES or variables.is_go(value) or variables.tool(value) is not None
    is_free = is_variable(value) and not is_program
    return is_free or _SETTING.fullmatch(value) is not None


def flags_and_rest(words: tuple[Word, ...], with_value: frozenset[str]) -> tuple[list[tuple[Word, ...]], list[Word]]:
    """The flags of a go command, those of `with_value` with their value where that is a word of its own; and what comes
    after them. Go's flags end at the first word that is none."""
    flags: list[tuple[Word, ...]] = []
    i = 0
    while i < len(words) and words[i].value.startswith("-") and words[i].value != "-":
        if words[i].value == "--":
            return flags, list(words[i + 1 :])
        takes = words[i].value.lstrip("-") in with_value
        flags.append(words[i : i + 2] if takes else words[i : i + 1])
        i += 2 if takes else 1
    return flags, list(words[i:])
