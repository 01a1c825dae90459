"""Where the go commands of a Dockerfile run, and where the project lies then (Dockerfile reference: WORKDIR, COPY, ENV;
https://github.com/docker-library/golang: WORKDIR and GOPATH are /go)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gomigrate.scripts.read.commands import GO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Instruction

_WHOLE = frozenset((".", "./", "*", "./*", "/"))
_NEEDS_MODULE = frozenset(("build", "install", "test", "vet", "run", "list", "generate", "get"))
_GOLANG = "/go"
_REFERENCE = re.compile(r"\$(?:\{(?P<braced>\w+)\}|(?P<name>\w+))")
_RUNS = frozenset(("RUN", "CMD", "ENTRYPOINT"))
_ENTERS = frozenset(("cd", "pushd", "popd"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """A go command (`verb` is its first argument, `at` where it begins) for packages of the project in a folder that
    has no go.mod above it; the project lies in `place`, a full path. `call` is None for words that no shell reads.
    `is_sure`: the folder is known, and not only that no line leads to the project's; and nothing asks how it ended."""

    verb: str
    at: int
    instruction: Instruction
    place: str
    is_sure: bool
    call: Call | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _ImageStage:
    """A stage as far as it was read: the folder ("" where only a run can tell, `is_lost` where a WORKDIR is why), the
    variables of ENV, and the folders that hold the project."""

    folder: str = ""
    is_lost: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    places: tuple[str, ...] = ()

    def path(self, word: str) -> str:
        """The full path of a word, "" where only a run can tell."""
        unknown = [match for match in _REFERENCE.finditer(word) if self._value(match) is None]
        if unknown or not word or "`" in word or "$(" in word:
            return ""
        path = _REFERENCE.sub(lambda match: self._value(match) or "", word).strip("\"'")
        if not path.startswith("/") and not self.folder:
            return ""
        return posixpath.normpath(posixpath.join(self.folder, path))

    def _value(self, match: re.Match[str]) -> str | None:
        return self.variables.get(match["braced"] or match["name"])

    def has(self, folder: str) -> bool:
        """Whether a folder is the project's or lies in it."""
        return any(f"{folder}/".startswith(f"{place.rstrip('/')}/") for place in self.places)


def outside(document: Document, module: str) -> Iterator[Outside]:
    """Every such command, in the order of the file. A stage that was given no file of the project has none."""
    stage, stages = _ImageStage(), dict[str, _ImageStage]()
    name = ""
    for instruction in document.instructions:
        if instruction.name == "FROM":
            stage, name = _from(instruction, stages), _name(instruction)
        elif instruction.name in _RUNS:
            if stage.places and not stage.is_lost:
                yield from _in_words(instruction, stage, module)
                calls = document.commands_between(instruction.start, instruction.end)
                yield from _in_run(document, instruction, calls, stage, module)
        else:
            stage = _after(stage, instruction, module)
        if name:
            stages[name] = stage


def _from(instruction: Instruction, stages: Mapping[str, _ImageStage]) -> _ImageStage:
    image = instruction.words[0].value if instruction.words else ""
    if image.lower() in stages:
        return stages[image.lower()]
    is_golang = image.partition("@")[0].partition(":")[0] in ("golang", "library/golang", "docker.io/library/golang")
    return _ImageStage(folder=_GOLANG, variables={"GOPATH": _GOLANG}) if is_golang else _ImageStage()


def _name(instruction: Instruction) -> str:
    values = [word.value for word in instruction.words]
    return values[2].lower() if len(values) == 3 and values[1].lower() == "as" else ""


def _after(stage: _ImageStage, instruction: Instruction, module: str) -> _ImageStage:
    """What an instruction that runs nothing makes of a stage."""
    words = [word.value for word in instruction.words]
    if instruction.name == "WORKDIR" and words:
        folder = stage.path(words[0])
        return replace(stage, folder=folder, is_lost=not folder)
    if instruction.name == "ENV" and words:
        pairs = [words] if len(words) == 2 and "=" not in words[0] else [word.split("=", 1) for word in words]
        new = {pair[0]: stage.path(pair[1]) for pair in pairs if len(pair) == 2}
        kept = {name: value for name, value in stage.variables.items() if name not in new}
        return replace(stage, variables=kept | {name: value for name, value in new.items() if value})
    if instruction.name == "ARG":
        names = {word.partition("=")[0] for word in words}
        return replace(stage, variables={name: at for name, at in stage.variables.items() if name not in names})
    if instruction.is_copy and len(words) > 1 and (target := stage.path(words[-1])):
        head, found, _ = f"{target}/".partition(f"/src/{module}/")
        if any(word in _WHOLE or posixpath.basename(word) in ("go.mod", "go.*") for word in words[:-1]):
            return replace(stage, places=(*stage.places, target))
        if found:
            return replace(stage, places=(*stage.places, f"{head}/src/{module}"))
    return stage


def _in_run(
    document: Document, instruction: Instruction, calls: Sequence[Call], stage: _ImageStage, module: str
) -> Iterator[Outside]:
    """The commands of an instruction, each in the folder that the ones before it went to."""
    folder, is_known = stage.folder, True
    # What a folder is entered for ends with the parenthesis.
    has_groups = "(" in document.text[instruction.start : instruction.end]
    for call in calls:
        if call.program in _ENTERS:
            folder = replace(stage, folder=folder).path(call.arguments[0]) if len(call.arguments) == 1 else ""
            is_known = bool(folder) and not has_groups and call.program == "cd"
        elif is_known and call.program in GO_NAMES and call.arguments[:1] and call.arguments[0] in _NEEDS_MODULE:
            at, verb = call.command.start, call.arguments[0]
            if _is_outside(call.arguments[1:], replace(stage, folder=folder), module):
                is_sure = bool(folder) and call.may_change_status
                yield Outside(
                    verb=verb, at=at, instruction=instruction, place=stage.places[-1], is_sure=is_sure, call=call
                )


def _in_words(instruction: Instruction, stage: _ImageStage, module: str) -> Iterator[Outside]:
    """The command of an instruction that is a list of words: RUN ["go", "install", "MODULE"]."""
    words = [word.value for word in instruction.words]
    if words[:1] == ["go"] and words[1:2] and words[1] in _NEEDS_MODULE and _is_outside(words[2:], stage, module):
        at, is_sure = instruction.start, bool(stage.folder)
        yield Outside(verb=words[1], at=at, instruction=instruction, place=stage.places[-1], is_sure=is_sure)


def _is_outside(words: Sequence[str], stage: _ImageStage, module: str) -> bool:
    own = [word for word in words if _is_own(word, module) or stage.has(word.rstrip("/."))]
    is_named = any(not word.startswith("./") for word in own)
    return bool(own) and not stage.has(stage.folder) and (bool(stage.folder) or is_named)


def _is_own(word: str, module: str) -> bool:
    """Whether a word names packages of the project; one with a version is built anywhere."""
    return f"{word}/".startswith((f"{module}/", "./")) and "@" not in word
