"""go get: since go 1.18 it only edits go.mod. Tools are installed by `go install PATH@VERSION`, dependencies are there
or are downloaded by `go mod download` (Go reference: "go get", "go install")."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.modpath import check_import_path
from gomigrate.model.habits import Safety
from gomigrate.scripts.calls import Call, flags_and_rest, go_calls
from gomigrate.scripts.change import Correction, manual, removal, safe, unsafe
from gomigrate.scripts.facts import COMMAND, LIBRARY
from gomigrate.scripts.knowncommands import looks_like_command
from gomigrate.scripts.legacytools import tool_of_package
from gomigrate.scripts.rules.old_tools import is_left
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Word
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM806"
_WITH_VALUE = frozenset(
    [
        "tags",
        "ldflags",
        "gcflags",
        "asmflags",
        "p",
        "o",
        "mod",
        "modfile",
        "gccgoflags",
        "installsuffix",
        "compiler",
        "buildmode",
        "pkgdir",
        "toolexec",
    ]
)
_DROPPED = frozenset(("-u", "-d", "-t", "-f", "-fix", "-u=true", "-d=true", "-t=true"))
_STOPPERS = frozenset(("-insecure",))
_LATEST = "@latest"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Get:
    """A call of go get, taken apart."""

    call: Call
    flags: list[tuple[Word, ...]]
    targets: list[Word]

    def has(self, flag: str) -> bool:
        return any(words[0].value.partition("=")[0] == flag for words in self.flags)

    @property
    def verb(self) -> Word:
        return self.call.words[1]


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """Every `go get` but those for old tools, which have a rule of their own."""
    for call in go_calls(document):
        if call.arguments[0] != "get":
            continue
        flags, targets = flags_and_rest(call.words[2:], _WITH_VALUE)
        get = _Get(call=call, flags=flags, targets=targets)
        tools = [tool_of_package(word.value) for word in targets]
        if targets and all(tool is not None and not is_left(tool, facts) for tool in tools):
            continue
        yield _change(document, get, facts, survey)


def _change(document: Document, get: _Get, facts: Facts, survey: ScriptSurvey) -> Correction:
    at = get.verb.start
    names = [word.value for word in get.targets]
    if any(words[0].value in _STOPPERS for words in get.flags):
        return manual(CODE, at, "go get -insecure: the go command takes that from GOINSECURE now.")
    if any("\ufffc" in name or "$" in name or "{" in name for name in names):
        return manual(CODE, at, f"go get {' '.join(names)}: what it gets only a run can tell.".replace("\ufffc", "..."))
    if not names or all(_is_relative(name) for name in names):
        return _dependencies(get, facts)
    if all("@" in name for name in names):
        return _with_version(get)
    if any("@" in name or _is_relative(name) or check_import_path(name.removesuffix("/...")) for name in names):
        return manual(CODE, at, f"go get {' '.join(names)} asks for several things at once.")
    if any(facts.is_own(name.removesuffix("/...")) for name in names):
        return _own(get, facts)
    return _remote(document, get, facts, survey)


def _is_relative(name: str) -> bool:
    return name in (".", "...") or name.startswith(("./", "../"))


def _dependencies(get: _Get, facts: Facts) -> Correction:
    """`go get ./...` and the like: the dependencies of the project, and where it has commands these as well."""
    words = get.call.words
    message = "go get of the project's own packages fetched its dependencies; go.mod says which they are."
    quiet = not get.has("-d") and not get.has("-t") and facts.has_commands and get.targets
    if quiet and not any(name.value == "..." for name in get.targets):
        return safe(CODE, get.verb.start, message, *_install_edits(get))
    if get.call.placed.statement.is_joined or get.call.command.is_redirected:
        return manual(CODE, get.verb.start, message, "Use go mod download.")
    new = "mod download"
    return safe(CODE, get.verb.start, message, Edit(words[1].start, words[-1].end, new))


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
    names = [word.value for word in get.targets]
    if all(looks_like_command(name.partition("@")[0]) for name in names) and len(names) == 1 and not get.has("-d"):
        message = f"go get {names[0]} installs no command since go 1.18."
        return safe(CODE, get.verb.start, message, *_install_edits(get))
    message = f"go get {' '.join(names)} changes go.mod."
    return manual(CODE, get.verb.start, message, "Use go install for a command; a dependency belongs into go.mod once.")


def _own(get: _Get, facts: Facts) -> Correction:
    message = "go get of the project's own packages by import path; in module mode that is the folder one works in."
    if get.has("-d") or get.has("-t") or not facts.has_commands:
        return unsafe(CODE, get.verb.start, message, Edit(get.verb.start, get.call.words[-1].end, "mod download"))
    return unsafe(CODE, get.verb.start, message, *_install_edits(get))


def _remote(document: Document, get: _Get, facts: Facts, survey: ScriptSurvey) -> Correction:
    """Packages of other modules: libraries are in go.mod already, commands are installed at a version."""
    kinds = {word.value: _kind(word.value, facts, survey) for word in get.targets}
    told = f"go get {' '.join(kinds)}"
    if all(kind == LIBRARY for kind in kinds.values()) or (get.has("-d") and "" not in kinds.values()):
        return _library(document, get, facts, told)
    unknown = [name for name, kind in kinds.items() if kind != COMMAND]
    if unknown:
        wanted = f"{unknown[0]}{_version(unknown[0], facts) or '@VERSION'}"
        remedy = f"If it is a command: go install {wanted}; a library belongs into go.mod."
        return manual(CODE, get.verb.start, f"{told}: whether {unknown[0]} is a command is not known.", remedy)
    if get.has("-d"):
        return manual(CODE, get.verb.start, f"{told} fetches source that is nowhere in GOPATH any more.")
    if any(document.names_source(_module_or_path(word.value, facts)) for word in get.targets):
        return manual(CODE, get.verb.start, f"{told}: a line of this file looks for its source in GOPATH.")
    versions = {name: _version(name, facts) for name in kinds}
    pinned = [version for version in versions.values() if version]
    if any(facts.module_of(name.removesuffix("/...")) and not version for name, version in versions.items()):
        remedy = "go install with the path alone, in the project's folder, builds what go.mod says."
        return manual(CODE, get.verb.start, f"{told}: a kept copy or another module stands in for it.", remedy)
    chosen = {name: version or _LATEST for name, version in versions.items()}
    is_safe = len(pinned) == len(versions)
    why = "" if is_safe else "; no lock file says which version, so it is the newest as before: choose one"
    message = f"{told} installs no command since go 1.18{why}."
    edits = _at_versions(document, get, chosen, facts)
    if edits is None:
        wanted = " && ".join(f"go install {name}{version}" for name, version in chosen.items())
        return manual(CODE, get.verb.start, message, f"Write {wanted}.")
    return safe(CODE, get.verb.start, message, *edits) if is_safe else unsafe(CODE, get.verb.start, message, *edits)


def _module_or_path(name: str, facts: Facts) -> str:
    """The part of an import path that is a repository's, as far as its spelling tells."""
    clean = name.removesuffix("/...")
    return facts.module_of(clean) or "/".join(clean.split("/")[:3])


