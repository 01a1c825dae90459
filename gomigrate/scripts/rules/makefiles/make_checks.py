"""What a Makefile asks for an old tool while it is read (GNU make manual, "Conditional Parts of Makefiles", "The shell
Function"): `ifeq (,$(shell which dep))`, `HAVE := $(shell glide --version)` with `ifndef HAVE`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.legacytools import NAMES, LegacyTool, tool_called
from gomigrate.scripts.rules.oldtools.old_tool_installs import installed
from gomigrate.scripts.rules.rule import Build, Call, Corrections, Document, Edit, FileKind, Rule, manual, safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_ASKS = re.compile(
    r"\$\((?:shell)[ \t]+(?P<call>(?:(?:command[ \t]+-[vV]|which|type|hash)[ \t]+(?P<found>[\w./$()-]+)"
    r"|(?P<asked>[\w./-]+)[ \t]+(?:-v|-?-version|version|-V)))[^\n]*\)"
)
_OPENS = re.compile(r"[ \t]*(?P<word>ifn?eq|ifn?def)\b(?P<rest>.*)")
_ELSE, _ENDS = re.compile(r"[ \t]*else\b"), re.compile(r"[ \t]*endif\b")
_SAYS = re.compile(r"[ \t]*(?:#.*|\$\((?:error|warning|info)\b.*\)[ \t]*)?")
_SET = re.compile(r"[ ]*(?:(?:export|override)[ \t]+)*(?P<name>[\w.-]+)[ \t]*(?::{0,3}|\?)=[ \t]*(?P<value>.*)")
_SAYING = frozenset(("echo", "printf", "exit", "false", "true", ":"))
_MOST_LINES = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class _CheckBlock:
    """A conditional without else: its span, the line that opens it, and the lines between, each with its place."""

    start: int
    end: int
    head: str
    body: Sequence[tuple[int, str]]


def find(document: Document, build: Build) -> Corrections:
    """Removes the blocks that only stop, or install a tool, where the tool is missing, with the variables that only
    they read; any other line outside of recipes that asks for a tool is reported."""
    lines = [(document.lines.of(n), text) for n, text in enumerate(document.text.split("\n"), start=1)]
    asks = {at: asked for at, text in lines if not text.startswith("\t") and (asked := _asked(text, build))}
    if not asks:
        return
    blocks = [block for block in _blocks(lines, len(document.text)) if _is_check(document, block, build)]
    gone: set[int] = set()
    for at, (tool, call) in asks.items():
        facts = {"tool": tool.name, "call": call}
        edits = _edits(document, at, blocks)
        if edits is None:
            yield manual(at, case="asked", **facts)
        elif tool.name not in build.needed_tools and at not in gone:
            gone.update(edit.start for edit in edits)
            yield safe(at, *edits, case="checked", **facts)


def _asked(line: str, build: Build) -> tuple[LegacyTool, str] | None:
    match = _ASKS.search(line.partition("#")[0])
    tool = tool_called(match["found"] or match["asked"]) if match else None
    return (tool, match["call"]) if match and tool is not None and not build.leaves(tool) else None


def _blocks(lines: Sequence[tuple[int, str]], length: int) -> Iterator[_CheckBlock]:
    for number, (start, text) in enumerate(lines):
        opened = _OPENS.match(text)
        if not opened:
            continue
        body: list[tuple[int, str]] = []
        for after, (at, inner) in enumerate(lines[number + 1 : number + _MOST_LINES], start=number + 1):
            if _ENDS.match(inner):
                end = lines[after + 1][0] if after + 1 < len(lines) else length
                yield _CheckBlock(start=start, end=end, head=opened["rest"], body=body)
                break
            if _ELSE.match(inner) or _OPENS.match(inner):
                break
            body.append((at, inner))


def _is_check(document: Document, block: _CheckBlock, build: Build) -> bool:
    """Whether a block only says something, stops, or installs a tool that goes."""
    recipes = [at for at, text in block.body if text.startswith("\t")]
    if any(not text.startswith("\t") and not _SAYS.fullmatch(text) for _, text in block.body):
        return False
    calls = [call for call in document.commands if block.start <= call.command.start < block.end]
    tools = [installed(call, set()) for call in calls if call.program not in _SAYING and not _unpacks(call)]
    is_said = len(calls) >= len(recipes) or not recipes
    return is_said and all(tool is not None and not build.leaves(tool) for tool in tools)


def _unpacks(call: Call) -> bool:
    """Whether a command gets what a pipe brings it, to run or unpack it."""
    return (
        call.is_pipelined and call.program in ("sh", "bash", "tar") and call.command is not call.statement.commands[0]
    )


def _edits(document: Document, at: int, blocks: Sequence[_CheckBlock]) -> list[Edit] | None:
    """What removes a question: its block, or the variable with all blocks that read it; None where another line uses
    the answer."""
    if block := next((block for block in blocks if block.start == at), None):
        return [Edit(block.start, block.end, "")]
    line = document.text[at : document.lines.end(at)]
    named = _SET.match(line.rstrip("\r\n"))
    if not named or not _ASKS.fullmatch(named["value"].strip()):
        return None
    name = re.escape(named["name"])
    found = (match.start() for match in re.finditer(rf"(?<![\w.-]){name}(?![\w.-])", document.text))
    uses = [use for use in found if not at <= use < at + len(line)]
    asking = [block for block in blocks if any(block.start <= use < block.end for use in uses)]
    if all(any(block.start <= use < block.end for block in asking) for use in uses):
        return [Edit(at, at + len(line), ""), *(Edit(block.start, block.end, "") for block in asking)]
    return None


RULE = Rule(code="GM804", find=find, words=NAMES, kinds=frozenset((FileKind.MAKE,)))
