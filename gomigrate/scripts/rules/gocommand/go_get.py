"""go get: since go 1.18 it only edits go.mod. Tools are installed by `go install PATH@VERSION`, dependencies are there
or are downloaded by `go mod download` (Go reference: "go get", "go install")."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.model.go.modpath import check_import_path, is_inside, is_std
from gomigrate.scripts.build import COMMAND, LIBRARY
from gomigrate.scripts.goversions import GET_INSTALLS_BELOW, EarlyGoes
from gomigrate.scripts.legacytools import tool_of_package
from gomigrate.scripts.rules.gopath.gopathplaces import is_before_project, pinned_installs
from gomigrate.scripts.rules.knowncommands import MOVED, looks_like_command
from gomigrate.scripts.rules.rule import (
    Build,
    Call,
    Correction,
    Corrections,
    Document,
    Edit,
    FileKind,
    Rule,
    flags_and_rest,
    removal,
    safe,
    shown,
    unsafe,
)
from gomigrate.scripts.rules.vendorfolder.vendored_packages import names_vendored, vendored_paths
from gomigrate.scripts.shell.model import OPAQUE, Dialect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.scripts.goversions import InstalledGo
    from gomigrate.scripts.shell.model import Word


class GoGet(StrEnum):
    """What a `go get` is for, or why that is not known."""

    INSECURE = "insecure"  # -insecure, which Go has no longer
    COMPUTED = "computed"  # what it gets only a run can tell
    DEPENDENCIES = "dependencies"  # of the project's own packages
    VERSIONED = "versioned"  # one command at a version
    REQUIRES = "requires"  # it changes go.mod
    NO_DOT = "no-dot"  # a path that no module has
    SEVERAL = "several"  # things of several kinds at once
    OWN = "own"  # packages of the project by import path
    UNLISTED = "unlisted"  # a library of no module of go.mod
    LISTED = "listed"  # libraries that go.mod has
    UNKNOWN = "unknown"  # whether it is a command
    SOURCE = "source"  # the source of a command
    LOOKED_FOR = "looked-for"  # a line of the file looks for the source in GOPATH
    REPLACED = "replaced"  # a kept copy or another module stands in
    LOCKED = "locked"  # commands, at the versions of go.mod
    NEWEST = "newest"  # commands, of which no lock says the version


_WITH_VALUE_WORDS = (
    "tags ldflags gcflags asmflags p o mod modfile gccgoflags installsuffix compiler buildmode pkgdir toolexec"
)
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split())
_DROPPED = frozenset(("-u", "-d", "-t", "-f", "-fix", "-u=true", "-d=true", "-t=true"))
_NEWEST = "@latest"
_PATTERNS = frozenset(("all", "std", "cmd"))
_PATH = re.compile(r"[\w.-]+\.[a-z]+/[\w./~-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Get:
    """A call of go get, taken apart; `pinned` is the command that installs the one that it gets at the revision which
    the file then takes in its folder below GOPATH/src."""

    call: Call
    flags: list[tuple[Word, ...]]
    targets: list[Word]
    pinned: str = ""

    def has(self, *flags: str) -> bool:
        return any(words[0].value.partition("=")[0] in flags for words in self.flags)

    @property
    def verb(self) -> Word:
        return self.call.words[1]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(word.value for word in self.targets)

    @property
    def asked(self) -> str:
        return " ".join(self.names)

    def by_hand(self, case: GoGet, *edits: Edit, **facts: str) -> Correction:
        return shown(self.verb.start, *edits, case=case.value, asked=self.asked, **facts)

    def safely(self, case: GoGet, *edits: Edit) -> Correction:
        return safe(self.verb.start, *edits, *self._switched(), case=case.value, asked=self.asked)

    def likely(self, case: GoGet, *edits: Edit) -> Correction:
        return unsafe(self.verb.start, *edits, *self._switched(), case=case.value, asked=self.asked)

    def _switched(self) -> list[Edit]:
        """GO111MODULE in front of the command goes: it asks for the other mode than the new command."""
        command = self.call.command
        after = (*(one.start for one in command.assignments[1:]), command.words[0].start)
        return [
            Edit(one.start, end, "")
            for one, end in zip(command.assignments, after, strict=False)
            if one.name == "GO111MODULE" and one.value.value != "on"
        ]


def find(document: Document, build: Build) -> Corrections:
    """Every `go get` but those for old tools, which have a rule of their own."""
    installs = tuple(pinned_installs(document))
    early = EarlyGoes.of(document)
    for call in document.go_commands:
        if (
            call.arguments[0] != "get"
            or _is_as_before(document, early.go(call.command.start), build)
            or (build.vendor != "keep" and names_vendored(call.words[2:], build))
        ):
            continue
        flags, targets = flags_and_rest(call.words[2:], _WITH_VALUE)
        tools = [tool_of_package(word.value) for word in targets]
        if not targets or any(tool is None or build.leaves(tool) for tool in tools):
            pinned = _pinned(targets, installs)
            yield _change(document, _Get(call=call, flags=flags, targets=targets, pinned=pinned), build)
    yield from _by_variable(document, build)


def _pinned(targets: Sequence[Word], installs: Iterable[tuple[int, str, str]]) -> str:
    name = _clean(targets[0].value) if len(targets) == 1 else ""
    return next((to for _, path, to in installs if name and (is_inside(name, path) or is_inside(path, name))), "")


def _is_as_before(document: Document, go: InstalledGo | None, build: Build) -> bool:
    """Whether an image installs by `go get` before anything of the project is there, with a Go that still does so
    outside of a module; and may know no `go install PATH@VERSION`."""
    if go is None:
        return False
    return go_version(build.new_goes.get((document.path, go.at), go.version)) < GET_INSTALLS_BELOW


_SPELLED = re.compile(r"(?:GO111MODULE=\w+[ \t]+)?(?P<go>go|\$[({]\w+[)}])[ \t]+get(?P<flags>(?:[ \t]+-[\w=-]+)*)")


def _by_variable(document: Document, build: Build) -> Corrections:
    """`$(GOGET) PATH`, where the file says that GOGET is `go get`."""
    values: dict[str, list[str]] = defaultdict(list)
    for setting in document.settings if document.kind is FileKind.MAKE else ():
        values[f"${setting.name}"].append(setting.value)
    for call in document.commands if values else ():
        said = values.get(call.words[0].value, [])
        spelled = _SPELLED.fullmatch(said[0]) if len(said) == 1 else None
        if spelled is None:
            continue
        first = call.words[0]
        go = replace(first, end=first.start, raw="", value="go")
        flags, targets = flags_and_rest(call.words[1:], _WITH_VALUE)
        flags = [*((replace(first, start=first.end, value=flag),) for flag in spelled["flags"].split()), *flags]
        whole = replace(call, words=(go, *call.words), program="go", arguments=("get", *call.arguments))
        one = _change(document, _Get(call=whole, flags=flags, targets=targets), build)
        edits = [
            replace(edit, new=f"{spelled['go']} {edit.new}") if edit.start == first.start and edit.new else edit
            for edit in one.edits
        ]
        yield replace(one, edits=tuple(edits))


def asked_paths(documents: Iterable[Document]) -> tuple[str, ...]:
    """The import paths given to `go get`, and those named by their place in a vendor folder, sorted, without /... and
    versions, so that the plan can look them up."""
    found: set[str] = set()
    for document in documents:
        calls = (call for call in document.go_commands if call.arguments[0] == "get")
        found |= {_clean(word.partition("@")[0]) for call in calls for word in call.arguments[1:]}
        found |= set(map(_clean, vendored_paths(document)))
    return tuple(sorted(path for path in found if _PATH.fullmatch(path)))


def _change(document: Document, get: _Get, build: Build) -> Correction:
    names = get.names
    if get.has("-insecure"):
        return get.by_hand(GoGet.INSECURE)
    if any(sign in name for name in names for sign in (OPAQUE, "$", "{", "%")):
        return get.by_hand(GoGet.COMPUTED)
    if all(_is_relative(name) for name in names):
        return _dependencies(get, build)
    if without := next((name for name in names if _is_no_modules(name, build)), ""):
        return get.by_hand(GoGet.NO_DOT, package=without)
    if all("@" in name for name in names):
        return _with_version(get)
    if any("@" in name or _is_relative(name) or check_import_path(_clean(name)) for name in names):
        return get.by_hand(GoGet.SEVERAL)
    if any(build.is_own(_clean(name)) for name in names):
        if get.has("-d", "-t") or not build.has_commands:
            return get.likely(GoGet.OWN, Edit(get.verb.start, get.call.words[-1].end, "mod download"))
        return get.likely(GoGet.OWN, *_install_edits(get))
    return _remote(document, get, build)


def _is_relative(name: str) -> bool:
    return name in (".", "...") or name.startswith(("./", "../"))


def _is_no_modules(name: str, build: Build) -> bool:
    """Whether a path can be in no proxy and no repository: its first element has no dot (module.CheckPath in
    golang.org/x/mod), and it is neither the project's nor of a module that stands in go.mod."""
    path = _clean(name.partition("@")[0])
    is_anyones = path.split("/")[0] in _PATTERNS or _is_relative(path) or build.is_own(path) or build.module_of(path)
    return bool(path) and not is_anyones and is_std(path)


