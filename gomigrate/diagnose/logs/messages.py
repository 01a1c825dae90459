"""Groups the lines of a log into messages: a first line, and the lines that belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.diagnose.logs.text import plain_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINES = 40
_MOST_SIGNS = 6000

_MODULE = r"[\w.~-]+\.[\w~-]+/[\w.~/+-]+"
# What the go command says of an import, behind its place in a Go file; linters and compilers say other things there.
_OF_AN_IMPORT = (
    rf"{_MODULE}(?:@[^\s:]+)?: |[^\s:]+@v\d|cannot find |no required module|missing go\.sum|package \S|module \S|reading \S"
    r"|could not import |verifying |unrecognized import|use of (?:internal|vendored)|import |local import|open |mkdir |malformed |ambiguous "
    r"|case-insensitive |code in directory|invalid |\"\.|unknown |git |stat |$"
)
# The same of a package, which the name of a server may look like.
_OF_A_PACKAGE = (
    r"[^\s:]+@v\d|cannot |module \S|verifying |ambiguous |package \S|reading \S+go\.mod|unrecognized import|import |mkdir |open "
    r"|git |exit status"
)
# How the go command begins what it says: with its name, a module, a place in a Go file, the import that it cannot load.
_GO_HEAD = re.compile(
    rf"go(?:\.exe)?: |go (?:get|list|mod|install|build|run|test|vet|work|generate|env|tool)(?: [^\s:]+){{0,4}}: |[^\s:]+@v\d+\.\d+\.\d[^\s:]*: |{_MODULE}(?:@[^\s:]+: |: (?:{_OF_A_PACKAGE}))|\S+\.go:\d+:\d+: ?(?:{_OF_AN_IMPORT})"
    r"|verifying (?:\S+@|module|go\.mod)|\W{0,3}cd \S+; git |(?:build|package|pattern|module) \S+: |package \S+$|\S+ (?:imports|tested by)$|build flag -mod"
    r"|failed to (?:initialize|trim) build cache|build cache is |current directory |invalid version: |malformed go\.sum|go\.mod requires go |unrecognized import path |go build [^\s:]+: |stat \S|no Go files in "
    r"|\$GOPATH/go\.mod|warning: GOPATH |error obtaining VCS|warning: pattern |main module \(|zip: |reading go\.work"
    r"|link: |can't load package: |import cycle not allowed$"
)
# Behind an unknown prefix.
_GO_WITHIN = re.compile(rf"[\s:\"(]go: (?:module )?{_MODULE}(?:@[^\s:]+)?: ")

# Tests and other programs say such things, too; what stands below them is theirs.
_STRANGE_HEAD = re.compile(
    r"\s+\S+\.go:\d+: |\s*--- (?:FAIL|PASS|SKIP)|\s*=== |(?:ok|FAIL|PASS|\?)\s|panic: |goroutine \d|npm |curl: |scp: |rsync"
)
_STRANGE_INDENT = re.compile(r"(?: {8}|\t)")

# What the go command says below its first line, where the indentation was lost, too.
_FOLLOWS = re.compile(
    r"\S+ \((?:vendor tree|from \$GO(?:ROOT|PATH))\)|/\S+/vendor/\S+$|more replace directives|'go get' is no longer|but go \d|\S+ loaded from "
    r"|go\.sum database|server response:|not found: |SECURITY ERROR|This download does|The bits may|have intercepted"
    r"|(?:module )?declares its|but was |downloaded: |go\.sum: |sum\.golang\.org: |use \"go work|[^\n:]*\.(?:mod|work):\d+: "
    r"|\S*go\.sum:\d+: |stream error: "
)
# Where a line break follows each colon.
_ANSWER = re.compile(r"reading https?://|[45]\d\d [A-Z]")
# Go 1.0 to 1.13 told the cycle below what it is.
_IS_CYCLE = re.compile(r"package \S+$")
# What git, ssh and what they talk to say, if they were asked by the go command.
_GIT_SAYS = re.compile(
    r"(?:fatal|error|remote|ssh|stderr|warning|ERROR|Fatal):(?: |$)|Host key |Permission denied|Please make sure|and the repository"
    r"|Cloning into|If you |If this |@{10}|[\w.-]+@[\w.-]+: Permission|kex_exchange|Connection (?:closed|reset|timed)|Could not "
    r"|Load key|Received disconnect|\$ git |-> |No such host|Unable to negotiate|Bad owner|package \S+: exit status"
)
_ASKS_GIT = re.compile(
    r"exit status \d+|\bgit (?:ls-remote|fetch|clone|init|status)|VCS status|cd \S+; git |server response:"
)


@dataclass(frozen=True, slots=True)
class LogMessage:
    """A message: its lines as text, with the number that each has in the log. `is_go`: from the go command, as far as
    its first line shows."""

    text: str
    numbers: tuple[int, ...]
    is_go: bool

    def number(self, position: int) -> int:
        """The line of the log for a position of the text."""
        return self.numbers[self.text.count("\n", 0, position)]


def messages(log: str) -> Iterator[LogMessage]:
    """The messages of a log, in their order. A line belongs to the message above it where it is indented, or has a
    known form for such lines. An empty line ends none unless something else follows it."""
    lines: list[str] = []
    numbers: list[int] = []
    is_strange = False
    signs = 0
    for number, line in plain_lines(log):
        if not line:
            continue
        is_indented = line[0] == "\t" or line.startswith("  ")
        strange = _STRANGE_HEAD.match(line) is not None
        follows = bool(lines) and (
            (is_indented and not strange and (not is_strange or _STRANGE_INDENT.match(line) is not None))
            or (is_strange and strange and is_indented)
            or _FOLLOWS.match(line) is not None
            or (lines[-1].endswith(":") and _ANSWER.match(line) is not None)
            or (_IS_CYCLE.match(line) is not None and lines[-1].endswith("import cycle not allowed"))
            or (_GIT_SAYS.match(line.lstrip(" ")) is not None and _ASKS_GIT.search("\n".join(lines)) is not None)
        )
        if not follows or len(lines) >= _MOST_LINES or signs > _MOST_SIGNS:
            if lines and not is_strange:
                yield _message(lines, numbers)
            lines, numbers, is_strange, signs = [], [], strange, 0
        lines.append(line)
        numbers.append(number)
        signs += len(line)
    if lines and not is_strange:
        yield _message(lines, numbers)


def _message(lines: list[str], numbers: list[int]) -> LogMessage:
    # An excerpt may begin below the first line: what the go command shows of git is indented by a tabulator.
    first = lines[0].lstrip(" ")
    is_go = first[0] == "\t" or _GO_HEAD.match(first) is not None or _GO_WITHIN.search(first) is not None
    return LogMessage("\n".join(lines), tuple(numbers), is_go)
