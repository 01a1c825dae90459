"""What becomes of the versions of Go that cannot build the branch, where they stand in the matrix of a CI service: its
entries that name them go or change with them, and no combination of its other values loses its last job."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_version
from gomigrate.scripts.correction import safe
from gomigrate.scripts.matrices.conditions import Conditions
from gomigrate.scripts.matrices.expansion import GOES, settled
from gomigrate.scripts.matrices.leaving import leaving
from gomigrate.scripts.matrices.reading import matrices_in
from gomigrate.scripts.read.yamlnodes import YamlPlaces, compose
from gomigrate.scripts.spans import Edit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gomigrate.scripts.correction import Correction
    from gomigrate.scripts.goversions import InstalledGo
    from gomigrate.scripts.matrices.expansion import Settled
    from gomigrate.scripts.matrices.reading import JobEntry, Placed
    from gomigrate.scripts.read.document import Document
    from gomigrate.scripts.read.yamlnodes import YamlNode

_MOST = 200
"""So many matrices of a file are looked at: more than any CI has; a hostile file may have thousands."""
_CUT = re.compile(r"\d+\.\d+0")
"""A number of which YAML takes the last digit away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """What is to be done about the versions at some offsets, and the offsets that are settled by that, be it that
    nothing can be done."""

    corrections: tuple[Correction, ...] = ()
    settled: frozenset[int] = frozenset()


def mended(document: Document, refused: Mapping[int, tuple[InstalledGo, str]]) -> Mended:
    """What becomes of the versions that cannot build the branch, by their offsets, in matrices: each with the new
    version."""
    places, conditions = YamlPlaces(document.text), Conditions(document)
    done: list[Correction] = []
    ats: set[int] = set()
    found = matrices_in(document.kind, compose(document.text), places, refused)
    for placed in islice(found, _MOST):
        one = _Mending(conditions, places, placed, refused)
        corrections = [*one.corrections()]
        ats |= one.changing.keys() if corrections else one.changing.keys() | one.asking
        done += corrections
    return Mended(corrections=tuple(done), settled=frozenset(ats))


def other(value: str, new: str) -> str:
    """A value with another version of Go in it: `1.8.x` becomes `1.14.x`."""
    version = re.search(r"1\.\d+(?:\.\d+)?(?:(?:beta|rc)\d+)?", value)
    if version is None:
        return new
    after = value[version.end() :]
    if after.startswith(".x"):
        new = ".".join(map(str, go_version(new)))
    return f"{value[: version.start()]}{new}{after}"


class _Mending:
    """One matrix."""

    def __init__(
        self,
        conditions: Conditions,
        places: YamlPlaces,
        placed: Placed,
        refused: Mapping[int, tuple[InstalledGo, str]],
    ) -> None:
        self._conditions, self._places, self._placed, self._refused = conditions, places, placed, refused
        rows = (row.go for row in placed.rows if row.go is not None)
        named = {places.content(node.node)[0]: node for node in (*placed.cells, *rows)}
        self.changing = {at: node for at, node in named.items() if at in refused}
        versions = {str(node.node.value) for node in self.changing.values()}
        self.asking = {one.start for one in conditions.on_axis(placed.matrix.axis, versions) if not one.text}
        """Where values of YAML say for which of these versions something is done: they stay where the matrix does."""

    def corrections(self) -> Iterator[Correction]:
        """What is to be done, one place after the other; nothing where not all of it can be."""
        if any(self._refused[at][0].span is None for at in self.changing):
            return
        new = {
            str(node.node.value): other(str(node.node.value), self._refused[at][1])
            for at, node in self.changing.items()
        }
        conditions = self._conditions.on_axis(self._placed.matrix.axis, new)
        result = settled(self._placed.matrix, new, {one.version for one in conditions})
        edits = None if result is None else self._edits(result)
        if result is None or edits is None:
            return
        after = {**self._after(self._placed.rows, result.rows), **self._cells_after(result)}
        rest = [edit for at, edit in edits.items() if at not in self.changing]
        stay = set(after.values())
        rest += [one.edit(new[one.version]) for one in conditions if one.text and new[one.version] in stay]
        for at in sorted(self.changing):
            own = [edits[at]] if at in edits else []
            version = self._refused[at][0].version
            yield safe(at, *own, *rest, version=version, new=self._refused[at][1] if after[at] else "")
            rest = []

    def _cells_after(self, result: Settled) -> dict[int, str]:
        cells = zip(self._placed.cells, result.cells, strict=False)
        return {self._at(node): value for node, value in cells}

    def _after(self, items: Iterable[JobEntry], values: Iterable[str | None]) -> dict[int, str]:
        pairs = zip(items, values, strict=True)
        return {self._at(item.go): value for item, value in pairs if item.go is not None and value is not None}

    def _at(self, node: YamlNode) -> int:
        return self._places.content(node.node)[0]

    def _edits(self, result: Settled) -> dict[int, Edit] | None:
        """The edits by the offsets of the versions that they change; None where they cannot be made."""
        placed = self._placed
        gone: list[YamlNode] = []
        edits: dict[int, Edit] = {}
        at_of: dict[int, int] = {}
        changes = [(node, node, value) for node, value in zip(placed.cells, result.cells, strict=False)]
        for items, values in (
            (placed.rows, result.rows),
            (placed.excludes, result.excludes),
            (placed.allowed, result.allowed),
        ):
            pairs = zip(items, values, strict=True)
            changes += [
                (item.node, item.go, value) for item, value in pairs if item.go is not None and value is not None
            ]
        for node, go, value in changes:
            at_of[int(node.node.start_mark.index)] = self._at(go)
            if value == GOES:
                gone.append(node)
            elif value != str(go.node.value):
                edits[self._at(go)] = self._written(go, value)
        without = leaving(self._places, gone)
        if without is None:
            return None
        return edits | {at_of[at]: edit for at, edit in without.items()}

    def _written(self, node: YamlNode, value: str) -> Edit:
        start, end = self._places.content(node.node)
        is_cut = node.node.style is None and _CUT.fullmatch(value) is not None
        return Edit(start, end, f'"{value}"' if is_cut else value)
