"""A variable in the jobs of CI services: maps of variables, entries of a matrix, and what a step leaves for those after
it."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import islice, product
from typing import TYPE_CHECKING

from gomigrate.scripts.environment.given import MOST_STATES, Given
from gomigrate.scripts.kinds import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from gomigrate.scripts.environment.given import Stack
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.pieces import ScriptSetting
    from gomigrate.scripts.shell.model import Region

_ONE_SHELL = frozenset(
    (
        *(FileKind.DRONE, FileKind.GITLAB, FileKind.BITBUCKET, FileKind.SEMAPHORE, FileKind.BUILDKITE),
        *(FileKind.CODEBUILD, FileKind.CIRRUS, FileKind.WINDOWS, FileKind.APPVEYOR),
    )
)
"""Where the commands of a list, or lines of a file, run in one shell, or as if they did."""
_PHASES_WORDS = "before_install install before_script script after_success after_failure after_script"
_PHASES = {name: number for number, name in enumerate(_PHASES_WORDS.split())}
_LISTS = frozenset((("env",), ("env", "matrix"), ("env", "jobs"), ("environment", "matrix")))
_OF_MATRIX = re.compile(r"\$\{\{\s*matrix\.([\w-]+)\s*\}\}")
_FILES = {FileKind.ACTIONS: r"GITHUB_ENV", FileKind.CIRCLE: r"BASH_ENV", FileKind.AZURE: r"task\.setvariable"}
_WIDEST = 200
_REFUSED = re.compile(r"::set-env\b")


@dataclass(frozen=True, slots=True)
class _Left:
    """What a step leaves: from which place on, in which job, and whether the runner takes it."""

    start: int
    job: tuple[str, ...]
    given: Given


class ServiceVariables:
    """What a YAML file gives a variable beside its shells."""

    def __init__(self, document: Document, name: str, where: Callable[[int, str], str]) -> None:
        self.document, self.name, self.where = document, name, where
        self._scalars = sorted(document.scalars, key=lambda scalar: scalar.start)
        self._starts = [scalar.start for scalar in self._scalars]
        self._settings = sorted((s for s in document.settings if s.name == name), key=lambda one: one.start)
        self._left = list(self._left_by_steps())
        self._entries = dict(self._matrix_entries())

    def at(self, offset: int) -> tuple[Stack, ...]:
        """The environments that a command at a place may begin with, one for each entry of a matrix."""
        before: list[tuple[tuple[int, int], Sequence[Given | None]]] = []
        for setting in self._settings:
            start, end = setting.scope
            if start <= offset < end and setting.start not in self._entries:
                before.append((setting.scope, list(self._given(setting))))
        before.sort(key=lambda one: (one[0][0], -one[0][1]))
        steps = [values for scope, values in before if self._is_step(scope, offset)]
        wider = [values for scope, values in before if not self._is_step(scope, offset)]
        left = [[one.given] for one in self._left if one.start < offset and one.job == self._job(offset)]
        if self.document.kind is FileKind.CIRCLE:
            rows = [*wider, *steps, *left]  # the shell of each step reads that file
        else:
            rows = [*wider, *self._alternatives(offset), *left, *steps]
        found = islice(product(*rows), MOST_STATES)
        return tuple(dict.fromkeys(tuple(one for one in chosen if one is not None) for chosen in found))

    def _given(self, setting: ScriptSetting) -> Iterator[Given | None]:
        place = self.where(setting.start, setting.level)
        of_matrix = _OF_MATRIX.fullmatch(setting.value.strip())
        values = [scalar for scalar in self._scalars if of_matrix and _is_matrix(scalar.keys, of_matrix[1])]
        if not values:
            yield Given(setting.value, place)
        for scalar in values[:MOST_STATES]:
            yield Given(scalar.value, self.where(scalar.start, "matrix"))

    def _is_step(self, scope: tuple[int, int], offset: int) -> bool:
        """Whether a scope is that of one step."""
        keys = self.keys_at(scope[0])
        return "steps" in keys and scope[0] <= offset < scope[1]

    def keys_at(self, offset: int) -> tuple[str, ...]:
        """The keys that lead to the scalar at a place, or to the first one after it."""
        number = bisect_right(self._starts, offset) - 1
        if number >= 0 and offset <= self._scalars[number].end:
            return self._scalars[number].keys
        return self._scalars[number + 1].keys if number + 1 < len(self._scalars) else ()

    def _job(self, offset: int) -> tuple[str, ...]:
        return self.keys_at(offset)[:2]

    def _left_by_steps(self) -> Iterator[_Left]:
        """`echo NAME=value >> $GITHUB_ENV`, `echo 'export NAME=value' >> $BASH_ENV`, Azure's task.setvariable."""
        mark = _FILES.get(FileKind(self.document.kind))
        if mark is None:
            return
        text = self.document.text
        is_allowed = "ACTIONS_ALLOW_UNSECURE_COMMANDS" in text
        for scalar in self._scalars:
            part = text[scalar.start : scalar.end]
            if self.name not in part:
                continue
            if re.search(mark, part, re.IGNORECASE) or (_REFUSED.search(part) and is_allowed):
                for match in self._line.finditer(part):
                    level = mark.replace("\\", "")
                    given = Given(match["value"].strip(), self.where(scalar.start + match.start(), level))
                    yield _Left(scalar.end, scalar.keys[:2], given)

    @property
    def _line(self) -> re.Pattern[str]:
        # Before the name stands the beginning of a line, a blank or quote of echo or printf, or a word of the command.
        before = r"(?:^|(?<=[\s\"']))(?:export\s+)?|(?:variable|set-env\s+name)="
        return re.compile(
            rf"(?:{before}){self.name}(?:=|\]|;[^\]]*\]|::)(?P<value>[^\"'\n>|]*)(?=[^\n]*(?:>>|tee|Out-File|Add-Content|$))",
            re.MULTILINE,
        )

    def _matrix_entries(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """The settings that are one entry of a matrix, by their place, with the keys of its list."""
        if self.document.kind not in (FileKind.TRAVIS, FileKind.APPVEYOR):
            return
        for setting in self._settings:
            keys = self.keys_at(setting.start)
            for cut in (len(keys) - 1, len(keys) - 2):
                if keys[cut:][:1] == ("-",) and keys[:cut] in _LISTS:
                    yield setting.start, keys[:cut]
            if keys[:3] in (("jobs", "include", "-"), ("matrix", "include", "-")):
                yield setting.start, keys[:3]

    def _alternatives(self, offset: int) -> Iterator[Sequence[Given | None]]:
        """What the entries of a matrix give; None for one that does not set the variable."""
        keys = self.keys_at(offset)
        lists = dict.fromkeys(self._entries.values())
        of_job = [s for s in self._settings if s.start in self._entries and s.scope[0] <= offset < s.scope[1]]
        if keys[1:2] == ("include",):
            yield from (
                [Given(s.value, self.where(s.start, s.level))] for s in of_job if keys[:3] == self._entries[s.start]
            )
            return
        found: list[Given | None] = []
        for above in lists:
            own = [s for s in self._settings if self._entries.get(s.start) == above]
            if self._items(above) > len({self.document.line(s.start) for s in own}) and None not in found:
                found.append(None)
            found += (Given(s.value, self.where(s.start, s.level)) for s in own)
        if found:
            yield found[:MOST_STATES]

    def _items(self, above: tuple[str, ...]) -> int:
        """How many entries a list has."""
        cut = len(above) - (above[-1] == "-")
        inside = (s for s in self._scalars if s.keys[: cut + 1] == (*above[:cut], "-"))
        return sum(1 for scalar in inside if self.document.line_head(scalar.start).startswith("-"))


def _is_matrix(keys: tuple[str, ...], name: str) -> bool:
    return "matrix" in keys and (keys[-1] == name or keys[-2:] == (name, "-"))


def sessions(document: Document) -> Sequence[Sequence[Region]]:
    """The pieces of shell that run in one shell each, in their order there."""
    found: dict[tuple[int, ...], list[Region]] = {}
    for region in document.regions:
        key: tuple[int, ...] = (region.start, 0)
        if document.kind is FileKind.WINDOWS or document.kind is FileKind.APPVEYOR:
            key = (-1,)
        elif document.kind in _ONE_SHELL and region.group != -1:
            key = (region.group,)
        found.setdefault(key, []).append(region)
    if document.kind in (FileKind.TRAVIS, FileKind.GITLAB):
        return _by_phases(document)
    return list(found.values())


def _by_phases(document: Document) -> Sequence[Sequence[Region]]:
    """The phases of a job run in one shell, whatever their order in the file; what a job has of its own comes in their
    place, and is taken for another shell."""
    keys = _keys_of_regions(document)
    found: dict[tuple[object, ...], list[tuple[int, int, Region]]] = {}
    for region in document.regions:
        names = tuple(key for key in keys[region.start] if key != "-")
        phase = next((name for name in names if name in _PHASES), "")
        number = _PHASES.get(phase, 0)
        is_apart = document.kind is FileKind.GITLAB and phase == "after_script"
        job: tuple[object, ...] = (names[: names.index(phase)] if phase else names, is_apart)
        if len(names) > 1 and document.kind is FileKind.TRAVIS:
            job = (keys[region.start][:3], _item_of(document, region, is_item=keys[region.start][-1:] == ("-",)), False)
        found.setdefault(job, []).append((number, region.start, region))
    first = {job: sorted(regions, key=lambda one: one[:2]) for job, regions in found.items()}
    shared = first.get(((), False), []) + first.get((("default",), False), [])
    for job, regions in first.items() if shared else ():
        if regions is not shared and not job[-1]:
            own = {phase for phase, _, _ in regions}
            missing = [one for one in shared if one[0] not in own and one[0] < max(own)]
            first[job] = sorted((*missing, *regions), key=lambda one: one[:2])
    return [[region for _, _, region in regions] for regions in first.values()]


def _item_of(document: Document, region: Region, *, is_item: bool) -> int:
    """The line with the dash of the job that a region belongs to; `is_item`: it is an item of a list itself."""
    number = document.line(region.start)
    most = _indent(document, number) + (not is_item)
    while number > 1 and not (
        document.line_head(document.lines.of(number)).startswith("-") and _indent(document, number) < most
    ):
        number -= 1
    return number


def _indent(document: Document, number: int) -> int:
    line = document.text[document.lines.of(number) : document.lines.of(number) + _WIDEST]
    return len(line) - len(line.lstrip(" "))


def _keys_of_regions(document: Document) -> Mapping[int, tuple[str, ...]]:
    scalars = sorted(document.scalars, key=lambda scalar: scalar.start)
    starts = [scalar.start for scalar in scalars]
    found: dict[int, tuple[str, ...]] = {}
    for region in document.regions:
        number = max(0, bisect_right(starts, region.start) - 1)
        found[region.start] = scalars[number].keys if scalars else ()
    return found