def _clean(name: str) -> str:
    return name.removesuffix("/...")


def _dependencies(get: _Get, build: Build) -> Correction:
    """`go get ./...` and the like: the dependencies of the project, and where it has commands these as well."""
    words = get.call.words
    if build.has_commands and get.targets and "..." not in get.names and not get.has("-d", "-t"):
        return get.safely(GoGet.DEPENDENCIES, *_install_edits(get))
    if get.call.statement.is_joined or get.call.command.is_redirected:
        return get.by_hand(GoGet.DEPENDENCIES)
    return get.safely(GoGet.DEPENDENCIES, Edit(words[1].start, words[-1].end, "mod download"))


def _install_edits(get: _Get) -> list[Edit]:
    """`get` becomes `install`, and flags that only go get has go."""
    edits = [Edit(get.verb.start, get.verb.end, "install")]
    previous = get.verb
    for words in get.flags:
        if words[0].value in _DROPPED:
            edits.append(Edit(previous.end, words[-1].end, ""))
        previous = words[-1]
    return edits


def _with_version(get: _Get) -> Correction:
    """`go get PATH@VERSION` installed a command up to go 1.16; what is wanted is clear."""
    if len(get.names) == 1 and looks_like_command(get.names[0].partition("@")[0]) and not get.has("-d"):
        return get.safely(GoGet.VERSIONED, *_install_edits(get))
    return get.by_hand(GoGet.REQUIRES)


