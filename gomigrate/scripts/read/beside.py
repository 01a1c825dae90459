"""Go commands for packages of the project in a folder that is not the project's: in GOPATH mode any folder did where a
command names an import path, in module mode one with a go.mod above it is needed (Go reference: "Packages, and
modules"). They come after a `cd`, or run in a container beside the folder that the project is mounted to (docker run
reference: -v, -w)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import prefixes
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.read.commands import GO_NAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Word

_NEEDS_MODULE = frozenset(("build", "install", "test", "vet", "run", "list", "generate", "get"))
_IMAGE = re.compile(r"(?:docker\.io/)?(?:library/)?golang(?:[:@].*)?")
_RUNNERS = frozenset(("docker", "podman", "nerdctl"))
# Where a service has the project, by its own name for that; commands begin there.
_HOMES = {
    FileKind.TRAVIS: "TRAVIS_BUILD_DIR",
    FileKind.GITLAB: "CI_PROJECT_DIR",
    FileKind.DRONE: "",  # which name there is depends on its version
    FileKind.BITBUCKET: "BITBUCKET_CLONE_DIR",
    FileKind.CODEBUILD: "CODEBUILD_SRC_DIR",
    FileKind.BUILDKITE: "BUILDKITE_BUILD_CHECKOUT_PATH",
    FileKind.CIRRUS: "CIRRUS_WORKING_DIR",
    FileKind.APPVEYOR: "APPVEYOR_BUILD_FOLDER",
    FileKind.ACTIONS: "GITHUB_WORKSPACE",
    FileKind.MAKE: "",
}
_NAMED_HOMES = frozenset(f"${name}" for name in _HOMES.values() if name)
# Their lists of commands are one script.
_SHARING = frozenset((FileKind.TRAVIS, FileKind.GITLAB, FileKind.DRONE, FileKind.BITBUCKET, FileKind.CODEBUILD))
_ENTERS = frozenset(("cd", "pushd"))
_FOLDER_KEYS = frozenset(("working-directory", "working_directory", "workingDirectory"))
_ELSEWHERE = frozenset(("docker", "podman", "nerdctl", "docker-compose", "kubectl", "ssh", "vagrant", "lxc"))
_USERS = frozenset(("", "~", "$HOME", "/", "/tmp", "/root", "/usr", "/usr/local", "$TMPDIR", "$GOROOT"))  # noqa: S108 - read, not used
_BELOW_GOPATH = re.compile(r"(?:\$GOPATH|/go|/root/go|/home/\w+/go(?:path)?)(?:/(?P<below>.*))?")
_CONTAINS_PROJECT = re.compile(r"\$\(?\{?(?:PWD|CURDIR|pwd)|^[^/$]")
_URL = re.compile(r"(?:https?|ssh|git)://|git@|[\w.-]+@[\w.-]+:")
_OWN_PLACE = re.compile(r"\$\(dirname[^)]*\)|`dirname[^`]*`|\$\{0%/\*\}|\$\{BASH_SOURCE%/\*\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBeside:
    """The go command `call` of a container whose project lies in `place`. `image`: the word that names the image, where
    no option says the folder."""

    call: Call
    place: str
    image: Word | None


def beside_the_mount(document: Document, module: str) -> Iterator[RunBeside]:
    """Every such command for packages of the project, by import path or from the folder."""
    mount = re.compile(rf".+:(?P<place>/[\w./-]*/src/{re.escape(module)})/?(?::\w+)?")
    for call in document.go_commands:
        words = call.command.words
        first = next((i for i, word in enumerate(words) if word is call.words[0]), 0)
        before = words[:first]
        if len(before) < 3 or before[0].value not in _RUNNERS or before[1].value != "run":
            continue
        place = next((match["place"] for word in before if (match := mount.fullmatch(word.value))), "")
        if not place or call.arguments[0] not in _NEEDS_MODULE or any("@" in word for word in call.arguments):
            continue
        folder = _folder(before)
        is_golang = _IMAGE.fullmatch(before[-1].value) is not None
        is_beside = place.startswith(f"{folder.rstrip('/')}/") if folder else is_golang
        if is_beside and any(f"{word}/".startswith((f"{module}/", "./")) for word in call.arguments[1:]):
            yield RunBeside(call=call, place=place, image=None if folder else before[-1])


def _folder(words: Sequence[Word]) -> str:
    """What -w or --workdir says, "" without it."""
    for number, word in enumerate(words):
        name, sign, value = word.value.partition("=")
        if name in ("-w", "--workdir"):
            return value if sign else words[number + 1].value if number + 1 < len(words) else ""
        if word.value.startswith("-w/"):
            return word.value[2:]
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _WorkFolder:
    """Where a shell is: below the project (`inside`, "" for its top), surely outside of it, or not known."""

    inside: str | None = None
    is_outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """Where the commands of a file begin, and whether it sets GOPATH to a folder that may lie in the project."""

    folder: _WorkFolder
    has_gopath: bool


_UNKNOWN, _OUTSIDE = _WorkFolder(), _WorkFolder(is_outside=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strayed:
    """A go command that surely runs where no go.mod is; `home` is how its service names the project's folder, "" for a
    file that has no such name."""

    call: Call
    home: str


def strayed(document: Document, module: str) -> Iterator[Strayed]:
    """Each such command, in the order of the file."""
    if not any(call.program in _ENTERS for call in document.commands):
        return
    home = _home(document)
    calls = (call for call in document.commands if not call.statement.is_nested and call.command.name not in _ELSEWHERE)
    ordered = sorted(calls, key=lambda call: (_shell(document, call), call.command.start))
    gopaths = (place.raw.strip("\"'") for place in document.values_of("GOPATH"))
    rules = _Start(folder=_first(document), has_gopath=any(map(_CONTAINS_PROJECT.search, gopaths)))
    for _, together in groupby(ordered, key=lambda call: _shell(document, call)):
        for call in _in_shell(document, list(together), module, rules):
            yield Strayed(call=call, home=home)


def _home(document: Document) -> str:
    if document.kind is FileKind.DRONE:
        workspace = {scalar.keys: scalar.value for scalar in document.scalars if "workspace" in scalar.keys}
        base, path = workspace.get(("workspace", "base"), ""), workspace.get(("workspace", "path"), "")
        return posixpath.join(base, path) if base.startswith("/") and path else ""
    name = _HOMES.get(document.kind, "")
    return f"${name}" if name else ""


def _shell(document: Document, call: Call) -> int:
    """Which shell runs a command: where its list, or its piece of shell, begins."""
    region = call.statement.region
    return region.group if document.kind in _SHARING and region.group != -1 else region.start


def _in_shell(document: Document, calls: Sequence[Call], module: str, rules: _Start) -> Iterator[Call]:
    before = here = rules.folder
    left: list[tuple[int, _WorkFolder, _WorkFolder]] = []
    for call in calls:
        depth = call.statement.depth
        while left and depth < left[-1][0]:
            _, here, before = left.pop()
        if call.program in (*_ENTERS, "popd") and depth and (not left or left[-1][0] < depth):
            # What a subshell enters ends with it; what another block enters may hold, or not.
            is_subshell = document.text[call.command.start - 1] == "("
            left.append((depth, here, before) if is_subshell else (depth, _UNKNOWN, _UNKNOWN))
        if call.program == "popd":
            before, here = here, before
        elif call.program in _ENTERS:
            word = call.words[1].raw if len(call.words) == 2 else ""
            value = call.arguments[0] if len(call.arguments) == 1 else "" if not call.arguments else "?"
            before, here = here, before if value == "-" else _entered(document, here, value, word, module, rules)
        elif here.is_outside and call.program in GO_NAMES and _names_own(call, module):
            yield call


def _first(document: Document) -> _WorkFolder:
    """Where a file's commands begin."""
    if document.kind is FileKind.MAKE:
        return _WorkFolder(inside=posixpath.dirname(document.path))
    names = _FOLDER_KEYS | {"path"} if document.kind is FileKind.ACTIONS else _FOLDER_KEYS
    has_folders = any(scalar.keys and scalar.keys[-1] in names for scalar in document.scalars)
    return _UNKNOWN if document.kind not in _HOMES or has_folders else _WorkFolder(inside="")


