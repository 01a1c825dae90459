"""Values that use what is removed: variables, settings of CI services, keys and folders of caches."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import VENDOR_FLAG, at, is_put_together
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.read.beside import in_others
from gomigrate.scripts.read.commands import GO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Scalar
    from gomigrate.scripts.read.values import Assigned

_GOPATH_VENDOR = re.compile(r"(?:^|[/:;\"'])(?:_?vendor|_workspace)(?=$|[/:;\"'])|godep path")
_HERE = r"[\"']?(?:\$\(?\{?(?:PWD|CURDIR|shell pwd|pwd)\}?\)?|`pwd`|\$\(cd [^&]{1,80}&& pwd\))"
_OWN_FOLDER = re.compile(rf"{_HERE}[\"']?")
# The pattern ./... does not go into folders whose names begin with a dot or an underscore.
_INSIDE = re.compile(rf"{_HERE}[\"']?/(?P<folder>(?:[A-Za-z0-9][\w-]*/)*[A-Za-z0-9][\w-]*)(?![\w./-])")
_FIRST = re.compile(r"[:;](?![-=+?\\])")
"""What ends the first entry of a path list, but not in ${NAME:-x} or C:\\x."""
_HASHED = re.compile(r"checksum\s+\\?[\"'](?P<circle>[^\"'\\]+)|hashFiles\((?P<actions>[^()]*)\)")
_NAME = re.compile(r"[\"']([^\"']+)[\"']")
_PATH = re.compile(r"[\w@%+.*~/-]+")
_SPARED = re.compile(r"exclu|ignor|skip|except|not$|without|omit|^name$|description|title|message", re.IGNORECASE)
_CACHE = re.compile(r"cache|^key|restore", re.IGNORECASE)
_RUN_FROM_TOP = frozenset(("", "scripts", "script", "hack", "build", "ci", ".ci", ".circleci", ".github/workflows"))
_MOST_WORDS = 50
_VARIABLE = re.compile(r"\$(?:\((?P<make>\w+)\)|\{(?P<braced>\w+)\}|(?P<bare>\w+))")
_ALWAYS_SET = frozenset(("PWD", "CURDIR", "GOPATH"))
_OWN_PLACE = re.compile(r"dirname|BASH_SOURCE|\$0|rev-parse|\bpwd\b|PWD|^[\"']?\.\.?/?[\"']?$")
"""How a script names the folder that it lies in."""
_READS_MORE = re.compile(r"^[ -]*s?include\b|^[ ]*export[ \t]*$|\$[({]\$|\$[({]value|\.EXPORT_ALL", re.MULTILINE)
_READS = re.compile(r"(?:\$\$?[({]?|\bifn?def[ \t]+)([\w.-]+)")
_EXPORTS = re.compile(r"\bexport[ \t]+([^\n:=?+]*)")
_SETS = re.compile(r"[ ]*(?:override[ \t]+)?(?P<name>[\w.-]+)[ \t]*[:?+]{0,3}=")
_RUN_MORE = frozenset(("make", "gmake", "$MAKE", "sh", "bash", "source", "."))
_DEEPEST, _LONGEST = 4, 2_000


def in_values(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """Variables that turn modules off, ask for the vendor folder, lead GOPATH there, or hold the name of a removed
    file."""
    once, read = _set_once(document), _names_read(document)
    others = {call.command.start for call in in_others(document, gone.module)}
    for place in document.values:
        if (place.command is not None and place.command.start in others) or _is_unused(document, place, read):
            continue
        if place.name == "GO111MODULE" and (place.value.lower() == "off" or (place.value == "false" and place.is_yaml)):
            yield at(document, place.start, GoneUse.MODULES_OFF, "GO111MODULE=off", fails=_is_here(place))
        said = place.raw if place.command is None else place.value
        is_put = place.name == "GOFLAGS" and is_put_together(document, said)
        if not gone.has_vendor and (VENDOR_FLAG.search(said) or is_put):
            yield at(document, place.start, GoneUse.VENDOR_FLAG, "-mod=vendor", fails=True)
        if place.name == "GOPATH":
            # The module cache lies in the first entry; the others mean nothing to a build of modules.
            first = _FIRST.split(_with_variables(place.raw, once).strip(), maxsplit=1)[0]
            found = _GOPATH_VENDOR.search(first)
            if found and ("_workspace" not in found.group() or gone.had_folder("Godeps/_workspace")):
                yield at(document, place.start, GoneUse.GOPATH, found.group().strip("/:;\"'"))
            elif _is_after_leaving(document, place, once):
                continue  # where the script then is only a run can tell
            elif _is_own_folder(document, place, first):
                yield at(document, place.start, GoneUse.GOPATH, "go.mod")
            elif (
                (inside := _INSIDE.match(first))
                and _is_at_top(document)
                and _is_here(place)
                and not _is_for_tools(document, place, gone.module)
            ):
                yield at(document, place.start, GoneUse.GOPATH, inside["folder"])
        elif place.command is None and not _SPARED.search(place.name):
            yield from _named(document, place.raw, place.start, gone)


def _names_read(document: Document) -> frozenset[str] | None:
    """The variables that a Makefile reads or exports; None where that is not known: others include it, it includes
    others, exports all, or computes names."""
    if document.kind is not FileKind.MAKE or posixpath.splitext(document.path)[1] or _READS_MORE.search(document.text):
        return None
    return frozenset(_READS.findall(document.text)) | frozenset(
        word for line in _EXPORTS.findall(document.text) for word in line.split()
    )


def _is_unused(document: Document, place: Assigned, read: frozenset[str] | None) -> bool:
    """Whether a place is in the value of a variable of a Makefile that nothing reads."""
    if read is None or not (place.setting or (place.statement and place.statement.is_value)):
        return False
    said = _SETS.match(document.text, document.lines.of(document.line(place.start)))
    return said is not None and said["name"] not in read


def _is_for_tools(document: Document, place: Assigned, module: str) -> bool:
    """Whether all that runs with a GOPATH fetches and builds programs of other modules, whose sources lay there in
    GOPATH mode, too."""
    calls = document.commands
    if place.command is not None:
        calls = [call for call in calls if call.command is place.command]
    elif any(call.program in _RUN_MORE or call.words[0].value.startswith("./") for call in calls):
        return False
    go_calls = [call for call in calls if call.program in GO_NAMES and call.arguments]
    return bool(go_calls or place.command) and all(_is_of_tool(call, module) for call in go_calls)


def _is_of_tool(call: Call, module: str) -> bool:
    if call.arguments[0] in ("env", "version"):
        return True
    words = [word for word in call.arguments[1:] if "." in word and not word.startswith(("-", "."))]
    is_other = bool(words) and not any(f"{word}/".startswith(f"{module}/") for word in words)
    return is_other and call.arguments[0] in ("get", "install", "run")


def _is_here(place: Assigned) -> bool:
    """Whether a setting is for commands in the project: a command after `cd` may run elsewhere."""
    if place.command is None or place.statement is None:
        return True
    before = (command for command in place.statement.commands if command.start < place.start)
    return not any(command.name in ("cd", "pushd") for command in before)


def _is_after_leaving(document: Document, place: Assigned, once: Mapping[str, str]) -> bool:
    """Whether the last `cd` before a place went to a folder that may lie anywhere."""
    if place.statement is None:
        return False
    before = [
        call
        for call in document.commands
        if call.program in ("cd", "pushd")
        and not call.statement.is_nested
        and call.statement.region.start == place.statement.region.start
        and call.command.start < place.start
    ]
    target = max(before, key=lambda call: call.command.start).words[1:] if before else ()
    return bool(target) and not _OWN_PLACE.search(_with_variables(target[0].raw, once))


def _is_at_top(document: Document) -> bool:
    """Whether a file is most likely run in the project's folder."""
    return posixpath.dirname(document.path) in _RUN_FROM_TOP