def _remote(document: Document, get: _Get, build: Build) -> Correction:
    """Packages of other modules: libraries are in go.mod already, commands are installed at a version."""
    if get.pinned:
        return get.by_hand(GoGet.LOOKED_FOR, wanted=get.pinned)
    kinds = {name: _kind(name, build) for name in get.names}
    if all(kind == LIBRARY for kind in kinds.values()) or (get.has("-d") and "" not in kinds.values()):
        return _library(document, get, build)
    unknown = next((name for name, kind in kinds.items() if kind != COMMAND), "")
    if unknown:
        return get.by_hand(GoGet.UNKNOWN, package=unknown, version=_version(unknown, build) or "@VERSION")
    if get.has("-d"):
        return get.by_hand(GoGet.SOURCE)
    if _is_looked_for(document, get, build):
        return get.by_hand(GoGet.LOOKED_FOR)
    versions = {name: _version(name, build) for name in kinds}
    if any(build.module_of(_clean(name)) and not version for name, version in versions.items()):
        too_early = is_before_project(document, get.verb.start)
        return get.by_hand(GoGet.REPLACED, **({"package": get.names[0], "image": "bare"} if too_early else {}))
    is_locked = all(versions.values())
    case = GoGet.LOCKED if is_locked else GoGet.NEWEST
    chosen = {name: version or _NEWEST for name, version in versions.items()}
    edits = _at_versions(document, get, chosen, build)
    if edits is None:
        wanted = " && ".join(f"go install {_at(name, version)}" for name, version in chosen.items())
        is_first = get.call.words[0].start == get.call.command.words[0].start
        is_clear = is_locked and is_first and get.call.is_written_together and get.call.words[0].is_plain
        edits = [Edit(get.call.words[0].start, get.call.words[-1].end, wanted)] if is_clear and not get.flags else []
        return get.by_hand(case, *edits, wanted=wanted)
    return get.safely(case, *edits) if is_locked else get.likely(case, *edits)


