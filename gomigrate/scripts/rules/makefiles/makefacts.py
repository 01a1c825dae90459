"""The targets in all Makefiles that make what is removed: which are removed, and which stay to download what go.mod
says."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.scripts.build import MakeFacts
from gomigrate.scripts.gone.gonepaths import VENDOR_FOLDERS
from gomigrate.scripts.legacytools import NAMES
from gomigrate.scripts.read.makerules import MakeVariables, make_rules
from gomigrate.scripts.rules.oldtools import old_tool_installs
from gomigrate.scripts.rules.rule import GO_NAMES, Build, Document, FileKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.makerules import MakeRule

MAKES = frozenset(("make", "gmake", "$MAKE"))
# What a rule may do beside making a file that goes: nothing of it is of use without that file.
_ASIDE = frozenset(
    ("echo", "printf", "touch", "mkdir", "true", ":", "rm", "which", "command", "hash", "type", "test", "[", "exit")
)
_QUIET = frozenset(("$Q", "$V", "$AT", "$QUIET", "$SILENT"))
_GOALS = re.compile(r"\bmake((?:[ \t]+[\w./-]+)+)")
_SHOWS_ALL = re.compile(r"\$(?:[\^+?|]|[({][\^+?|][DF]?[)}])")
_SHOWS_FIRST = re.compile(r"\$(?:<|[({]<[DF]?[)}])")
_SHOWS_TARGET = re.compile(r"\$(?:@|[({]@[DF]?[)}])")
_TOOL_NAMES = frozenset(NAMES)


def make_facts(documents: Sequence[Document], build: Build) -> MakeFacts:
    """What all Makefiles and all calls of make say of targets."""
    makes = [one for one in documents if one.kind is FileKind.MAKE]
    variables = MakeVariables.of(makes)
    by_document = [(one, make_rules(one, variables)) for one in makes]
    named: dict[str, list[_Stand]] = {}
    phony: set[str] = set()
    for document, rules in by_document:
        installs = _installs(document, build)
        firsts = _protected(document, rules, build)
        for rule in rules:
            if rule.is_special:
                phony |= set(rule.need_names) if ".PHONY" in rule.target_names else set()
                continue
            stand = _Stand.of(document, rule, build, installs, is_kept=rule.start in firsts)
            for name in dict.fromkeys(rule.target_names):
                named.setdefault(name, []).append(stand)
    goals = _goals(documents)
    idle = {name for name, stands in named.items() if all(stand.is_idle and stand.is_sure for stand in stands)}
    gone = {name for name in idle if any(build.gone.named(name, stand.file) for stand in named[name])}
    tools = {name for name in idle - gone if _installer(name, named[name])}
    kept = goals | {name for name in named if any(stand.is_kept for stand in named[name])} | VENDOR_FOLDERS
    return MakeFacts(
        variables=variables,
        gone=frozenset(gone - kept),
        installers=frozenset(tools - kept),
        fetching=frozenset(gone & kept),
        phony=frozenset(phony),
        made=frozenset(named),
        patterns=tuple(sorted(name for name in named if "%" in name and name != "%")),
        sometimes=frozenset(n for n, stands in named.items() if n not in idle and all(s.is_sometimes for s in stands)),
        acting=frozenset(name for name, stands in named.items() if any(stand.has_recipe for stand in stands)),
        several=frozenset(name for name, stands in named.items() if len(stands) > 1),
        shows=frozenset(name for name, stands in named.items() if any(stand.shows_all for stand in stands)),
        first=frozenset(name for name, stands in named.items() if any(stand.shows_first for stand in stands)),
        files=frozenset(name for name, stands in named.items() if any(stand.is_file for stand in stands)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stand:
    """What one rule says of its targets. `is_idle`: its commands do nothing but what old tools did; `installs`: one of
    them installs such a tool; `is_kept`: it is what a bare `make` makes. `is_sometimes`: it stands in a
    conditional."""

    file: str
    is_idle: bool
    is_sure: bool
    is_kept: bool
    is_sometimes: bool
    installs: bool
    has_recipe: bool
    shows_all: bool
    shows_first: bool
    is_file: bool

    @classmethod
    def of(cls, document: Document, rule: MakeRule, build: Build, installs: frozenset[int], *, is_kept: bool) -> _Stand:
        recipe = _recipe(document, rule)
        calls = rule_calls(document, rule)
        return cls(
            file=document.path,
            is_idle=rule.is_plain
            and _is_read(document, rule, calls)
            and all(_is_idle(document, one, build, installs) for one in calls),
            is_sure=all(word.is_sure for word in rule.targets),
            is_kept=is_kept,
            is_sometimes=rule.block != rule.start,
            installs=any(call.command.start in installs for call in calls),
            has_recipe=rule.has_recipe,
            shows_all=_SHOWS_ALL.search(recipe) is not None,
            shows_first=_SHOWS_FIRST.search(recipe) is not None,
            is_file=_SHOWS_TARGET.search(recipe) is not None,
        )


def _recipe(document: Document, rule: MakeRule) -> str:
    inline = document.text[rule.recipe : rule.end] if rule.recipe >= 0 else ""
    return inline + document.text[slice(*rule.body)]


def rule_calls(document: Document, rule: MakeRule) -> Sequence[Call]:
    """The commands of a rule."""
    start, end = (rule.recipe if rule.recipe >= 0 else rule.end), max(rule.end, rule.body[1])
    commands = document.commands
    first = bisect_left(commands, start, key=lambda call: call.statement.region.start)
    last = bisect_left(commands, end, key=lambda call: call.statement.region.start)
    return commands[first:last]


def _is_read(document: Document, rule: MakeRule, calls: Sequence[Call]) -> bool:
    """Whether all commands of a rule are understood."""
    span = range(rule.recipe if rule.recipe >= 0 else rule.end, max(rule.end, rule.body[1]))
    if any(trouble.at in span for trouble in document.troubles):
        return False
    return rule.recipe < 0 or not document.text[rule.recipe : rule.end].strip() or bool(calls)


def _is_idle(document: Document, call: Call, build: Build, installs: frozenset[int]) -> bool:
    words = [word.value for word in call.words if word.value not in _QUIET]
    if not words or call.command.start in installs:
        return True
    if words[0] in GO_NAMES:
        return words[1:2] in (["env"], ["version"]) and "-w" not in words
    tool = document.tool_run(words[0])
    return words[0] in _ASIDE or (tool is not None and not build.leaves(tool))


def _installs(document: Document, build: Build) -> frozenset[int]:
    """Where the commands begin that install an old tool and go."""
    found = old_tool_installs.find(document, build)
    return frozenset(command.start for one in found for _, command in one.removals)


def _installer(name: str, stands: Iterable[_Stand]) -> bool:
    """Whether a target is the program of an old tool, or is called after what installs it."""
    tokens = set(re.split(r"[^A-Za-z0-9]+", name.rpartition("/")[2].lower()))
    return not tokens.isdisjoint(_TOOL_NAMES) and any(stand.installs for stand in stands)


def _protected(document: Document, rules: Sequence[MakeRule], build: Build) -> frozenset[int]:
    """The rule that a bare `make` makes, by where it begins: without it make would make the next one. That is fine
    where the next one is that of the vendor folder."""
    usual = [rule for rule in rules if not rule.target_names[:1] or not _is_dotted(rule.target_names[0])]
    if not usual:
        return frozenset()
    following = usual[1].target_names if len(usual) > 1 else ()
    is_alike = bool(following) and all(build.gone.named(name, document.path) in VENDOR_FOLDERS for name in following)
    return frozenset() if is_alike else frozenset((usual[0].start,))


def _is_dotted(name: str) -> bool:
    """Whether make does not choose a target as its default goal: it begins with a dot and has no slash."""
    return (name.startswith(".") and "/" not in name) or "%" in name


def _goals(documents: Iterable[Document]) -> set[str]:
    """What make is asked for in any file."""
    found: set[str] = set()
    for document in documents:
        for call in document.commands:
            if call.program in MAKES:
                found |= {word for word in call.arguments if not word.startswith("-")}
        if document.read_only:
            found |= {word for match in _GOALS.finditer(document.text) for word in match[1].split()}
        found |= {setting.value for setting in document.settings if setting.name == ".DEFAULT_GOAL"}
    return found