def _entered(document: Document, here: _WorkFolder, value: str, raw: str, module: str, rules: _Start) -> _WorkFolder:
    """Where `cd` leads to."""
    path = value.rstrip("/") if value != "/" else value
    if path in _USERS or raw.strip("\"'") in ("$(mktemp -d)", "`mktemp -d`", "$$(mktemp -d)"):
        return _OUTSIDE
    if place := _OWN_PLACE.match(raw.strip("\"'")):
        below = raw.strip("\"'")[place.end() :].lstrip("/")
        return _joined(_WorkFolder(inside=posixpath.dirname(document.path)), below)
    head, _, below = path.partition("/")
    if head in _NAMED_HOMES:
        return _joined(_WorkFolder(inside=""), below)
    if match := _BELOW_GOPATH.fullmatch(path):
        own = (match["below"] or "").removeprefix("src/")
        if own == module or own.startswith(f"{module}/"):
            return _WorkFolder(inside=own[len(module) + 1 :])
        return _UNKNOWN if rules.has_gopath or "$" in own else _OUTSIDE
    if path.startswith(("/", "~")) or "$" in path or not path.isprintable():
        return _UNKNOWN
    return _joined(here, path)


def _joined(here: _WorkFolder, path: str) -> _WorkFolder:
    if "$" in path or "`" in path:
        return _UNKNOWN
    if here.inside is None:
        return _OUTSIDE if here.is_outside and set(path.split("/")) == {".."} else _UNKNOWN
    joined = posixpath.normpath(posixpath.join(here.inside, path))
    if joined.startswith(".."):
        return _OUTSIDE if set(joined.split("/")) == {".."} else _UNKNOWN
    return _WorkFolder(inside="" if joined == "." else joined)


