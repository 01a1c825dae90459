"""The environments of every go command of the build files, for one variable."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.given import Given, ShellState, first_states
from gomigrate.scripts.environment.images import ImageStages
from gomigrate.scripts.environment.makefiles import FILES, MAKES, MakeCall, MakeUnit
from gomigrate.scripts.environment.makevalue import CalledWith
from gomigrate.scripts.environment.services import ServiceVariables, sessions
from gomigrate.scripts.environment.shellrun import FileLine, ShellRun
from gomigrate.scripts.kinds import YAML_KINDS, FileKind
from gomigrate.scripts.read.makerules import MakeVariables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.read.commands import Call
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.shell.model import Command, Region, Statement

_MOST_DEPTH = 3
_MOST_CALLS = 20
_MOST_NESTED = 20
_OVERRIDES = re.compile(r"-[A-Za-z]*e[A-Za-z]*|--environment-overrides")
Found = tuple["Document", "Call", list[tuple[str, "Stack"]]]


class CallEnvironments:
    """`found`: each go command with the values that it may run with: the call that leads there ("" for none), and the
    places that set the variable there, the one that wins last. `others` are texts by path that shells and make read."""

    def __init__(self, name: str, documents: Sequence[Document], others: Mapping[str, str]) -> None:
        self.name, self._others = name, others
        self._documents = {document.path: document for document in documents}
        self._calls: dict[str, list[MakeCall]] = defaultdict(list)
        self._index: dict[str, _Index] = {}
        places: dict[str, dict[int, list[tuple[str, Stack]]]] = {}
        makefiles = [document for document in documents if document.kind is FileKind.MAKE]
        for document in documents:
            if document.kind is not FileKind.MAKE:
                places[document.path] = self._in_document(document)
        for path, found in self._in_makefiles(makefiles):
            known = places.setdefault(path, {})
            for at, stacks in found.items():
                known.setdefault(at, []).extend(stacks)
        self.found: list[Found] = []
        for document in documents:
            known = places.get(document.path, {})
            for call in sorted(document.go_commands, key=lambda one: one.words[0].start):
                stacks = known.get(call.words[0].start) or [("", ())]
                self.found.append((document, call, list(dict.fromkeys(stacks))))

    def _where(self, document: Document) -> Callable[[int, str], str]:
        return lambda offset, level: f"{document.path}:{document.line(offset)} ({level})"

    def _in_document(self, document: Document) -> dict[int, list[tuple[str, Stack]]]:
        asks = MAKES | {".", "source"}
        is_silent = self.name not in document.text and document.kind is not FileKind.COMPOSE
        if is_silent and not any(call.program in asks for call in document.commands):
            return {}
        bases = self._bases(document)
        found: dict[int, list[tuple[str, Stack]]] = {}
        for regions in sessions(document):
            self._run(document, regions, bases, "", found, CalledWith())
        return found

    def _bases(self, document: Document) -> Callable[[int], tuple[Stack, ...]]:
        where = self._where(document)
        if document.kind is FileKind.DOCKER:
            stages = ImageStages(document, self.name, where)
            return lambda offset: (stages.at(offset),)
        if document.kind in YAML_KINDS:
            variables = ServiceVariables(document, self.name, where)
            if document.kind is FileKind.COMPOSE:
                return lambda offset: tuple(
                    (*self._env_files(document, variables.keys_at(offset)[:2]), *self._filled(document, stack))
                    for stack in variables.at(offset)
                )
            return variables.at
        settings = sorted((s for s in document.settings if s.name == self.name), key=lambda one: one.start)
        starts = [setting.start for setting in settings]

        def of_settings(offset: int) -> tuple[Stack, ...]:
            last = bisect_right(starts, offset)
            held = (s for s in settings[max(0, last - 20) : last] if s.scope[0] <= offset < s.scope[1])
            return (tuple(Given(s.value, where(s.start, s.level)) for s in held),)

        return of_settings

    def _run(
        self,
        document: Document,
        regions: Sequence[Region],
        bases: Callable[[int], tuple[Stack, ...]],
        through: str,
        found: dict[int, list[tuple[str, Stack]]],
        called: CalledWith,
    ) -> None:
        """One shell over pieces of a file; what strings of its commands say runs in shells of their own."""
        states: tuple[ShellState, ...] = ()
        begun: tuple[Stack, ...] | None = None
        for region in regions:
            base = bases(region.start)
            if base != begun:
                states = _begun(states, begun or (), base)
                begun = base
            run = ShellRun(
                self.name,
                states,
                self._where(document),
                lambda name: self._sourced(document, name),
                lambda name: self._stands_for(document, name),
            )
            states = run.over(self._statements(document).get(region.start, ()))
            for call in self._calls_of(document).get(region.start, ()):
                words = [word for word in call.command.words if word.start <= call.words[0].start]
                stacks = run.stacks(run.at[call.command.start], call.command, words)
                found.setdefault(call.words[0].start, []).extend((through, stack) for stack in stacks)
                if call.program in MAKES:
                    self._note(document, call, stacks, called)
            for inner, command in self._inner(document).get(region.start, ()):
                words = [word for word in command.words if word.start < inner.start]
                stacks = run.stacks(run.at[command.start], command, words)
                self._run(document, [inner], lambda _, s=stacks: tuple(s), through, found, called)  # type: ignore[misc]

    def _note(self, document: Document, call: Call, stacks: Sequence[Stack], called: CalledWith) -> None:
        """A call of make that hands something on is one that its Makefile is asked under."""
        place = self._where(document)
        words, goals, folder, file = call.words[1:], [], "", ""
        on_line, wins = called.on_line, called.wins
        for number, word in enumerate(words):
            key, sign, value = word.value.partition("=")
            following = words[number + 1].value if number + 1 < len(words) else ""
            if key == self.name and sign:
                on_line = Given(value, place(word.start, "make's command line"))
            elif word.value in ("-C", "--directory") or (sign and key == "--directory"):
                folder = value or following
            elif word.value in ("-f", "--file"):
                file = following
            elif word.value.startswith("-"):
                wins = wins or _OVERRIDES.fullmatch(word.value) is not None
            elif not sign and words[number - 1].value not in ("-C", "--directory", "-f", "--file", "-j", "-o", "-W"):
                goals.append(word.value)
        at = self._makefile(document, folder, file)
        through = f"{document.path}:{document.line(call.words[0].start)}"
        for stack in dict.fromkeys(stacks):
            if at and (stack or on_line) and len(self._calls[at]) < _MOST_CALLS:
                given = CalledWith(environment=stack, on_line=on_line, wins=wins, through=through)
                one = MakeCall(file=at, goals=tuple(goals), called=given)
                if one not in self._calls[at]:
                    self._calls[at].append(one)

    def _makefile(self, document: Document, folder: str, file: str) -> str:
        folder = re.sub(r"^\$(?:CURDIR|PWD)/?", "", folder)
        own = posixpath.dirname(document.path)
        tops = (own,) if document.kind is FileKind.MAKE else ("", own)
        names = (file,) if file else FILES
        found = (posixpath.normpath(posixpath.join(top, folder, name)) for top in tops for name in names)
        return next((path for path in found if path in self._documents), "")

    def _in_makefiles(self, makefiles: Sequence[Document]) -> Iterator[tuple[str, dict[int, list[tuple[str, Stack]]]]]:
        """What recipes run with: those called first, and then those that they call with something."""
        if not makefiles:
            return
        every = MakeVariables.of(makefiles)
        texts = {**self._others, **{path: document.text for path, document in self._documents.items()}}
        units = [self._unit(document, texts, every) for document in makefiles]
        included = {path for unit in units for path in unit.files[1:]}
        heads = [unit for unit in units if unit.path not in included or unit.path.rpartition("/")[2] in FILES]
        asked: dict[str, set[MakeCall]] = defaultdict(set)
        for depth in range(_MOST_DEPTH):
            for unit in heads:
                new = [call for call in self._calls[unit.path] if call not in asked[unit.path]]
                asked[unit.path].update(new)
                if depth == 0 or new:
                    yield from self._in_unit(unit, new, is_first=depth == 0)

    def _unit(self, document: Document, texts: Mapping[str, str], every: MakeVariables) -> MakeUnit:
        def where(path: str, offset: int, level: str) -> str:
            line = texts[path].count("\n", 0, offset) + 1
            return f"{path}:{line} ({level})"

        return MakeUnit(self.name, document.path, self._documents, texts, every, where)

    def _in_unit(
        self, unit: MakeUnit, calls: Sequence[MakeCall], *, is_first: bool
    ) -> Iterator[tuple[str, dict[int, list[tuple[str, Stack]]]]]:
        for document in unit.documents:
            found: dict[int, list[tuple[str, Stack]]] = {}
            wanted = self._calls_of(document)
            inner = self._inner(document)
            for region in document.regions:
                if region.start not in wanted and region.start not in inner:
                    continue
                rule = unit.rule_at(document, region.start)
                by_call: dict[tuple[str, CalledWith], list[Stack]] = {}
                for one in unit.environments(rule, calls):
                    if is_first or one.called.through:
                        by_call.setdefault((one.through, one.called), []).append(one.stack)
                for (through, called), stacks in by_call.items():
                    self._run(document, [region], lambda _, s=stacks: tuple(s), through, found, called)  # type: ignore[misc]
            yield document.path, found

    def _sourced(self, document: Document, name: str) -> Sequence[FileLine]:
        """What a file that a shell reads sets, line by line."""
        tail = re.sub(r"^(?:(?:\$\w+|\.)/+)+", "", name)
        for top in (posixpath.dirname(document.path), ""):
            path = posixpath.normpath(posixpath.join(top, tail))
            other = self._documents.get(path)
            text = other.text if other else self._others.get(path)
            if text is not None and path != document.path:
                return tuple(_file_lines(path, text, self.name))
        return ()

    def _stands_for(self, document: Document, name: str) -> Given | None:
        """The variable's value in that of another one, which is written in front of a command, or as the command."""
        for place in reversed(document.values_of(name)[-1:]):
            match = re.search(rf"(?:^|\s){self.name}=(?P<value>\"[^\"]*\"|'[^']*'|\S*)", place.value)
            if match:
                return Given(match["value"].strip("\"'"), self._where(document)(place.start, name))
        return None

    def _env_files(self, document: Document, service: tuple[str, ...]) -> Stack:
        """What `env_file` of a service gives: less than its `environment`."""
        files = [s for s in document.scalars if s.keys[:2] == service and s.keys[2:3] == ("env_file",)]
        return tuple(line.given for scalar in files for line in self._sourced(document, scalar.value))

    def _filled(self, document: Document, stack: Stack) -> Stack:
        """${NAME} in a Compose file is what .env beside it says."""
        lines = self._sourced(document, ".env")
        value = lines[-1].given.value if lines else ""
        pattern = re.compile(rf"\$(?:{self.name}\b|\{{{self.name}(?::?-(?P<default>[^}}]*))?\}})")

        def filled(match: re.Match[str]) -> str:
            return value or match["default"] or match[0]

        return tuple(Given(pattern.sub(filled, one.value), one.where, one.is_gone) for one in stack)

    def _statements(self, document: Document) -> Mapping[int, Sequence[Statement]]:
        return self._indexes(document)[0]

    def _calls_of(self, document: Document) -> Mapping[int, Sequence[Call]]:
        return self._indexes(document)[1]

    def _inner(self, document: Document) -> Mapping[int, Sequence[tuple[Region, Command]]]:
        return self._indexes(document)[2]

    def _indexes(self, document: Document) -> _Index:
        if document.path not in self._index:
            self._index[document.path] = _index(document)
        return self._index[document.path]


