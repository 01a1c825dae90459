"""Commands that use what is removed: calls of old tools, flags and packages of the go command, arguments that name a
removed path."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.model.go.modpath import is_inside
from gomigrate.scripts.gone.brokenline import MOST_WORDS, BrokenLine, GoneUse
from gomigrate.scripts.goversions import GET_INSTALLS_BELOW, EarlyGoes
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import BY_NAME, tool_called, tool_fetched
from gomigrate.scripts.read.beside import beside_the_mount, in_others, strayed
from gomigrate.scripts.read.commands import GO_NAMES, calls_in, flags_and_rest
from gomigrate.scripts.shell.model import OPAQUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.legacytools import LegacyTool
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Statement

VENDOR_FLAG = re.compile(r"(?<![\w-])--?mod(?:ules-download-mode)?(?:=|[ \t]+)[\"']?vendor(?![\w-])")
MODULES_OFF = re.compile(r"\bGO111MODULE\b[\"']?\]?[ \t]*(?:=>|[:?]?=|:|,)[ \t]*[\"']?off\b", re.IGNORECASE)
_PROGRAMS = r"(?<![\w./\\$-])(?:[\w./$-]*/bin/|(?:[A-Za-z]:|%\w{1,30}%)?[\w.\\-]*\\bin\\)?"
"""Where the name of a program begins that a line runs, with the folder for programs before it."""
TOOL_LINE = re.compile(
    rf"{_PROGRAMS}(?P<tool>dep)[ \t]+(?:ensure|status|init|prune|check|version)\b"
    rf"|{_PROGRAMS}(?P<other>glide|godep|govendor|gvt|vndr|trash|gdm|govend|glock|godeps|gpm|gom|gopm|gb"
    r"|vendetta|glide-vc|vendorcheck)"
    r"(?:[ \t]+(?:install|i|update|up|novendor|nv|go|restore|save|get|sync|fetch|add|build|test|list|vendor|exec)\b"
    r"|(?=[\"']?[ \t]*\)?[ \t]*$)|(?<=glide-vc)(?=[ \t]+-)|(?<=vendorcheck)(?=[ \t]+\.))"
)
_QUIET = frozenset((OPAQUE, "$Q", "$V", "$AT", "$QUIET", "$SILENT", "$VERBOSE"))
_QUESTIONS = frozenset(("version", "-v", "--version", "-version", "-V", "-h", "--help", "help"))
_FINDERS = frozenset(("command", "which", "type", "hash", "where", "whereis"))
# What a function of make gives to a shell, and programs that say or look for a command instead of running it.
_GIVES = re.compile(r"\$[({](?:if|call|or|and|foreach|eval)[ \t]")
_SAYERS_WORDS = "echo printf : die log info warn error fail grep egrep fgrep rg git sed awk apt-get apt apk yum brew"
_SAYERS = frozenset(_SAYERS_WORDS.split())
_SHELLS_WORDS = (
    "sh bash zsh ash su ssh eval docker docker-compose vagrant xargs"
    " cmd cmd.exe powershell pwsh invoke-expression iex start-process"
)
_SHELLS = frozenset(_SHELLS_WORDS.split())
# They take no files, or do no harm where one is missing.
_HARMLESS_WORDS = (
    "echo printf : true false mkdir find grep egrep fgrep export unset alias set return exit trap read make"
    " dep ag rg awk gawk wait sleep hash type which touch expr let"
)
_HARMLESS = frozenset(_HARMLESS_WORDS.split())
_FORCED = re.compile(r"-\w*f\w*|--force")
# They say nothing to a file that is not there, or only then something else happens.
_TESTS = frozenset(("[", "test", "[["))
# Programs that take the name of a folder without a slash for a folder.
_TAKE_FOLDERS_WORDS = (
    "cd pushd cp mv ln ls cat tar zip rsync chmod chown chgrp diff du stat source . gofmt goimports sha256sum"
    " md5sum wc cmp tree scp rm rmdir sed perl head tail sort golint xcopy robocopy"
    " copy Copy-Item Move-Item Compress-Archive 7z"
)
_TAKE_FOLDERS = frozenset(_TAKE_FOLDERS_WORDS.split())
_SPARED_FLAG = re.compile(
    r"-{1,2}\w*(?:exclu|ignore|skip|prune|except|not|without|omit|path|name|regex)[\w-]*", re.IGNORECASE
)
_PATTERN_FIRST = frozenset(("sed", "perl", "tr"))
_GREPS = frozenset(("grep", "egrep", "fgrep", "awk", "gawk"))
# Options of grep and awk whose value is a word of its own, and those that say the pattern or where it is.
_GREP_TAKES = re.compile(r"-\w*[ABCmefFv]|--(?:after|before)?-?context|--(?:max-count|regexp|file)")
_GREP_PATTERN = re.compile(r"-\w*[ef]|--(?:regexp|file)(?:=.*)?", re.DOTALL)
_PATH_FLAG = re.compile(r"(?:-[A-Z]|--?(?!mod=)[\w-]+=)(?P<path>.+)")
# Folders to search, which may be a list: protoc, C compilers.
_SEARCHED = re.compile(r"-[IL]|--proto_path\b|-isystem\b")
_MOST_PARTS = 50
_GIT_TAKES = frozenset(("add", "archive", "checkout", "mv", "diff", "reset", "stash"))
_GIT_ASKS = _GIT_TAKES | {"status"}
_WITH_VALUE = frozenset(("tags", "ldflags", "gcflags", "asmflags", "p", "o", "mod", "modfile", "buildmode"))
_REFERENCE = re.compile(r"\$[({]?(?P<name>\w+)[)}]?")
_DEFAULT = re.compile(r"\$\{(?P<name>\w+):?[=-](?P<value>[\w=-]+)\}")
_VENDORED = re.compile(rf"(?:\$\w+/|{OPAQUE}/|\./)?(?:\.\./)*(?:[\w.~-]+/)*?vendor(?:/[\w.~/-]*)?")
_BUILDS = frozenset(("build", "install", "test", "vet", "run", "generate", "list", "get", "fmt"))


def in_commands(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """Every use in the commands of a file."""
    nested = in_nested(document, gone)
    early = EarlyGoes.of(document)
    others = {call.command.start for call in in_others(document, gone.module)}
    for call in document.commands:
        if call.command.start in others:
            continue
        found = _in_call(document, _spoken(call), gone)
        go = early.go(call.command.start)
        spared = {GoneUse.VENDOR_FLAG} if call.command.start in nested else set()
        if go is not None and go_version(go.version) < GET_INSTALLS_BELOW:
            spared |= {GoneUse.GO_GET, GoneUse.EARLY_GET}
        yield from (one for one in found if one.use not in spared)
    for call in (one.call for one in strayed(document, gone.module)):
        verb, fails = call.arguments[0], call.may_change_status
        yield at(document, call.words[0].start, GoneUse.OUTSIDE, f"go {verb}", fails=fails)
    for one in beside_the_mount(document, gone.module):
        verb, fails = one.call.arguments[0], one.call.may_change_status
        yield at(document, one.call.words[0].start, GoneUse.OUTSIDE, f"go {verb}", fails=fails)
    yield from _answers(document, document.statements)


def in_nested(document: Document, gone: GonePaths) -> frozenset[int]:
    """Where the commands begin that run in a nested module with a vendor folder of its own: by the file's place, or
    after a `cd` there."""
    is_own = gone.vendors_own(posixpath.dirname(document.path))
    found: set[int] = set()
    region, is_there = -1, is_own
    for call in document.commands:
        if call.statement.region.start != region:
            region, is_there = call.statement.region.start, is_own
        if call.program in ("cd", "pushd") and call.arguments:
            is_there = gone.vendors_own(posixpath.normpath(call.arguments[-1]))
        elif is_there:
            found.add(call.command.start)
    return frozenset(found)


def in_statements(document: Document, statements: Iterable[Statement], gone: GonePaths) -> Iterator[BrokenLine]:
    """The same in commands that were read out of the file by other means."""
    for call in calls_in(statements, document.variables):
        yield from _in_call(document, _spoken(call), gone)


def _spoken(call: Call) -> Call:
    """The call without a first word that makes commands of a Makefile quiet or loud: $Q, $(AT)."""
    if call.words[0].value not in _QUIET or len(call.words) < 2:
        return call
    words = call.words[1:]
    program = words[0].value.rpartition("/")[2]
    return replace(call, words=words, program=program, arguments=tuple(word.value for word in words[1:]))


def at(document: Document, offset: int, use: GoneUse, what: str, *, fails: bool = False) -> BrokenLine:
    """The use at a place of a file."""
    line = document.line(offset)
    start = document.lines.of(line)
    words = document.text[start : min(document.lines.end(start), start + 2 * MOST_WORDS)].strip()
    return BrokenLine(file=document.path, line=line, use=use, what=(what,), words=words[:MOST_WORDS], fails=fails)


def _in_call(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    start = call.words[0].start
    tool = document.tool_run(call.words[0].value)
    is_sure = call.may_change_status
    if tool is not None and not gone.leaves(tool):
        asks = call.command.words[0].value == "command" or (call.arguments[:1] and call.arguments[0] in _QUESTIONS)
        use = GoneUse.QUESTION if asks else GoneUse.TOOL
        yield at(document, start, use, tool.name, fails=is_sure and not call.statement.is_nested)
        return
    if call.program in GO_NAMES:
        yield from _in_go(document, call, gone)
        return
    if call.program in _FINDERS:
        named = next((found for word in call.arguments if (found := tool_called(word))), None)
        if named is not None and not gone.leaves(named):
            yield at(document, start, GoneUse.QUESTION, named.name)
        return
    fetched = tool_fetched(call.program, call.arguments)
    if fetched is not None and not gone.leaves(fetched):
        yield at(document, start, GoneUse.INSTALL, fetched.name)
    if call.program.lower() in _SHELLS:
        yield from _in_shell(document, call, gone)
    if call.program not in _SAYERS:
        yield from _handed_on(document, call, gone)
    program = call.words[0].value
    if "/" in program and (path := gone.named(program, document.path)):
        yield at(document, start, GoneUse.FILE, path, fails=is_sure)
    yield from _arguments(document, call, gone)


def _in_shell(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """A command that another program is given: `docker run IMAGE dep ensure`, `sh -c "dep ensure"`."""
    # Start-Process dep -ArgumentList ensure
    parts = [word.strip("\"'") for word in call.arguments if " " not in word and word.lower() != "-argumentlist"]
    words = [*(word.strip("\"'") for word in call.arguments), " ".join(parts)]
    for match in filter(None, (TOOL_LINE.search(word) for word in words)):
        name = match["tool"] or match["other"]
        tool = tool_called(name)
        if tool is not None and not gone.leaves(tool):
            yield at(document, _place_of(call, name), GoneUse.TOOL, name, fails=call.may_change_status)
            return


def _handed_on(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """An old tool, with what it fetches by, among the arguments of a program that is not known to run commands, or in a
    function of make: `find . -execdir dep ensure`, `$(call run,dep ensure)`."""
    for word, after in pairwise(call.words):
        if call.program == "xargs" and (word.value, after.value) == ("go", "get"):
            yield at(document, word.start, GoneUse.GO_GET, "...")
        # instrumentisto/dep:0.5 is an image of the tool.
        tool = BY_NAME.get(word.value.rpartition("/")[2].partition(":")[0])
        if tool is not None and after.value in first_words(tool) and not gone.leaves(tool):
            yield at(document, word.start, GoneUse.TOOL, tool.name)
    for word in call.words:
        if _GIVES.match(word.raw) and re.search(r"\bgo get\b", word.raw):
            yield at(document, word.start, GoneUse.GO_GET, "...")
        match = TOOL_LINE.search(word.raw) if _GIVES.match(word.raw) else None
        tool = tool_called(match["tool"] or match["other"]) if match else None
        if tool is not None and not gone.leaves(tool):
            yield at(document, word.start, GoneUse.TOOL, tool.name)


def first_words(tool: LegacyTool) -> frozenset[str]:
    """What stands behind a tool's name where it fetches what its lock names."""
    return frozenset(words.split()[0] for words in tool.restores if words)


