"""Go files of the project whose strings name what is removed: paths that are opened, joined or kept, and commands that
are run. The text is cut into tokens (decision 1), so that comments do not count; the value of a variable is not
known."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.scanner import GoSyntaxError, Scanner
from gomigrate.gosource.literal import unquote
from gomigrate.model.go.modpath import is_inside, is_std
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.gone.gonepaths import VENDOR_FOLDERS
from gomigrate.scripts.gone.plainlines import in_lines
from gomigrate.scripts.legacytools import LOCKS, NAMES
from gomigrate.scripts.spans import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.gosource.headers.scanner import Token
    from gomigrate.scripts.gone.gonepaths import GonePaths

_NEEDLE = re.compile(
    "|".join(("vendor", "build\\.Import", "GO111MODULE", *map(re.escape, sorted(LOCKS)), *(f'"{n}"' for n in NAMES)))
)
MOST_BYTES = 1 << 20
_JOINS = frozenset(("filepath.Join", "path.Join"))
_OPENERS_WORDS = (
    "ReadFile Open OpenFile ReadDir Chdir ParseFiles ParseGlob ParseDir ParseFile Stat Lstat Dir DirFS Glob"
    " Walk WalkDir ServeFile LoadHTMLGlob LoadHTMLFiles Readlink Abs"
)
_OPENERS = frozenset(_OPENERS_WORDS.split())
_FAILS = frozenset(
    ("ReadFile", "Open", "OpenFile", "ReadDir", "Chdir", "ParseFiles", "ParseGlob", "ParseDir", "ParseFile")
)
# They compare or print a string, or take it apart.
_TALKERS_WORDS = (
    "HasPrefix HasSuffix Contains ContainsAny Index LastIndex Split SplitN SplitAfter TrimPrefix TrimSuffix"
    " Trim Replace ReplaceAll MatchString MustCompile Compile Count EqualFold Match Errorf Error Fatalf Fatal"
    " Printf Println Print Logf Log Fprintf Fprintln New Wrap Wrapf Skip Skipf Equal NotEqual Cut CutPrefix"
)
_TALKERS = frozenset(_TALKERS_WORDS.split())
_RUNS = frozenset(("Command", "CommandContext", "Run", "RunV", "RunWith", "RunWithV", "Output", "OutCmd", "RunCmd"))
_OPENING = {"(": ")", "[": "]", "{": "}"}
_TESTING = frozenset(("t", "tb", "b"))
_PROGRAMS = frozenset(("go", *NAMES))
_GOPATH_NAME = re.compile(r"gopath=?", re.IGNORECASE)


@dataclass(slots=True)
class _Bracket:
    """A bracket that is open: what is called ("" where nothing is), the arguments so far (None: not a plain string),
    the name that the first one is, and the argument that is being read: `names` while it is nothing but a name, `last`
    the name that it ends in."""

    callee: str = ""
    arguments: list[str | None] = field(default_factory=list)
    tokens: int = 0
    first: str = ""
    names: str = ""
    last: str = ""
    value: str | None = None
    start: int = 0

    def word(self, token: Token) -> None:
        """A token of the argument: a call's name is one word."""
        is_name = token.kind == "ident" or token.text == "."
        self.names = self.names + token.text if is_name and len(self.names) == self.tokens else ""
        self.last = self.last + token.text if is_name else ""
        self.tokens += len(token.text)
        self.value = None

    def end_argument(self) -> None:
        if self.tokens:
            self.first = self.first if self.arguments else self.names
            self.arguments.append(self.value)
        self.tokens, self.names, self.last, self.value = 0, "", "", None