def _set_once(document: Document) -> dict[str, str]:
    """The variables that a file sets in one way alone, with their text. What only one command gets is none of them."""
    texts: dict[str, set[str]] = {}
    for place in document.values:
        if place.command is None and place.name not in _ALWAYS_SET:
            texts.setdefault(place.name, set()).add(place.raw)
    return {name: next(iter(found)) for name, found in texts.items() if len(found) == 1}


def _with_variables(text: str, once: Mapping[str, str]) -> str:
    """The text with what these variables stand for; what is nested too deep stays."""

    def value(match: re.Match[str]) -> str:
        raw = once.get(match["make"] or match["braced"] or match["bare"])
        return match.group() if raw is None else raw.strip("\"'")

    for _ in range(_DEEPEST):
        new = _VARIABLE.sub(value, text) if once and "$" in text else text
        if new == text or len(new) > _LONGEST:
            return text
        text = new
    return text


def _is_own_folder(document: Document, place: Assigned, first: str) -> bool:
    if _OWN_FOLDER.fullmatch(first):
        return _is_at_top(document)
    if document.kind is not FileKind.DOCKER or not place.value.startswith("/"):
        return False
    folders = {i.words[0].value.rstrip("/") for i in document.instructions if i.name == "WORKDIR" and i.words}
    own = place.value.rstrip("/")
    copies = [i for i in document.instructions if i.is_copy and len(i.words) > 1]
    has_all = {i.words[1].value.rstrip("/") for i in copies if i.words[0].value in (".", "./") and not i.flags}
    return own in has_all or (own in folders and any(i.words[-1].value in (".", "./") for i in copies))