def _place_of(call: Call, part: str) -> int:
    return next((word.start for word in call.words if part in word.value), call.words[0].start)


def _in_go(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    is_sure = call.may_change_status
    said = " ".join(call.arguments)
    defaults = [default["value"] for word in call.words for default in _DEFAULT.finditer(word.raw)]
    flag = any(map(VENDOR_FLAG.search, (said, *defaults))) or is_put_together(document, said)
    if flag and not gone.has_vendor:
        yield at(
            document,
            _place_of(call, "vendor" if "vendor" in said else "$"),
            GoneUse.VENDOR_FLAG,
            "-mod=vendor",
            fails=is_sure,
        )
    if call.arguments[:1] == ("env",) and MODULES_OFF.search(" ".join(call.arguments)):
        yield at(document, _place_of(call, "GO111MODULE"), GoneUse.MODULES_OFF, "GO111MODULE=off", fails=True)
    if call.arguments[:1] and call.arguments[0] in _BUILDS:
        found = [(word, path) for word in call.words[2:] if (path := _vendored(word.value, document.path, gone))]
        for word, path in found:
            yield at(document, word.start, GoneUse.PACKAGES, path, fails=is_sure)
        if call.arguments[0] == "get" and not found:
            yield from _gets(document, call, gone)
    if call.arguments[:1] != ("get",):
        yield from (
            at(document, word.start, GoneUse.FILE, path)
            for word in call.words[2:]
            if (match := _PATH_FLAG.fullmatch(word.value)) and (path := gone.named(match["path"], document.path))
        )


def is_put_together(document: Document, said: str) -> bool:
    """Whether variables that have only parts of it give -mod=vendor: M=-mod; M+==vendor. A variable that has the whole
    flag is reported where it is set."""
    names = {match["name"] for match in _REFERENCE.finditer(said)}
    values: dict[str, list[str]] = {}
    for place in document.values:
        if place.name in names and len(place.value) <= MOST_WORDS:
            values.setdefault(place.name, []).append(place.value)
    defaults = [one for one in _DEFAULT.finditer(document.text if names else "") if one["name"] in names]
    for default in defaults:
        values.setdefault(default["name"], []).append(default["value"])
    if not values or any(VENDOR_FLAG.search(value) for one in values.values() for value in one):
        return False
    last = {name: one[-1] for name, one in values.items()}
    joined = {name: "".join(one) for name, one in values.items()}
    return any(VENDOR_FLAG.search(_with_values(said, way)) for way in (last, joined))


def _with_values(text: str, values: Mapping[str, str]) -> str:
    return _REFERENCE.sub(lambda match: values.get(match["name"], ""), text)


def _vendored(word: str, file: str, gone: GonePaths) -> str:
    """The folder of packages in a vendor folder that a word names."""
    own = word.removeprefix(f"{gone.module}/")
    is_place = own != word or word.startswith((".", "$", OPAQUE, "vendor/"))
    return gone.named(own, file, bare="/" in word) if is_place and _VENDORED.fullmatch(own) else ""


def _gets(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """`go get` of anything but the project's own packages: it changes go.mod, and installs nothing since go 1.18. In an
    image that has no file of the project yet there is no go.mod, and its own packages come from elsewhere, too."""
    _, targets = flags_and_rest(call.words[2:], _WITH_VALUE)
    is_empty = document.kind is FileKind.DOCKER and not any(
        step.is_copy and step.start < call.command.start for step in document.instructions
    )
    others = [word for word in targets if not _is_own(word.value, gone) or (is_empty and gone.module in word.value)]
    if others:
        use = GoneUse.EARLY_GET if is_empty else GoneUse.GO_GET
        yield at(document, call.words[0].start, use, others[0].value.replace(OPAQUE, "..."))
    elif "-u" in call.arguments:
        yield at(document, call.words[0].start, GoneUse.GO_GET, "-u")


def _is_own(word: str, gone: GonePaths) -> bool:
    return word in (".", "...") or word.startswith(("./", "../", "/")) or f"{word}/".startswith(f"{gone.module}/")


def _arguments(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """Arguments that name a removed path, or create it."""
    if call.program in ("mkdir", "ln"):
        made = call.words[1:] if call.program == "mkdir" else call.words[-1:]
        for word in made:
            path = gone.named(word.value, document.path)
            if is_inside(path, "vendor") and not gone.has_vendor:
                yield at(document, word.start, GoneUse.MADE, path)
                return
    if call.program in _GREPS:
        yield from _searched(document, call, gone)
    if call.program == "find":
        yield from _roots(document, call, gone)
    is_ignored = document.kind is FileKind.MAKE and document.line_head(call.command.start).lstrip("@+").startswith("-")
    if _takes_nothing(call, is_ignored=is_ignored):
        return
    is_test = call.program in _TESTS
    bare = is_test or call.program in _TAKE_FOLDERS or call.program == "git"
    skipped = 1 if call.program in _PATTERN_FIRST else 0
    is_next_spared = False
    for before, word in pairwise(call.words):
        # --exclude=vendor, --exclude vendor
        if call.program == "zip" and word.value == "-x":
            return
        leaves_out = _SPARED_FLAG.match(word.value) is not None and not _SEARCHED.match(word.value)
        is_spared, is_next_spared = is_next_spared or leaves_out, leaves_out and "=" not in word.value
        if is_spared:
            continue
        if skipped and not word.value.startswith("-"):
            skipped = 0
            continue
        path = _named(word.value, document.path, gone, bare=bare or _SEARCHED.fullmatch(before.value) is not None)
        if path:
            use = GoneUse.CONDITION if is_test else GoneUse.FILE
            is_asked = is_test or call.program == "ln" or (call.program == "git" and not _git_takes(call.arguments))
            fails = not (is_asked or is_ignored) and call.may_change_status and not call.statement.is_nested
            yield at(document, word.start, use, path, fails=fails)


def _searched(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """Files that grep or awk reads, behind its pattern: what it finds is used, and after the migration it finds
    nothing."""
    is_grep = "grep" in call.program
    has_pattern = any(_GREP_PATTERN.fullmatch(word) for word in call.arguments)
    is_value = False
    for word in call.words[1:]:
        if is_value or word.value.startswith("-"):
            takes = _GREP_TAKES.fullmatch(word.value) if is_grep else word.value in ("-F", "-v", "-f")
            is_value = not is_value and bool(takes)
        elif not has_pattern:
            has_pattern = True
        elif path := gone.named(word.value, document.path, bare=False):
            yield at(document, word.start, GoneUse.FILE, path)


def _named(word: str, file: str, gone: GonePaths, *, bare: bool) -> str:
    """The path of a word, of a flag's value, or of one side of a mount."""
    if found := gone.named(word, file, bare=bare):
        return found
    if match := _PATH_FLAG.fullmatch(word):
        whole, *parts = dict.fromkeys((match["path"], *match["path"].lstrip("=").split(":")[:_MOST_PARTS]))
        is_list = _SEARCHED.match(word) is not None
        in_list = (found for part in parts if (found := gone.named(part, file, bare=is_list)))
        return gone.named(whole, file) or next(in_list, "")
    head, colon, _ = word.partition(":")
    return gone.named(head, file) if colon and "/" in head else ""


def _takes_nothing(call: Call, *, is_ignored: bool) -> bool:
    """Whether a program does no harm where a file that it is given is missing."""
    if call.program in ("rm", "rmdir"):
        return is_ignored or any(map(_FORCED.fullmatch, call.arguments))
    return call.program in _HARMLESS or (call.program == "git" and _GIT_ASKS.isdisjoint(call.arguments[:1]))


def _roots(document: Document, call: Call, gone: GonePaths) -> Iterator[BrokenLine]:
    """The folders that find starts from: it fails where one is not there (find(1), "Exit status")."""
    for word in call.words[1:]:
        if word.value[:1] in ("-", "(", "!", "\\"):
            return
        if (path := gone.named(word.value, document.path)) and not call.statement.is_nested:
            fails = call.may_change_status and not call.is_pipelined
            yield at(document, word.start, GoneUse.FILE, path, fails=fails)


def _git_takes(arguments: Sequence[str]) -> bool:
    """Whether git fails at a path that is not there: what comes after -- need not be there for diff."""
    return bool(arguments) and arguments[0] in _GIT_TAKES and not (arguments[0] == "diff" and "--" in arguments)


def _answers(document: Document, statements: Iterable[Statement]) -> Iterator[BrokenLine]:
    """What a question to a tool answered, where the question was taken out: `[ "$(:)" = v1 ]`. A colon in backquotes in
    a template of Go is a text: `{{ join `:` }}`."""
    for statement in statements:
        before = document.text[document.text.rfind("\n", 0, statement.start) + 1 : statement.start]
        is_text = before.endswith("`") and "{{" in before
        if not is_text and statement.is_nested and [command.values for command in statement.commands] == [(":",)]:
            yield at(document, statement.start, GoneUse.ANSWER, "$(:)", fails=True)
