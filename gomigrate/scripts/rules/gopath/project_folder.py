"""Images in which the go command builds the project by its import path in another folder: in GOPATH mode the folder
did not matter, in module mode go.mod must lie there or above it (Go reference: "Packages, and modules")."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.steps import outside_steps
from gomigrate.scripts.read.beside import beside_the_mount, strayed
from gomigrate.scripts.read.imagefolders import outside
from gomigrate.scripts.rules.rule import Build, Call, Corrections, Document, Edit, Rule, safe
from gomigrate.scripts.shell.model import Dialect

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.scripts.read.imagefolders import Outside

# Of these a program is neither run nor put into the folder.
_PLACELESS = frozenset(("install", "test", "vet", "list", "get"))
_PLACE = re.compile(r"/[\w./-]*")
# Packagers, and those that say something: no folder matters to them.
_ANYWHERE = frozenset(("apk", "apt-get", "apt", "yum", "dnf", "echo", "printf", "true", ":"))
_ON_FILES = frozenset(("rm", "mkdir", "chmod", "mv", "cp", "strip", "ls", "upx"))


def find(document: Document, build: Build) -> Corrections:
    """One for each instruction of an image where all such commands can run in the project's folder (the first command
    enters it); one for each container that is started without a folder; and one for each command of a CI service after
    a `cd` out of the project's folder."""
    for container in beside_the_mount(document, build.module):
        call, image = container.call, container.image
        if image is not None and image.is_plain and _is_own(call):
            facts = {"place": container.place, "command": f"go {call.arguments[0]}"}
            yield safe(call.words[0].start, Edit(image.start, image.start, f"-w {container.place} "), **facts)
    beside = [(one.call, one.home) for one in strayed(document, build.module) if one.home]
    for call, place in (*beside, *outside_steps(document, build.module)):
        is_plain = call.statement.region.dialect is Dialect.SH and not call.command.is_redirected
        names_own = any(build.is_own(word) for word in call.arguments[1:])
        if is_plain and names_own and _is_own(call):
            facts = {"place": place, "command": f"go {call.arguments[0]}"}
            before = Edit(call.command.start, call.command.start, f"(cd {place} && ")
            yield safe(call.words[0].start, before, Edit(call.command.end, call.command.end, ")"), **facts)
    found: dict[int, list[Outside]] = {}
    for one in outside(document, build.module):
        found.setdefault(one.instruction.start, []).append(one)
    for run in found.values():
        first = run[0]
        if first.call is not None and _can_move(document, first.call, run):
            facts = {"place": first.place, "command": f"go {first.verb}"}
            yield safe(first.at, Edit(first.at, first.at, f"cd {first.place} && "), **facts)


def _can_move(document: Document, first: Call, run: Sequence[Outside]) -> bool:
    """Whether a `cd` in front of the first command of the project's does the same for all that comes after it."""
    instruction, region = run[0].instruction, first.statement.region
    inside = document.commands_between(instruction.start, instruction.end)
    is_plain = all(call.statement.region is region and call.statement.depth == 0 for call in inside)
    is_free = first.may_change_status and not first.is_pipelined and not first.statement.is_nested
    if instruction.name != "RUN" or region.dialect is not Dialect.DOCKER or not is_plain or not is_free:
        return False
    enters = any(call.program in ("cd", "pushd", "popd") for call in inside)
    if not _PLACE.fullmatch(run[0].place) or enters or ">" in document.text[run[0].at : instruction.end]:
        return False
    own = {one.at for one in run}
    after = [call for call in inside if call.command.start >= run[0].at]
    return all(_is_own(call) if call.command.start in own else _is_placeless(call) for call in after)


def _is_own(call: Call) -> bool:
    """Whether a go command for packages by import path puts nothing into the folder that it runs in."""
    words = call.arguments[1:]
    names_folder = any(word.startswith((".", "..")) for word in words)
    writes_there = any("profile" in word or word == "-c" or word.startswith(("-o=", "-outputdir")) for word in words)
    output = next((words[i + 1] for i, word in enumerate(words[:-1]) if word == "-o"), "")
    is_full = output.startswith("/")
    if names_folder or writes_there or (output and not is_full):
        return False
    return call.arguments[0] in _PLACELESS or (call.arguments[0] == "build" and is_full)


def _is_placeless(call: Call) -> bool:
    return call.program in _ANYWHERE or (call.program in _ON_FILES and _are_full(call.arguments))


def _are_full(words: Iterable[str]) -> bool:
    named = [word for word in words if not word.startswith("-")]
    return bool(named) and all(word.startswith(("/", "$GOPATH/")) for word in named)


RULE = Rule(code="GM810", find=find, words=("src/", "cd ", "pushd "))
