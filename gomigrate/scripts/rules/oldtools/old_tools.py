"""dep ensure, glide install, godep, govendor sync and their like: the go command fetches what go.mod says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from gomigrate.model.legacy.habits import Safety
from gomigrate.scripts.codemods.glance import handles_vendor
from gomigrate.scripts.legacytools import NAMES, LegacyTool
from gomigrate.scripts.rules.oldtools.old_tool_installs import leaving
from gomigrate.scripts.rules.oldtools.tool_checks import question
from gomigrate.scripts.rules.rule import (
    Build,
    Call,
    Correction,
    Corrections,
    Document,
    Edit,
    Rule,
    manual,
    removal,
    safe,
    unsafe,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class ToolCall(StrEnum):
    """What an old tool is called for, as far as that decides what becomes of the call."""

    FETCHES = "fetches"  # what the lock names
    BUILDS = "builds"  # the project's own packages
    LISTS = "lists"  # the project's own packages
    WRAPS = "wraps"  # the go command
    COMPARED = "compared"  # lines around it compare or move the vendor folder
    VERIFIES = "verifies"  # git is asked afterwards whether anything changed
    PACKED = "packed"  # the file packs up what lies in GOPATH
    UPDATES = "updates"  # the file updates dependencies, by its name
    SPLIT = "split"  # not written in one piece
    TIDIES = "tidies"  # the vendor folder: prunes or checks it
    OTHER = "other"


# Flags that change how much a tool says or where it writes, not what is fetched.
_QUIET_FLAGS_WORDS = (
    "-v -vendor-only -no-vendor --vendor-only -strip-vendor --strip-vendor --strip-vcs -s -f --force -quiet -q --debug"
    " -d -verbose -whitelist -F -k --keep"
)
_QUIET_FLAGS = frozenset(_QUIET_FLAGS_WORDS.split())
_HANDLERS = frozenset(("mv", "cp", "diff", "rsync", "git", "tar"))
_PACKERS = frozenset(("tar", "zip", "rsync"))
_READS_ARCHIVE = re.compile(r"-[abdeg-qsv-zA-BD-EG-HJL-SU-WY-Z]*[xt][A-Za-z]*|--extract|--get|--list")
"""The modes of tar(1) that make no archive; the first word may lack its dash. Before the mode stand none of c, r and u,
which write one, and no letter whose value may follow at once: -Cdist, -flist."""
_UPDATES = re.compile(r"(?:^|[/_.-])(?:updat|upgrad|bump)[^/]*$", re.IGNORECASE)
_OWN = re.compile(r"\+(?:l|local|p|program|\+?lo?c?a?l?,\+?p)")
_RUNS = frozenset(("test", "build", "install", "vet", "fmt", "generate", "run"))


def find(document: Document, build: Build) -> Corrections:
    """The calls of tools whose lock files go."""
    found = [(call, tool) for call in document.commands if (tool := document.tool_run(call.words[0].value)) is not None]
    around = _OtherCommands.of(document) if found else _OtherCommands()
    for call, tool in found:
        if build.leaves(tool) or question(call, build) is not None:
            continue
        if tool.is_tidying(call.arguments):
            facts = {"tool": tool.name, "case": ToolCall.TIDIES.value, "call": " ".join((tool.name, *call.arguments))}
            going = leaving(call) if tool.name not in build.needed_tools else ()
            yield removal(call, going, **facts) if going else manual(call.command.start, **facts)
        else:
            yield _change(document, call, tool, build, around)


def needed(found: Iterable[Iterable[Correction]], *, with_unsafe: bool = False) -> frozenset[str]:
    """The names of the tools that some call of all files needs after all changes: by hand, or not made unasked."""
    changed = {Safety.SAFE, Safety.UNSAFE} if with_unsafe else {Safety.SAFE}
    left = (one for corrections in found for one in corrections if one.safety not in changed)
    return frozenset(str(dict(one.facts)["tool"]) for one in left)


@dataclass(frozen=True, slots=True, kw_only=True)
class _OtherCommands:
    """What other commands of the file do: something with the vendor folder as a whole, as a check whether it is fresh
    does; ask git last whether anything changed, and where; or make an archive, in a folder below GOPATH/src."""

    handles_vendor: bool = False
    asks_git: int = -1
    packs_gopath: bool = False

    @classmethod
    def of(cls, document: Document) -> _OtherCommands:
        names_gopath = any(name in document.text for name in ("/go/src", "$GOPATH/src", "${GOPATH}/src"))
        return cls(
            handles_vendor=(document.codemods is not None and handles_vendor(document.text))
            or any(
                call.program in _HANDLERS and any(word.strip("./") == "vendor" for word in call.arguments)
                for call in document.commands
            ),
            asks_git=max((call.words[0].start for call in document.commands if _asks_git(call)), default=-1),
            packs_gopath=names_gopath and any(map(_packs, document.commands)),
        )


def _packs(call: Call) -> bool:
    """Whether a command makes an archive: `tar c . | tar x -C FOLDER` copies, `tar xf` and `tar tf` read one."""
    if call.program != "tar":
        return call.program in _PACKERS
    is_copied = any(command.name == "tar" and command is not call.command for command in call.statement.commands)
    is_read = any(_READS_ARCHIVE.fullmatch(word) for word in call.arguments) or (
        _READS_ARCHIVE.fullmatch(f"-{call.arguments[0]}") if call.arguments else None
    )
    return not is_read and not (call.is_pipelined and is_copied)


def _asks_git(call: Call) -> bool:
    """Whether git says of the whole work tree whether it changed."""
    words = call.arguments
    is_diff = words[:1] == ("diff",) and bool({"--exit-code", "--quiet"} & set(words))
    return call.program == "git" and (is_diff or words[:1] in (("status",), ("diff-index",), ("diff-files",)))


def _change(document: Document, call: Call, tool: LegacyTool, build: Build, around: _OtherCommands) -> Correction:
    case, new = _judged(document, call, tool, build, around)
    facts = {"tool": tool.name, "case": case.value, "call": " ".join((tool.name, *call.arguments))}
    start, end = call.words[0].start, call.words[-1].end
    if new is None:
        return manual(start, **facts)
    if case is ToolCall.VERIFIES:
        return unsafe(start, Edit(start, end, new), **facts)
    if case is ToolCall.WRAPS:
        # `godep go test` without godep, `gom exec go test` without both words; `gom test` is `go test`.
        kept = 2 if tool.name == "gom" and len(call.words) > 2 else 1
        end = call.words[0].end if new else call.words[kept].start
    return safe(start, Edit(start, end, new), **facts)


def _judged(
    document: Document, call: Call, tool: LegacyTool, build: Build, around: _OtherCommands
) -> tuple[ToolCall, str | None]:
    """The purpose of a call, and its replacement: None where only a person knows."""
    verb, rest = (call.arguments[0], call.arguments[1:]) if call.arguments else ("", ())
    is_update = _UPDATES.search(document.path) is not None
    if not call.is_written_together:
        return ToolCall.SPLIT, None
    if verb in tool.wraps:
        return ToolCall.WRAPS, ""
    if tool.name == "govendor" and verb in _RUNS and len(rest) == 1 and _OWN.fullmatch(rest[0]):
        return ToolCall.BUILDS, f"go {verb} ./..."
    if tool.name == "gom" and verb in _RUNS:
        return ToolCall.WRAPS, "go"
    if tool.name == "glide" and verb in ("novendor", "nv") and not rest:
        return ToolCall.LISTS, "go list ./..."
    if not _restores(tool, call.arguments):
        return ToolCall.OTHER, None
    if around.handles_vendor:
        return ToolCall.COMPARED, None
    if around.asks_git > call.words[0].start:
        return ToolCall.VERIFIES, "go mod tidy"
    if around.packs_gopath:
        return ToolCall.PACKED, None
    if is_update:
        return ToolCall.UPDATES, None
    return ToolCall.FETCHES, "go mod vendor" if build.vendor == "regenerate" else "go mod download"


def _restores(tool: LegacyTool, arguments: tuple[str, ...]) -> bool:
    """Whether the call fetches all that is locked, and nothing else."""
    words = [word for word in arguments if word not in _QUIET_FLAGS]
    if tool.name == "glock":
        return len(words) == 2 and words[0] == "sync"
    if tool.name == "godeps":
        return len(words) == 2 and words[0] == "-u" and words[1].endswith("dependencies.tsv")
    return " ".join(words) in tool.restores


RULE = Rule(code="GM804", find=find, words=NAMES)
