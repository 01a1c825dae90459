"""Packages named by their place in the vendor folder: what a module provides is named by its import path, and commands
are installed or run at the version that go.mod has (Go reference: "go install", "go run")."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from gomigrate.scripts.build import COMMAND, LIBRARY
from gomigrate.scripts.rules.knowncommands import looks_like_command
from gomigrate.scripts.rules.rule import (
    Build,
    Call,
    Correction,
    Corrections,
    Document,
    Edit,
    Rule,
    flags_and_rest,
    manual,
    removal,
    safe,
    shown,
)
from gomigrate.scripts.shell.model import OPAQUE, Dialect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gomigrate.scripts.shell.model import Word

_VERBS = frozenset(("get", "install", "build", "test", "vet", "run", "generate", "list"))
_WITH_VALUE_WORDS = "o tags ldflags gcflags asmflags run timeout p mod modfile pkgdir installsuffix buildmode count"
_WITH_VALUE = frozenset(_WITH_VALUE_WORDS.split())
_DROPPED = frozenset(("-u", "-d", "-t", "-f", "-fix", "-i"))
_PLACE = re.compile(r"(?:\./)?(?:Godeps/_workspace/src|vendor/src|vendor)/(?P<path>[\w.~+/-]+?)/?")
_BELOW = re.compile(r"(?:[^/]+/){0,9}?(?:_workspace/src|vendor/src|vendor)/(?P<path>[\w.-]+\.[a-z]+/[\w./~-]+)")
_COMPUTED = re.compile(rf"(?:\./)?(?:Godeps/_workspace/src|vendor)/[\w.~+/-]*[${OPAQUE}]")
_RUN = re.compile(r"[\"']?go[ \t]+run[ \t]+(?P<place>[\w./-]+)(?:[ \t][^\n]*)?")
_OUTPUT = re.compile(r"(?:\./)?[\w./-]+")
_MAJOR = re.compile(r"v(?:[2-9]|[1-9]\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _VendoredCall:
    """A go command that names packages of the vendor folder: `folder` is where it runs ("" for the project's own),
    `paths` the import paths in the order of its targets, `start` where it begins with the `cd` before it."""

    call: Call
    flags: list[tuple[Word, ...]]
    targets: Sequence[Word]
    paths: tuple[str, ...]
    start: int
    folder: str = ""

    @property
    def verb(self) -> str:
        return self.call.arguments[0]

    @property
    def facts(self) -> dict[str, str]:
        names = [f"vendor/{path}" for path in self.paths]
        return {"pattern": " ".join(word.value for word in self.targets) if not self.folder else " ".join(names)}

    @property
    def output(self) -> str | None:
        """Where -o puts the program, from the project's folder; None without it."""
        found = next((words for words in self.flags if words[0].value.partition("=")[0].lstrip("-") == "o"), None)
        if found is None:
            return None
        value = found[1].value if len(found) > 1 else found[0].value.partition("=")[2]
        return posixpath.normpath(posixpath.join(self.folder, value)) if self.folder else value


def vendored(word: str, build: Build) -> str:
    """The import path of what a word names below the project's vendor folder, "" for anything else."""
    match = _PLACE.fullmatch(word.removeprefix(f"{build.module}/"))
    return match["path"] if match else ""


def vendored_paths(document: Document) -> Iterator[str]:
    """The import paths below a vendor folder that go commands of a file name, or run in the folder of."""
    folders = {}
    for statement in document.statements:
        for first, second in pairwise(statement.commands):
            if first.name == "cd" and len(first.words) == 2:
                folders[second.start] = first.values[1]
    for call in document.go_commands:
        if call.arguments[0] in _VERBS:
            folder = folders.get(call.command.start, "")
            names = [word for word in call.arguments[1:] if not word.startswith("-")] or ["."]
            found = (_BELOW.fullmatch(posixpath.normpath(posixpath.join(folder, name))) for name in names)
            yield from (match["path"] for match in found if match)


def names_vendored(words: Sequence[Word], build: Build) -> bool:
    """Whether one of a go command's words names packages of the vendor folder."""
    return any(vendored(word.value, build) for word in words)


def find(document: Document, build: Build) -> Corrections:
    """Each go command that names such packages, or runs in the folder of one."""
    if build.vendor == "keep":
        return
    yield from _in_values(document, build)
    inside = {}
    for statement in document.statements:
        for first, second in pairwise(statement.commands):
            path = vendored(first.values[1], build) if first.name == "cd" and len(first.words) == 2 else ""
            if path:
                inside[second.start] = first.start, path, first.words[1].value
    for call in document.go_commands:
        if call.arguments[0] not in _VERBS:
            continue
        with_value = _WITH_VALUE | {"f"} if call.arguments[0] == "list" else _WITH_VALUE
        flags, targets = flags_and_rest(call.words[2:], with_value)
        if call.arguments[0] == "run":
            targets = targets[:1]
        start, above, folder = inside.get(call.command.start, (call.words[0].start, "", ""))
        if above:
            names = [word.value for word in targets] or ["."]
            paths = tuple(posixpath.normpath(posixpath.join(above, name)) for name in names)
            named = _VendoredCall(call=call, flags=flags, targets=targets, paths=paths, start=start, folder=folder)
            yield _in_folder(document, named, build)
        elif any(_COMPUTED.match(word.value) for word in targets):
            yield manual(targets[0].start, pattern=" ".join(word.value for word in targets).replace(OPAQUE, "..."))
        elif names_vendored(targets, build):
            paths = tuple(vendored(word.value, build) for word in targets)
            yield _changed(
                document, _VendoredCall(call=call, flags=flags, targets=targets, paths=paths, start=start), build
            )


def _in_values(document: Document, build: Build) -> Corrections:
    """`GEN = go run ./vendor/PATH`: the command that a variable stands for."""
    for place in document.values:
        match = _RUN.fullmatch(document.text, place.start, place.end)
        path = vendored(match["place"], build) if match else ""
        if match and path and _kind(path, build) == COMMAND and _at_version(path, build):
            target = _at_version(path, build)
            edit = Edit(match.start("place"), match.end("place"), target)
            yield safe(edit.start, edit, pattern=match["place"], wanted=f"go run {target}")


def _changed(document: Document, named: _VendoredCall, build: Build) -> Correction:
    call, verb, paths = named.call, named.verb, named.paths
    words = call.words
    at = named.targets[0].start
    if paths == ("...",) and verb in ("get", "install") and _calls_vendored(build):
        return manual(at, **named.facts)  # which of them are wanted only a person knows
    if paths == ("...",) and verb in ("get", "install") and not call.command.is_redirected:
        return safe(at, Edit(words[1].start, words[-1].end, "mod download"), **named.facts, wanted="go mod download")
    if not all(path and build.module_of(path) and not path.endswith("...") for path in paths):
        return manual(at, **named.facts, **_wanted(named, build))
    is_plain = all(word.is_plain for word in named.targets)
    if verb in ("test", "vet", "generate", "list") and is_plain:
        edits = [Edit(word.start, word.end, path) for word, path in zip(named.targets, paths, strict=True)]
        return safe(at, *edits, **named.facts, path=" ".join(paths))
    kinds = {_kind(path, build) for path in paths}
    is_free = call.may_change_status and not call.is_pipelined and not call.statement.is_nested
    if kinds == {LIBRARY} and verb in ("get", "install") and is_free:
        return removal(call, **named.facts, path=" ".join(paths))
    installing = None
    if is_plain and kinds == {COMMAND}:
        installing = _edits(document, named, build) or _in_the_project(named, build)
    facts = named.facts | _wanted(named, build)
    if installing:
        return safe(at, *installing, **facts)
    if verb == "build" and is_plain and all(build.packages.get(path) == COMMAND for path in paths):
        # go.mod keeps what build files name below vendor/, so that this builds the version that it has.
        edits = [Edit(word.start, word.end, path) for word, path in zip(named.targets, paths, strict=True)]
        return safe(at, *_without_i(named), *edits, **named.facts, path=" ".join(paths))
    if is_plain and "wanted" in facts and call.is_written_together and not named.output:
        end = named.targets[0].end if verb == "run" else named.targets[-1].end
        return shown(at, Edit(words[0].start, end, str(facts["wanted"])), **facts)
    return manual(at, **facts)


def _calls_vendored(build: Build) -> bool:
    """Whether some file calls a program by the name of a command in the vendor folder."""
    mains = (path for path in build.gone.files if path.startswith("vendor/") and path.endswith("/main.go"))
    return any(_program_name(posixpath.dirname(path)) in build.programs for path in mains)


def _in_folder(document: Document, named: _VendoredCall, build: Build) -> Correction:
    """`cd vendor/PATH && go install`: in the project's folder, where the following commands do not need the other
    one."""
    text, statement = document.text, named.call.statement
    is_last = text[: named.start].rstrip().endswith("(") or not any(
        one.start > statement.end for one in document.outermost[statement.region.start]
    )
    is_pair = len(statement.commands) == 2 and document.codemods is None
    edits = None
    if is_last and is_pair and all(_kind(path, build) == COMMAND for path in named.paths):
        edits = _edits(document, named, build)
    if not edits:
        return manual(named.start, **named.facts, **_wanted(named, build))
    return safe(named.start, *edits, **named.facts, **_wanted(named, build))


def _edits(document: Document, named: _VendoredCall, build: Build) -> list[Edit] | None:
    """The command with the paths at their version; None where it would behave differently."""
    call, words = named.call, named.call.words
    targets = [_at_version(path, build) for path in named.paths]
    is_one = len({build.module_of(path) for path in named.paths}) == 1
    is_wrapped = call.command.words[0] is not call.words[0]
    if not all(targets) or not is_one or (is_wrapped and (named.folder or named.verb == "build")):
        return None
    verb, front = named.verb, ""
    if verb == "build":
        found = _front(document, named) if len(targets) == 1 else None
        if found is None:
            return None
        verb, front = "install", found
    if verb not in ("install", "get", "run"):
        return None
    start = named.start if named.folder else words[0].start
    end = named.targets[-1].end if named.targets else words[-1].end
    kept = [document.text[one[0].start : one[-1].end] for one in named.flags if not _is_dropped(one)]
    go = document.text[words[0].start : words[0].end]
    head = ["run"] if verb == "run" else ["install"]
    if document.codemods is not None:
        return [Edit(words[1].start, words[1].end, head[0]), *_retargeted(named, targets)] if not named.flags else None
    return [Edit(start, end, " ".join([*([front] if front else []), go, *head, *kept, *targets]))]


def _in_the_project(named: _VendoredCall, build: Build) -> list[Edit] | None:
    """The paths alone, where a kept copy or another module stands in for theirs: what go.mod says is built in the
    project's folder, which the ./ shows. None where the words do not show it."""
    is_here = all(word.value.removeprefix("./").startswith(("vendor/", "Godeps/")) for word in named.targets)
    is_other = not any(build.versions.get(build.module_of(path), "") for path in named.paths)
    if named.folder or not is_here or not is_other or named.verb not in ("install", "run", "build"):
        return None
    return _retargeted(named, named.paths)


def _without_i(named: _VendoredCall) -> Iterator[Edit]:
    """-i goes: the go command has no such flag from 1.20 on."""
    before = named.call.words[1]
    for flag in named.flags:
        if flag[0].value in ("-i", "--i"):
            yield Edit(before.end, flag[0].end, "")
        before = flag[-1]


def _retargeted(named: _VendoredCall, targets: Sequence[str]) -> list[Edit]:
    return [Edit(word.start, word.end, new) for word, new in zip(named.targets, targets, strict=True)]


def _is_dropped(flag: tuple[Word, ...]) -> bool:
    name = flag[0].value.partition("=")[0]
    return name in _DROPPED or name.lstrip("-") in ("o", "mod")


def _front(document: Document, named: _VendoredCall) -> str | None:
    """The prefix for `go install PATH@VERSION` that puts the program where `go build -o` puts it: GOBIN, a full path.
    None where that is not known; programs for other systems cannot be put there."""
    path = named.paths[0]
    output = named.output or _program_name(path)
    folder, name = posixpath.split(output)
    if not _OUTPUT.fullmatch(output) or ".." in output or document.chooses_program or name != _program_name(path):
        return None
    if output.startswith("/"):
        return f"GOBIN={folder}"
    region = named.call.statement.region
    if (named.folder and not named.output) or region.is_quoted:
        return None
    here = "$(CURDIR)" if region.dialect is Dialect.MAKE else "$(pwd)"
    return f"GOBIN={here}/{folder.removeprefix('./')}".rstrip("/.")


def _program_name(path: str) -> str:
    """What go install calls the program of an import path (cmd/go: DefaultExecName)."""
    folder, last = posixpath.split(path)
    return posixpath.basename(folder) if _MAJOR.fullmatch(last) and folder else last


def _kind(path: str, build: Build) -> str:
    return build.packages.get(path) or (COMMAND if looks_like_command(path) else "")


def _at_version(path: str, build: Build) -> str:
    version = build.versions.get(build.module_of(path), "")
    return f"{path}@{version}" if version else ""


def _wanted(named: _VendoredCall, build: Build) -> dict[str, str]:
    """The command as it should be, as far as that can be said."""
    if named.paths == ("...",):
        return {"wanted": "go mod download"} if named.verb in ("get", "install", "build") else {}
    paths = [posixpath.dirname(path) if path.endswith(".go") else path for path in named.paths]
    if any(path.endswith("...") for path in paths):
        return {}
    targets = [_at_version(path, build) or (path if build.module_of(path) else "") for path in paths]
    if named.verb == "run":
        return {"wanted": f"go run {targets[0]}"} if targets[0] else {}
    kinds = [COMMAND if named.output else _kind(path, build) for path in paths]
    if named.verb == "build" and set(kinds) == {LIBRARY}:
        return {"wanted": f"go build {' '.join(paths)}"}
    commands = [target for target, kind in zip(targets, kinds, strict=True) if kind == COMMAND]
    if named.verb not in ("build", "install", "get") or "" in kinds or not all(commands):
        return {}
    if not commands:
        return {"library": " ".join(paths)}
    return {"wanted": " && ".join(f"go install {target}" for target in commands)}


RULE = Rule(code="GM807", find=find, words=("vendor/", "_workspace/"))