def _kind(name: str, facts: Facts, survey: ScriptSurvey) -> str:
    clean = name.removesuffix("/...")
    known = facts.packages.get(clean, "")
    if known and name == clean:
        return known
    if looks_like_command(name) or (name == clean and clean.rpartition("/")[2] in survey.programs):
        return COMMAND
    return COMMAND if name != clean and facts.packages.get(clean) == COMMAND else ""


def _version(name: str, facts: Facts) -> str:
    version = facts.versions.get(facts.module_of(name.removesuffix("/...")), "")
    return f"@{version}" if version else ""


def _library(document: Document, get: _Get, facts: Facts, told: str) -> Correction:
    missing = [word.value for word in get.targets if not facts.module_of(word.value.removesuffix("/..."))]
    if missing:
        return manual(CODE, get.verb.start, f"{told}: {missing[0]} is in no module of go.mod.")
    if any(document.names_source(_module_or_path(word.value, facts)) for word in get.targets):
        return manual(CODE, get.verb.start, f"{told}: a line of this file looks for its source in GOPATH.")
    if get.call.is_pipelined or not get.call.may_change_status:
        return manual(CODE, get.verb.start, f"{told}: go.mod has it already.", "Take the command out.")
    return removal(CODE, get.call.placed, get.call.command, f"{told}: go.mod has it already.", Safety.SAFE)


def _at_versions(document: Document, get: _Get, chosen: dict[str, str], facts: Facts) -> list[Edit] | None:
    """Edits for one `go install`, or for a chain where modules or versions differ; None where a chain cannot stand."""
    modules = {(facts.module_of(name.removesuffix("/...")) or name, version) for name, version in chosen.items()}
    if len(modules) == 1 or _share_module(chosen, facts):
        edits = _install_edits(get)
        return edits + [_versioned(word, chosen[word.value]) for word in get.targets]
    statement = get.call.placed.statement
    is_simple = get.call.may_change_status and not get.call.is_pipelined and not get.call.command.assignments
    if not is_simple or get.call.command.is_redirected or statement.is_nested or not get.call.words[0].is_plain:
        return None if not _is_make_go(get) or not is_simple else _chain(document, get, chosen)
    return _chain(document, get, chosen)


def _is_make_go(get: _Get) -> bool:
    return get.call.words[0].value.startswith("$") and not get.call.command.is_redirected


def _share_module(chosen: dict[str, str], facts: Facts) -> bool:
    return (
        len({facts.module_of(name.removesuffix("/...")) for name in chosen}) == 1
        and len({"/".join(name.split("/")[:3]) for name in chosen}) == 1
    )


def _versioned(word: Word, version: str) -> Edit:
    end = word.end - 1 if word.raw[-1:] in "\"'" else word.end
    return Edit(end, end, version)


def _chain(document: Document, get: _Get, chosen: dict[str, str]) -> list[Edit]:
    go = document.text[get.call.words[0].start : get.call.words[0].end]
    kept = [document.text[w[0].start : w[-1].end] for w in get.flags if w[0].value not in _DROPPED]
    start = " ".join([go, "install", *kept])
    new = " && ".join(f"{start} {name}{version}" for name, version in chosen.items())
    return [Edit(get.call.words[0].start, get.call.words[-1].end, new)]


RULE = Rule(name="go-get", code=CODE, find=find)