def _names_own(call: Call, module: str) -> bool:
    words = call.arguments[1:]
    is_own = any(f"{word}/".startswith(f"{module}/") and "@" not in word for word in words)
    return bool(call.arguments) and call.arguments[0] in _NEEDS_MODULE and is_own


def in_others(document: Document, module: str) -> Iterator[Call]:
    """The commands that run in the folder of another repository: one that the file clones, or another import path below
    GOPATH/src. What holds of the branch does not hold there."""
    if not any(call.program in _ENTERS for call in document.commands):
        return
    clones = {folder for call in document.commands if (folder := _cloned(call, module))}
    is_own_gopath = any(_CONTAINS_PROJECT.search(one.raw.strip("\"'")) for one in document.values_of("GOPATH"))
    calls = (call for call in document.commands if call.command.name not in _ELSEWHERE)
    ordered = sorted(calls, key=lambda call: (_shell(document, call), call.command.start))
    for _, together in groupby(ordered, key=lambda call: _shell(document, call)):
        before = here = False
        left: list[tuple[int, bool, bool]] = []
        for call in together:
            depth = call.statement.depth
            while left and depth < left[-1][0]:
                _, here, before = left.pop()
            is_entering = call.program in (*_ENTERS, "popd") and not call.statement.is_nested
            if is_entering and depth and (not left or left[-1][0] < depth):
                left.append((depth, here, before))
            if is_entering:
                path = call.arguments[0].rstrip("/") if len(call.arguments) == 1 else ""
                is_back = call.program == "popd" or path == "-"
                before, here = here, before if is_back else _is_others(path, here, clones, module, is_own_gopath)
            elif _cloned(call, module) == ".":
                here = True
            elif here:
                yield call


def _cloned(call: Call, module: str) -> str:
    """The folder into which a command clones another repository, "" for any other command."""
    if call.program != "git" or "clone" not in call.arguments[:1]:
        return ""
    words = call.arguments[1:]
    at = next((i for i, word in enumerate(words) if _URL.match(word)), len(words))
    url = "".join(words[at : at + 1]).replace(":", "/")
    if not url or f"/{module}" in url.removesuffix(".git") + "/" or "$" in url:
        return ""
    into = "".join(words[at + 1 : at + 2]) or posixpath.basename(url.rstrip("/")).removesuffix(".git")
    return into.removeprefix("./").rstrip("/") if into not in (".", "./") else "."


def _is_others(path: str, here: bool, clones: Collection[str], module: str, is_own_gopath: bool) -> bool:  # noqa: FBT001
    """Whether `cd` leads into another repository's folder, from one (`here`) or not."""
    name = path.removeprefix("./")
    if any(above in clones for above in prefixes(name)):
        return True
    if match := _BELOW_GOPATH.fullmatch(path):
        own = (match["below"] or "").removeprefix("src/")
        is_path = "." in own.partition("/")[0] and "/" in own and (match["below"] or "").startswith("src/")
        is_above = own == module or own.startswith(f"{module}/") or module.startswith(f"{own}/")
        return is_path and not is_above and not is_own_gopath
    return here and bool(path) and not path.startswith(("/", "$", "~", ".."))
