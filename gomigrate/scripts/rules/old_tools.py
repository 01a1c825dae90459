"""dep ensure, glide install, godep, govendor sync and their like: the go command fetches what go.mod says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.calls import calls
from gomigrate.scripts.change import Correction, manual, removal, safe
from gomigrate.scripts.legacytools import LegacyTool, tool_called
from gomigrate.scripts.rules.rule import Rule
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.calls import Call
    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM804"
# Flags that change how much a tool says or where it writes, not what is fetched.
_QUIET_FLAGS = frozenset(
    [
        "-v",
        "-vendor-only",
        "-no-vendor",
        "--vendor-only",
        "-strip-vendor",
        "--strip-vendor",
        "--strip-vcs",
        "-s",
        "-f",
        "--force",
        "-quiet",
        "-q",
        "--debug",
        "-d",
        "-verbose",
        "-whitelist",
        "-F",
    ]
)
_HANDLERS = frozenset(("mv", "cp", "diff", "rsync", "git", "tar"))
_PACKERS = frozenset(("tar", "zip", "rsync"))
_UPDATES = re.compile(r"(?:^|[/_.-])(?:updat|upgrad|bump)[^/]*$", re.IGNORECASE)
_OWN = re.compile(r"\+(?:l|local|p|program|\+?lo?c?a?l?,\+?p)")
_UPDATE_REMEDY = (
    "Say what it was for by the go command: go get PATH@VERSION adds or updates, go mod tidy clears up, go list -m all"
    " shows."
)
_RUNS = frozenset(("test", "build", "install", "vet", "fmt", "generate", "run"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """The calls of tools whose lock files go."""
    return (change for _, change in uses(document, facts, survey))


def uses(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[tuple[LegacyTool, Correction]]:
    """Every call of an old tool, with what becomes of it."""
    found = [(call, tool) for call in calls(document) if (tool := tool_called(call.words[0].value)) is not None]
    around = _OtherCommands.of(document) if found else _OtherCommands()
    for call, tool in found:
        if not is_left(tool, facts):
            yield tool, _change(document, call, tool, facts, around)


def is_left(tool: LegacyTool, facts: Facts) -> bool:
    """Whether a tool's calls stay: its lock file stays, the project is that tool, or the name is not sure to be the
    tool's."""
    if any(lock in facts.kept_locks for lock in tool.locks) or facts.module.rpartition("/")[2] == tool.name:
        return True
    return tool.is_common_word and not any(lock in facts.lock_files for lock in tool.locks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OtherCommands:
    """What other commands of the file do: something with the vendor folder as a whole, as a check whether it is fresh
    does; or make an archive, in a folder below GOPATH/src."""

    handles_vendor: bool = False
    packs_gopath: bool = False

    @classmethod
    def of(cls, document: Document) -> _OtherCommands:
        names = ("/go/src", "$GOPATH/src", "${GOPATH}/src")
        programs = list(calls(document))
        return cls(
            handles_vendor=any(
                call.program in _HANDLERS and any(word.strip("./") == "vendor" for word in call.arguments)
                for call in programs
            ),
            packs_gopath=any(name in document.text for name in names)
            and any(call.program in _PACKERS for call in programs),
        )


def _change(document: Document, call: Call, tool: LegacyTool, facts: Facts, around: _OtherCommands) -> Correction:
    at, words = call.words[0].start, call.words
    verb, rest = (call.arguments[0], call.arguments[1:]) if call.arguments else ("", ())
    told = " ".join((tool.name, *call.arguments))
    if not call.is_written_together(document.text):
        return manual(CODE, at, f"{told} runs a tool that goes.")
    span = Edit(at, words[-1].end, "")
    if verb in tool.wraps and words[1:]:
        return _unwrapped(call, tool, told)
    if tool.name == "govendor" and verb in _RUNS and len(rest) == 1 and _OWN.fullmatch(rest[0]):
        return safe(
            CODE, at, f"{told} builds the project's own packages.", Edit(span.start, span.end, f"go {verb} ./...")
        )
    if tool.name == "gom" and verb in _RUNS:
        return safe(CODE, at, f"{told} wraps the go command.", Edit(words[0].start, words[0].end, "go"))
    if tool.name == "glide" and verb in ("novendor", "nv") and not rest:
        return safe(CODE, at, f"{told} lists the own packages.", Edit(span.start, span.end, "go list ./..."))
    if verb in tool.idle and not _UPDATES.search(document.path) and call.may_change_status and not call.is_pipelined:
        return removal(CODE, call.placed, call.command, f"{told} has no meaning without the tool.")
    if _restores(tool, call.arguments):
        if around.handles_vendor:
            return manual(CODE, at, f"{told}: lines around it compare or move the vendor folder.")
        if around.packs_gopath:
            return manual(CODE, at, f"{told}: this file packs up what lies in GOPATH, where dependencies are no more.")
        if _UPDATES.search(document.path):
            return manual(CODE, at, f"{told}: this file updates dependencies, by its name.", _UPDATE_REMEDY)
        what = "vendor" if facts.vendor == "regenerate" else "download"
        message = f"{told} fetches what the old lock file names; go.mod and go.sum say that now."
        return safe(CODE, at, message, Edit(span.start, span.end, f"go mod {what}"))
    return manual(CODE, at, f"{told} has no counterpart that is sure to be meant.", _UPDATE_REMEDY)


def _restores(tool: LegacyTool, arguments: tuple[str, ...]) -> bool:
    """Whether the call fetches all that is locked, and nothing else."""
    words = [word for word in arguments if word not in _QUIET_FLAGS]
    if tool.name == "glock":
        return len(words) == 2 and words[0] == "sync"
    if tool.name == "godeps":
        return len(words) == 2 and words[0] == "-u" and words[1].endswith("dependencies.tsv")
    return (" ".join(words)) in tool.restores


def _unwrapped(call: Call, tool: LegacyTool, told: str) -> Correction:
    """`godep go test` without godep, `gom exec go test` without both words."""
    first = call.words[2] if tool.name == "gom" and len(call.words) > 2 else call.words[1]
    message = f"{told} runs the go command with another GOPATH, which goes."
    return safe(CODE, call.words[0].start, message, Edit(call.words[0].start, first.start, ""))


RULE = Rule(name="old-tools", code=CODE, find=find)
