"""Steps of a CI service that run the go command in another folder than the one that the project was put into below a
GOPATH: in GOPATH mode the folder did not matter where a command names an import path."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.gone.brokenline import BrokenLine, GoneUse
from gomigrate.scripts.gone.commands import at, first_words
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.legacytools import BY_NAME
from gomigrate.scripts.read.commands import GO_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gomigrate.scripts.gone.gonepaths import GonePaths
    from gomigrate.scripts.legacytools import LegacyTool
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import Scalar

_DASH = re.compile(r"^(?P<indent>[ ]*)-[ ]", re.MULTILINE)
_FOLDER_KEYS = frozenset(("working-directory", "working_directory", "workingDirectory"))
_COMMAND_KEYS = frozenset(("run", "command", "script", "bash"))
_NEEDS_MODULE = frozenset(("build", "install", "test", "vet", "run", "list", "generate", "get", "mod"))
_AZURE_TOP = re.compile(r"\$\((?:system\.defaultworkingdirectory|build\.sourcesdirectory)\)/?", re.IGNORECASE)
_REPOSITORY = re.compile(r"\$\(build\.repository\.name\)|\$\{\{ ?github\.repository ?\}\}", re.IGNORECASE)
_IMAGE_KEYS = frozenset(("name", "image", "uses"))
_ARGUMENT_KEYS = frozenset(("args", "command", "entrypoint", "commands"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _ServiceStep:
    """A step: its commands, the folder that it names ("" for none), and what is checked out where ("" for none)."""

    commands: tuple[Scalar, ...]
    folder: str = ""
    checkout: str = ""


def in_steps(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """The go commands of steps that surely run outside of the project's folder."""
    for call, _ in outside_steps(document, gone.module):
        fails = call.may_change_status
        yield at(document, call.command.start, GoneUse.OUTSIDE, f"go {call.arguments[0]}", fails=fails)


def outside_steps(document: Document, module: str) -> Iterator[tuple[Call, str]]:
    """Each such command, with the full path of the project's folder as a step can name it."""
    if document.kind not in (FileKind.ACTIONS, FileKind.CIRCLE, FileKind.AZURE):
        return
    for keys, scalars in _jobs(document).items():
        steps = _steps(document, scalars)
        place = _place(document, keys, steps, module)
        since = _moved(document, place) if document.kind is FileKind.AZURE else -1
        usual = _usual(document, keys) if place else ""
        for step in steps if place else ():
            folder = step.folder or usual
            if _is_elsewhere(document.kind, folder, place):
                for command in step.commands:
                    if command.start > since:
                        for call in _in_command(document, command, module):
                            yield call, _full(document.kind, place)


def _jobs(document: Document) -> Mapping[tuple[str, ...], list[Scalar]]:
    """The scalars of the steps of each job, by the keys above the steps."""
    found: dict[tuple[str, ...], list[Scalar]] = {}
    for scalar in document.scalars:
        if "steps" in scalar.keys[:-1]:
            found.setdefault(scalar.keys[: scalar.keys.index("steps")], []).append(scalar)
    return found


def _steps(document: Document, scalars: Sequence[Scalar]) -> list[_ServiceStep]:
    """The steps of a list that is written with dashes in lines of their own."""
    text = document.text
    first = _DASH.match(text, document.lines.start(scalars[0].start))
    if first is None:
        return []
    starts = [
        match.start()
        for match in _DASH.finditer(text, first.start(), scalars[-1].end)
        if match["indent"] == first["indent"]
    ]
    together: dict[int, list[Scalar]] = {}
    for scalar in scalars:
        together.setdefault(bisect_right(starts, scalar.start), []).append(scalar)
    return [_step(step) for step in together.values()]


def _step(scalars: Sequence[Scalar]) -> _ServiceStep:
    last = {scalar.keys[-1]: scalar.value for scalar in scalars}
    is_checkout = last.get("uses", "").startswith("actions/checkout@") and "repository" not in last
    return _ServiceStep(
        commands=tuple(scalar for scalar in scalars if scalar.keys[-1] in _COMMAND_KEYS),
        folder=next((last[key] for key in sorted(_FOLDER_KEYS) if key in last), ""),
        checkout=(last.get("path") or ".") if is_checkout else "",
    )


