"""Conditions beside a matrix that name a version of Go in it: what stands behind them is done for that one alone.

One that leaves a version out (`!=`) needs no change: what it guards is done for whatever comes in its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.scripts.read.document import Document

_NUMBER = re.compile(r"1\.\d+(?:\.\d+)?")
_COMPARED = r"[\])}\"'%]{0,4}[ \t]{0,4}(?:=~|==?)[ \t]{0,4}[\"'^(]{0,3}(?P<number>1\\?\.\d{1,2}(?:\\?\.\d{1,2})?)(?!\d)"
_WHERE = frozenset(("on", "when", "only"))
"""Keys below which a deployment or a step says for which jobs it is: Travis CI, Drone, AppVeyor."""


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


def conditions_on(document: Document, axis: str, versions: Iterable[str]) -> list[Condition]:
    """The conditions of a file on one of these values of a matrix's axis."""
    numbers = {number[0]: value for value in versions if (number := _NUMBER.search(value))}
    return [*_in_scalars(document, axis, frozenset(versions)), *_in_text(document, axis, numbers)]


def _in_scalars(document: Document, axis: str, versions: frozenset[str]) -> Iterator[Condition]:
    for scalar in document.scalars:
        if scalar.keys[-1:] == (axis,) and scalar.value in versions and not _WHERE.isdisjoint(scalar.keys):
            yield Condition(version=scalar.value, start=scalar.start, end=scalar.end)


def _in_text(document: Document, axis: str, numbers: Mapping[str, str]) -> Iterator[Condition]:
    name = rf"\bmatrix\.{re.escape(axis)}|[$%]{{?(?:env:)?{re.escape(axis)}"
    if document.kind is FileKind.TRAVIS:
        name = "TRAVIS_GO_VERSION"
    for match in re.finditer(rf"(?:{name}){_COMPARED}", document.text):
        said = match["number"].replace("\\", "")
        version = next((value for number, value in numbers.items() if f"{number}.".startswith(f"{said}.")), None)
        if version is not None and not document.line_head(match.start()).startswith("#"):
            yield Condition(version=version, start=match.start("number"), end=match.end("number"), text=match["number"])
