"""Conditions beside a matrix that name a version of Go in it: what stands behind them is done for that one alone.

One that leaves a version out (`!=`) needs no change: what it guards is done for whatever comes in its place.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.goversions import CONDITIONAL
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from gomigrate.scripts.read.document import Document

TRAVIS_VARIABLE = "TRAVIS_GO_VERSION"
"""What Travis CI calls the version of Go of a job."""
_NUMBER = re.compile(r"1\.\d+(?:\.\d+)?")
_COMPARED = re.compile(
    rf"(?:{TRAVIS_VARIABLE}|\bmatrix\.(?P<key>[\w-]{{1,60}})|[$%]\{{?(?:env:)?(?P<variable>[A-Za-z_]\w{{0,60}}))"
    r"[\])}\"'%]{0,4}[ \t]{0,4}(?:=~|==?)[ \t]{0,4}[\"'^(]{0,3}(?P<number>1\\?\.\d{1,2}(?:\\?\.\d{1,2})?)(?!\d)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A place that names one of a matrix's versions, which the matrix writes as `version`; the span of the number there
    and its text. A value of YAML has no text: it is changed where versions are."""

    version: str
    start: int
    end: int
    text: str = ""

    def edit(self, new: str) -> Edit:
        """The condition with the number of another value in it, as exact as it is."""
        number = _NUMBER.search(new)
        said = number[0] if number else new
        if self.text.count(".") == 1:
            said = ".".join(map(str, go_version(said)))
        return Edit(self.start, self.end, said.replace(".", r"\.") if "\\" in self.text else said)


class Conditions:
    """The conditions of a file, read once, by what they compare."""

    def __init__(self, document: Document) -> None:
        self._is_travis = document.kind is FileKind.TRAVIS
        self._compared: dict[str, list[Condition]] = defaultdict(list)
        self._values: dict[str, list[Condition]] = defaultdict(list)
        for match in _COMPARED.finditer(document.text):
            if not document.line_head(match.start()).startswith("#"):
                start, end = match.span("number")
                said = match["number"].replace("\\", "")
                one = Condition(version=said, start=start, end=end, text=match["number"])
                self._compared[match["key"] or match["variable"] or TRAVIS_VARIABLE].append(one)
        for scalar in document.scalars:
            if not CONDITIONAL.isdisjoint(scalar.keys):
                self._values[scalar.keys[-1]].append(
                    Condition(version=scalar.value, start=scalar.start, end=scalar.end)
                )

    def on_axis(self, axis: str, versions: Collection[str]) -> list[Condition]:
        """Those on one of these values of a matrix's axis."""
        numbers = {number[0]: value for value in versions if (number := _NUMBER.search(value))}
        found = [one for one in self._values.get(axis, ()) if one.version in versions]
        return [*found, *self.on_variable(TRAVIS_VARIABLE if self._is_travis else axis, numbers)]

    def on_variable(self, name: str, numbers: Mapping[str, str]) -> Iterator[Condition]:
        """Where a variable is compared with one of these numbers, or with the beginning of one; by them the values that
        stand for each."""
        for one in self._compared.get(name, ()):
            version = next(
                (value for number, value in numbers.items() if f"{number}.".startswith(f"{one.version}.")), ""
            )
            if version:
                yield replace(one, version=version)