def _named(document: Document, text: str, start: int, gone: GonePaths) -> Iterator[BrokenLine]:
    """The removed files among the words of a value that is nothing but paths."""
    words = list(_PATH.finditer(text))
    if len(words) > _MOST_WORDS or "$(" in text or "`" in text:
        return
    for word in words:
        before = text[word.start() - 1 : word.start()]
        if before not in "\"' \t:," or text[word.end() : word.end() + 1] == "=":
            continue
        if path := gone.named(word.group(), document.path, bare=False):
            yield at(document, start + word.start(), GoneUse.FILE, path)


def in_scalars(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """What a YAML file says outside of commands: cached folders and keys, flags, paths."""
    if document.kind not in YAML_KINDS:
        return
    commands = {region.start for region in document.regions}
    for scalar in document.scalars:
        keys = [key for key in scalar.keys if key != "-"]
        if scalar.start in commands:
            continue
        text = document.text[scalar.start : scalar.end]
        if (flag := VENDOR_FLAG.search(text)) and not gone.has_vendor and not any(map(_SPARED.search, keys[-1:])):
            yield at(document, scalar.start + flag.start(), GoneUse.VENDOR_FLAG, "-mod=vendor", fails=True)
        yield from _hashed(document, scalar, text, gone)
        yield from _path(document, scalar, text, keys, gone)


def _hashed(document: Document, scalar: Scalar, text: str, gone: GonePaths) -> Iterator[BrokenLine]:
    """Keys made from removed files: CircleCI stops there, others make the same key for ever."""
    for match in _HASHED.finditer(text):
        names = [match["circle"]] if match["circle"] else _NAME.findall(match["actions"])
        for name in names:
            if path := gone.named(name.removeprefix("**/"), document.path):
                yield at(document, scalar.start + match.start(), GoneUse.CACHE, path, fails=bool(match["circle"]))


def _path(document: Document, scalar: Scalar, text: str, keys: list[str], gone: GonePaths) -> Iterator[BrokenLine]:
    """A scalar that is a removed path and nothing else, a line each; or a part of a cache's key."""
    if any(map(_SPARED.search, keys)) or _HASHED.search(text):
        return
    is_cache = any(map(_CACHE.search, keys))
    offset = scalar.start
    for line in text.split("\n"):
        parts = line.split("|") if is_cache else [line]
        for part in parts:
            if _PATH.fullmatch(part.strip()) and (path := gone.named(part.strip(), document.path)):
                yield at(document, offset, GoneUse.CACHE if is_cache else GoneUse.FILE, path)
        offset += len(line) + 1
