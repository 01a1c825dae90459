"""Lines that install dep, glide, godep and the like, once nothing calls them any more."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.habits import Safety
from gomigrate.scripts.calls import GO_NAMES, Call, calls
from gomigrate.scripts.change import Correction, manual, removal
from gomigrate.scripts.legacytools import LegacyTool, tool_called, tool_of_package, tool_of_url
from gomigrate.scripts.removing import parts_of
from gomigrate.scripts.rules.old_tools import is_left
from gomigrate.scripts.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.scripts.facts import Facts
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.survey import ScriptSurvey

CODE = "GM805"
_TESTS = frozenset(("which", "command", "hash", "type", "test", "[", "where"))
_SHELLS = frozenset(("sh", "bash", "tar", "gunzip", "unzip"))


def find(document: Document, facts: Facts, survey: ScriptSurvey) -> Iterator[Correction]:
    """`go get` of a tool, a download of its release with what is done to the file, `brew install`, and the test whether
    it is there."""
    downloaded: set[str] = set()
    handled = _handled(document)
    for call in calls(document):
        tool = _installed(call, downloaded)
        if tool is None or is_left(tool, facts) or call.placed.statement.is_value:
            continue
        if tool.name in survey.needed_tools:
            yield manual(CODE, call.command.start, f"{tool.name} is installed here, and some line still calls it.")
            continue
        if f"/{tool.name}" in handled or (tool.name in handled and tool.name in downloaded):
            yield manual(
                CODE, call.command.start, f"{tool.name} is installed here, and another command handles the program."
            )
            continue
        yield from _gone(document, call, tool)


def _handled(document: Document) -> set[str]:
    """What commands get as arguments, but for those that install, test and fetch: a name, or "/NAME" for one in a
    folder."""
    found: set[str] = set()
    for call in calls(document):
        if call.program in _TESTS or call.program in ("curl", "wget", "chmod") or call.program in GO_NAMES:
            continue
        for word in call.arguments:
            _, slash, name = word.rpartition("/")
            if "://" not in word:
                found.add(slash + name)
    return found


def _installed(call: Call, downloaded: set[str]) -> LegacyTool | None:
    """The tool that a command installs or prepares, and nothing else."""
    arguments = call.arguments
    if call.program in GO_NAMES and arguments[:1] in (("get",), ("install",)):
        packages = [word for word in arguments[1:] if not word.startswith("-")]
        tools = [tool_of_package(path) for path in packages]
        return tools[0] if tools and all(tool is not None and tool is tools[0] for tool in tools) else None
    if call.program in ("curl", "wget"):
        found = [tool for word in arguments if (tool := tool_of_url(word))]
        if found:
            downloaded |= {word for word in arguments if "://" not in word and not word.startswith("-")}
            return found[0]
    if call.program in ("brew", "apt-get", "apt", "apk") and len(arguments) == 2 and arguments[0] in ("install", "add"):
        return tool_called(arguments[1]) if arguments[1] in ("dep", "glide", "godep", "govendor") else None
    if call.program == "chmod" and len(arguments) == 2 and arguments[1] in downloaded:
        return tool_called(arguments[1])
    return None


def _gone(document: Document, call: Call, tool: LegacyTool) -> Iterator[Correction]:
    statement = call.placed.statement
    parts = parts_of(document, statement)
    number = parts.numbers[call.command.start]
    pipeline = parts.pipelines[number]
    message = f"{tool.name} is installed here, and nothing calls it any more."
    # Of a long pipeline each command may be a call; of two that are no shells one is another than this.
    strangers = islice((command for command in pipeline if command.name not in _SHELLS), 2)
    if any(command is not call.command for command in strangers) or statement.is_condition or statement.is_nested:
        yield manual(CODE, call.command.start, message)
        return
    commands = list(pipeline)
    if "||" in statement.operators:
        before = parts.pipelines[0]
        if len(parts.pipelines) != 2 or number != 1 or len(before) != 1 or before[0].name not in _TESTS:
            yield manual(CODE, call.command.start, message)
            return
        commands += before
    first = removal(CODE, call.placed, call.command, message, Safety.SAFE)
    yield Correction(
        code=CODE,
        safety=first.safety,
        start=call.command.start,
        message=message,
        removals=tuple((call.placed, command) for command in commands),
    )


RULE = Rule(name="old-tool-installs", code=CODE, find=find)