def _place(document: Document, keys: tuple[str, ...], steps: Sequence[_ServiceStep], module: str) -> str:
    """Where a job puts the project: one folder below a GOPATH, "" for any other."""
    if document.kind is FileKind.ACTIONS:
        places = {step.checkout for step in steps if step.checkout}
        place = places.pop() if len(places) == 1 else ""
    elif document.kind is FileKind.CIRCLE:
        place = _usual(document, keys)
    else:
        place = next((one.name for one in document.settings if _is_own(one.value, module)), "")
        return f"$({place})" if place and _moved(document, f"$({place})") >= 0 else ""
    return place if _is_own(place, module) else ""


def _moved(document: Document, place: str) -> int:
    """Where the last command stands that moves files to a place, -1 without one: `mv !(gopath) '$(modulePath)'` is a
    pattern of bash that is not taken apart."""
    found = re.finditer(rf"^[^#\n]*\bmv[ ][^\n]*{re.escape(place)}", document.text, re.MULTILINE) if place else ()
    return max((match.end() for match in found), default=-1)


def _is_own(place: str, module: str) -> bool:
    repository = "/".join(module.split("/")[1:3])
    return f"/{_REPOSITORY.sub(repository, place)}".rstrip("/").endswith(f"/src/{module}")


def _usual(document: Document, keys: tuple[str, ...]) -> str:
    """The folder of a job's steps that name none."""
    above = [(*keys, "working_directory"), (*keys, "defaults", "run", "working-directory")]
    above.append(("defaults", "run", "working-directory"))
    return next((scalar.value for wanted in above for scalar in document.scalars if scalar.keys == wanted), "")


def _is_elsewhere(kind: FileKind, folder: str, place: str) -> bool:
    if kind is FileKind.AZURE:
        return not folder or _AZURE_TOP.fullmatch(folder) is not None
    if not folder:
        return kind is FileKind.ACTIONS
    path, own = posixpath.normpath(folder), posixpath.normpath(place)
    return path == "." or (f"{own}/".startswith(f"{path}/") and path != own)


def _full(kind: FileKind, place: str) -> str:
    return f"$GITHUB_WORKSPACE/{place}" if kind is FileKind.ACTIONS else place


def _in_command(document: Document, command: Scalar, module: str) -> Iterator[Call]:
    """The go commands of a step, for packages of the project, up to the first that enters a folder; a folder that a
    subshell enters ends with the subshell."""
    end = document.lines.end(command.end)
    below = 0
    for call in document.commands_between(command.start, end):
        below = below if call.statement.depth >= below else 0
        if call.program in ("cd", "pushd"):
            if document.text[call.command.start - 1] != "(":
                return
            below = call.statement.depth
        if below:
            continue
        if call.program not in GO_NAMES or call.arguments[:1] == () or call.arguments[0] not in _NEEDS_MODULE:
            continue
        words = [word for word in call.arguments[1:] if not word.startswith("-")]
        has_version = any("@" in word for word in words)
        is_named = not has_version and any(f"{word}/".startswith(f"{module}/") for word in words)
        is_here = not words or any(word.startswith("./") or word == "download" for word in words)
        if is_named or is_here:
            yield call


def in_tool_images(document: Document, gone: GonePaths) -> Iterator[BrokenLine]:
    """The first argument of each step or container whose image is an old tool, where it fetches what the lock names
    (`name: instrumentisto/dep` with `args: [ensure]`)."""
    tool: LegacyTool | None = None
    above: tuple[str, ...] = ()
    for scalar in document.scalars:
        key = scalar.keys[-1] if scalar.keys else ""
        if key in _IMAGE_KEYS:
            tool, above = _tool(scalar.value), scalar.keys[:-1]
            continue
        names = set(scalar.keys[len(above) :])
        if tool is None or scalar.keys[: len(above)] != above or not names & _ARGUMENT_KEYS:
            continue
        words = scalar.value.split(maxsplit=1)
        if words and words[0] in first_words(tool) and not gone.leaves(tool):
            yield at(document, scalar.start, GoneUse.TOOL, tool.name, fails=True)
        tool = None


def _tool(image: str) -> LegacyTool | None:
    """The tool that an image is named for: instrumentisto/dep:0.5, docker://treeder/glide."""
    name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    return BY_NAME.get(name) if "/" in image else None