def in_go_source(path: str, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """What the strings of a Go file name, up to the place where it is no longer Go."""
    if len(text) > MOST_BYTES or not _NEEDLE.search(text):
        return
    lines = Lines(text)
    reader = _Reader(path, gone)
    told = dict.fromkeys((lines.number(offset), use, what, fails) for offset, use, what, fails in reader.uses(text))
    seen: set[tuple[int, str]] = set()
    for number, use, what, fails in sorted(told, key=lambda one: (one[0], not one[3])):
        if (number, what) in seen:
            continue
        seen.add((number, what))
        start = lines.of(number)
        words = text[start : lines.end(start)].strip()[:MOST_WORDS]
        yield BrokenLine(file=path, line=number, use=use, what=(what,), words=words, fails=fails)


_Use = tuple[int, GoneUse, str, bool]


class _Reader:
    """Reads one file: `open` are the brackets around a place; of the statement that is being read, whether it sets
    GOPATH, and where it names a vendor folder of a folder that is not known."""

    def __init__(self, path: str, gone: GonePaths) -> None:
        self.path, self.gone = path, gone
        self.open: list[_Bracket] = [_Bracket()]
        self.sets_gopath = False
        self.vendors: list[_Use] = []

    def uses(self, text: str) -> Iterator[_Use]:
        """Every use, with its offset."""
        scanner = Scanner(text)
        in_imports = False
        try:
            while (token := scanner.next()).kind != "EOF":
                if token.kind == "keyword" and token.text == "import":
                    in_imports = True
                elif token.kind == "keyword" and token.text in ("const", "func", "type", "var"):
                    in_imports = False
                if not in_imports:
                    yield from self._token(token)
        except GoSyntaxError:
            return

    def _token(self, token: Token) -> Iterator[_Use]:
        top = self.open[-1]
        if token.kind == ";":
            yield from self.vendors if self.sets_gopath else ()
            self.sets_gopath, self.vendors = False, []
        is_set = token.text in ("=", ":") and _GOPATH_NAME.fullmatch(top.last.rpartition(".")[2])
        if is_set or (token.kind == "string" and _GOPATH_NAME.fullmatch(token.text.strip('"`'))):
            self.sets_gopath = True
        if token.kind == "string":
            value = unquote(token.text) or ""
            is_first = not top.tokens
            top.word(token)
            top.value = value if is_first else None
            yield from self._literal(value, token.start)
        elif token.text in _OPENING:
            self.open.append(_Bracket(callee=top.last if token.text == "(" else "", start=token.start))
        elif token.text in _OPENING.values():
            if len(self.open) > 1:
                yield from self._closed(self.open.pop(), token)
        elif token.kind == ";" or token.text in (",", ":=", "=", ":"):
            top.end_argument()
        else:
            top.word(token)

    def _closed(self, call: _Bracket, token: Token) -> Iterator[_Use]:
        call.end_argument()
        outer = self.open[-1]
        was = outer.tokens == len(outer.names) > 0
        outer.word(token)
        name = call.callee.rpartition(".")[2]
        if call.callee in _JOINS and call.arguments:
            known = self._known_end(call.arguments)
            if known and was and len(known) == len(call.arguments):
                outer.value = posixpath.join(*known)
            folder = posixpath.join(*known) if known else ""
            if folder in VENDOR_FOLDERS and self.gone.named(folder, self.path):
                self.vendors.append((call.start, GoneUse.GOPATH, folder, False))
            if len(known) > 1:
                yield from self._joined(posixpath.join(*known), call, whole=len(known) == len(call.arguments))
        elif name in _OPENERS:
            for argument in call.arguments:
                if argument and (path := self.gone.named(argument, self.path)) and self.gone.was_there(path):
                    yield call.start, GoneUse.READ, path, name in _FAILS
        elif name == "Setenv" and [a and a.lower() for a in call.arguments] == ["go111module", "off"]:
            yield call.start, GoneUse.MODULES_OFF, "GO111MODULE=off", False
        elif call.callee in ("build.Import", "build.Default.Import") and call.arguments and call.arguments[0]:
            package = call.arguments[0]
            if (
                "." in package.partition("/")[0].strip(".")
                and not is_std(package)
                and not is_inside(package, self.gone.module)
            ):
                yield call.start, GoneUse.PLACE, package, False
        else:
            yield from self._command(call, name)

    def _command(self, call: _Bracket, name: str) -> Iterator[_Use]:
        """A command as separate words: the arguments of a function that runs one, or of any other function with the
        program first."""
        words = call.arguments
        is_run = name in _RUNS
        if not is_run:
            begin = next((number for number, word in enumerate(words) if word in _PROGRAMS), len(words))
            words = [] if name in _TALKERS else words[begin:]
            if not all(words[:2]) or len(words) < 2:
                return
        text = " ".join(word for word in words if word)
        for line in in_lines(self.path, iter(((1, text),)), self.gone, paths=False):
            is_tool = line.use is GoneUse.TOOL
            if not is_tool or ((is_run or line.what[0] == words[0]) and not self.gone.is_tool(line.what[0])):
                yield call.start, line.use, line.what[0], False

    @staticmethod
    def _known_end(arguments: list[str | None]) -> list[str]:
        """The arguments behind the last that is not known."""
        known: list[str] = []
        for argument in reversed(arguments):
            if argument is None:
                break
            known.insert(0, argument)
        return known

    def _joined(self, path: str, call: _Bracket, *, whole: bool) -> Iterator[_Use]:
        """A path of several parts; where the first is not known it has to lead below a vendor folder."""
        found = self.gone.named(path, self.path)
        if found and self.gone.was_there(found) and (whole or "/" in found):
            yield call.start, GoneUse.READ, found, False

    def _literal(self, value: str, start: int) -> Iterator[_Use]:
        """A string by itself: a path with a folder in it that was there; or a file that a test hands on, which runs in
        its own folder."""
        call = self.open[-1]
        if call.callee.rpartition(".")[2] in _TALKERS or len(value) > 300:
            return
        if "/" not in value.strip("/"):
            own = posixpath.join(posixpath.dirname(self.path), value)
            is_first = not call.arguments or (len(call.arguments) == 1 and call.first in _TESTING)
            is_handed = bool(call.callee) and call.callee not in _JOINS and is_first
            if is_handed and self.path.endswith("_test.go") and own in self.gone.files:
                yield start, GoneUse.READ, own, False
            return
        path = self.gone.named(value, self.path)
        if path and self.gone.was_there(path):
            yield start, GoneUse.READ, path, False
