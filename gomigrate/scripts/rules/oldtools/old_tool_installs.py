"""Lines that install dep, glide, godep and the like, once nothing calls them any more."""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.scripts.legacytools import LegacyTool, tool_called, tool_fetched, tool_of_package
from gomigrate.scripts.rules.rule import GO_NAMES, Build, Call, Corrections, Document, Rule, manual, removal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gomigrate.scripts.shell.model import Command

_TESTS = frozenset(("which", "command", "hash", "type", "test", "[", "where"))
_SHELLS = frozenset(("sh", "bash", "tar", "gunzip", "unzip"))


def find(document: Document, build: Build) -> Corrections:
    """`go get` of a tool, a download of its release with what is done to the file, `brew install`, and the test whether
    it is there. `still` says who needs the tool, where someone does: its callers, or a command that handles the
    program."""
    downloaded: set[str] = set()
    handled = _handled(document)
    for call in document.commands:
        tool = installed(call, downloaded)
        if tool is None or build.leaves(tool):
            continue
        if tool.name in build.needed_tools:
            yield manual(call.command.start, tool=tool.name, still="called")
        elif f"/{tool.name}" in handled or (tool.name in handled and tool.name in downloaded):
            yield manual(call.command.start, tool=tool.name, still="handled")
        else:
            going = leaving(call)
            yield removal(call, going, tool=tool.name) if going else manual(call.command.start, tool=tool.name)


def _handled(document: Document) -> set[str]:
    """The arguments of commands, except for those that install, test and fetch: a name, or "/NAME" for one in a
    folder."""
    found: set[str] = set()
    for call in document.commands:
        if call.program in _TESTS or call.program in ("curl", "wget", "chmod") or call.program in GO_NAMES:
            continue
        for word in call.arguments:
            _, slash, name = word.rpartition("/")
            if "://" not in word:
                found.add(slash + name)
    return found


def installed(call: Call, downloaded: set[str]) -> LegacyTool | None:
    """The tool that a command installs or prepares, and nothing else."""
    arguments = call.arguments
    if call.program in GO_NAMES and arguments[:1] in (("get",), ("install",)):
        packages = [word for word in arguments[1:] if not word.startswith("-")]
        tools = [tool_of_package(path) for path in packages]
        return tools[0] if tools and all(tool is not None and tool is tools[0] for tool in tools) else None
    if found := tool_fetched(call.program, arguments):
        if call.program in ("curl", "wget"):
            downloaded |= {word for word in arguments if "://" not in word and not word.startswith("-")}
        return found
    if call.program == "chmod" and len(arguments) == 2 and arguments[1] in downloaded:
        return tool_called(arguments[1])
    return None


def leaving(call: Call) -> Sequence[Command]:
    """What is removed with a call: its pipeline, and a test before it whether the tool is there; () where it has to
    stay."""
    statement = call.statement
    parts = statement.pipelines
    number = bisect_right(parts, call.command.start, key=lambda part: part[0].start) - 1
    # Of a long pipeline each command may be a call; of two that are no shells, one is not this command.
    strangers = islice((command for command in parts[number] if command.name not in _SHELLS), 2)
    if any(command is not call.command for command in strangers) or statement.is_condition or statement.is_nested:
        return ()
    if "||" not in statement.operators:
        return parts[number]
    before = parts[0]
    if len(parts) != 2 or number != 1 or len(before) != 1 or before[0].name not in _TESTS:
        return ()
    return [*parts[number], *before]


RULE = Rule(code="GM805", find=find, words=("get", "install", "curl", "apk", "apt", "chmod"))