def _is_looked_for(document: Document, get: _Get, build: Build) -> bool:
    """Whether the file names the place in GOPATH of a repository, as far as import paths show which one it is."""
    paths = map(_clean, get.names)
    return any(document.names_source(build.module_of(path) or "/".join(path.split("/")[:3])) for path in paths)


def looks_for_source(document: Document, build: Build) -> bool:
    """Whether the file gets packages and names their place in GOPATH: from go 1.13 on they are put there only outside
    of modules, from 1.16 on nowhere."""
    calls = (call for call in document.go_commands if call.arguments[0] == "get")
    gets = (_Get(call=call, flags=[], targets=flags_and_rest(call.words[2:], _WITH_VALUE)[1]) for call in calls)
    return any(get.targets and _is_looked_for(document, get, build) for get in gets)


def _kind(name: str, build: Build) -> str:
    clean = _clean(name)
    known = build.packages.get(clean, "")
    if known and name == clean:
        return known
    if looks_like_command(name) or (name == clean and clean.rpartition("/")[2] in build.programs):
        return COMMAND
    return COMMAND if name != clean and known == COMMAND else ""


def _version(name: str, build: Build) -> str:
    version = build.versions.get(build.module_of(_clean(name)), "")
    return f"@{version}" if version else ""


def _library(document: Document, get: _Get, build: Build) -> Correction:
    missing = next((name for name in get.names if not build.module_of(_clean(name))), "")
    if missing:
        return get.by_hand(GoGet.UNLISTED, package=missing)
    if _is_looked_for(document, get, build):
        return get.by_hand(GoGet.LOOKED_FOR)
    is_answer = get.call.statement.is_nested and len(get.call.statement.commands) == 1
    if get.call.is_pipelined or not get.call.may_change_status or is_answer:
        return get.by_hand(GoGet.LISTED)
    return removal(get.call, case=GoGet.LISTED.value, asked=get.asked)


def _at_versions(document: Document, get: _Get, chosen: dict[str, str], build: Build) -> list[Edit] | None:
    """Edits for one `go install`, or for a chain where modules or versions differ; None where a chain is not
    possible."""
    modules = {build.module_of(_clean(name)) for name in chosen}
    differing = {(build.module_of(_clean(name)) or name, version) for name, version in chosen.items()}
    is_one_module = len(modules) == 1 and len({"/".join(name.split("/")[:3]) for name in chosen}) == 1
    if len(differing) == 1 or is_one_module:
        return [*_install_edits(get), *(_versioned(word, chosen[word.value]) for word in get.targets)]
    call = get.call
    # A variable stands for both words; PowerShell knows no &&.
    if call.words[0].start == call.words[0].end or call.statement.region.dialect is Dialect.WINDOWS:
        return None
    # What a wrapper runs ends at &&, and what env sets for it as well.
    is_whole = not call.command.assignments and call.command.words[0] is call.words[0]
    is_simple = call.may_change_status and not call.is_pipelined and is_whole
    is_free = not call.command.is_redirected and not call.statement.is_nested and call.words[0].is_plain
    # make's $(GO) is one word, too.
    is_make_go = call.words[0].value.startswith("$") and not call.command.is_redirected
    return _chain(document, get, chosen) if is_simple and (is_free or is_make_go) else None


def _at(name: str, version: str) -> str:
    """A command at a version: under the path that it has there."""
    return f"{MOVED.get(name, name) if version == _NEWEST else name}{version}"


def _versioned(word: Word, version: str) -> Edit:
    if word.is_plain and _at(word.value, version) != f"{word.value}{version}":
        return Edit(word.start, word.end, _at(word.value, version))
    end = word.end - 1 if word.raw[-1:] in "\"'" else word.end
    return Edit(end, end, version)


def _chain(document: Document, get: _Get, chosen: dict[str, str]) -> list[Edit]:
    words = get.call.words
    go = document.text[words[0].start : words[0].end]
    kept = [document.text[w[0].start : w[-1].end] for w in get.flags if w[0].value not in _DROPPED]
    start = " ".join([go, "install", *kept])
    new = " && ".join(f"{start} {_at(name, version)}" for name, version in chosen.items())
    return [Edit(words[0].start, words[-1].end, new)]


RULE = Rule(code="GM806", find=find, words=("get",))