def _begun(states: tuple[ShellState, ...], begun: Sequence[Stack], base: Sequence[Stack]) -> tuple[ShellState, ...]:
    """A shell with new input: the effects of its earlier commands stay on top."""
    before = [state for state in states if state.stack not in begun or state.plain or state.is_marked or state.is_all]
    if not before:
        return tuple(ShellState(stack=stack) for stack in base)
    known = {one for stack in begun for one in stack}
    return first_states(
        replace(state, stack=(*stack, *(one for one in state.stack if one not in known)))
        for state in before
        for stack in base
    )


def _file_lines(path: str, text: str, name: str) -> Iterator[FileLine]:
    line = re.compile(rf"^[ \t]*(?P<export>export[ \t]+)?{name}=(?P<value>.*?)[ \t\r]*$", re.MULTILINE)
    for match in line.finditer(text):
        value = match["value"]
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        place = f"{path}:{text.count(chr(10), 0, match.start()) + 1} (file)"
        yield FileLine(Given(value, place), is_exported=bool(match["export"]))


_Index = tuple[
    "Mapping[int, Sequence[Statement]]",
    "Mapping[int, Sequence[Call]]",
    "Mapping[int, Sequence[tuple[Region, Command]]]",
]


def _index(document: Document) -> _Index:
    """By where pieces of shell begin: their statements, the calls of go and make in them, and the pieces in strings of
    their commands, each with that command."""
    statements: dict[int, list[Statement]] = defaultdict(list)
    for statement in document.statements:
        statements[statement.region.start].append(statement)
    for found in statements.values():
        found.sort(key=lambda one: one.start)
    calls: dict[int, list[Call]] = defaultdict(list)
    go = {call.words[0].start for call in document.go_commands}
    for call in document.commands:
        if call.words[0].start in go or call.program in MAKES:
            calls[call.statement.region.start].append(call)
    inner: dict[int, list[tuple[Region, Command]]] = defaultdict(list)
    tops = {region.start for region in document.regions}
    commands = sorted(
        ((c.start, c.end, c, s) for s in document.statements for c in s.commands), key=lambda one: (one[0], -one[1])
    )
    starts = [one[0] for one in commands]
    for start, own in statements.items():
        if start not in tops:
            number = bisect_left(starts, start) - 1
            around = (commands[n] for n in range(number, max(-1, number - _MOST_NESTED), -1))
            holder = next((one for one in around if one[1] >= start and one[3].region.start != start), None)
            if holder:
                inner[holder[3].region.start].append((own[0].region, holder[2]))
    return statements, calls, inner
