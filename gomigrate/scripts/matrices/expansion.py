"""The jobs of a matrix, before and after versions of Go leave it or become another one.

Sources: Travis CI, "Build JobMatrix" (exclude names jobs of the axes, allow_failures any job, an entry of include that
leaves an axis out has its first value); GitHub, "Running variations of jobs in a workflow"; AppVeyor, "Build matrix".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING

from gomigrate.model.go.goversion import go_order

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MOST_COMPARED = 10_000
_UNRELEASED = re.compile(r"(?:go)?(?:tip|master|main|devel\w*|nightly|unstable)", re.IGNORECASE)
_NUMBER = re.compile(r"\d+\.\d+(?:\.\d+)?(?:(?:beta|rc)\d+)?")
GOES = ""
"""What a value or an entry becomes that leaves the matrix."""

Entry = Mapping[str, str]
"""What an entry says of jobs: values by keys; what is no plain value is told apart by its text."""
_Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobMatrix:
    """The axes of a matrix with their values, that of Go's versions being `axis`; the `rows` are jobs that are named
    each. `excludes` take out jobs of the axes (and rows, where `excludes_rows`), `allowed` are the jobs that may fail.
    A row that leaves Go's version out has the first one where it `inherits`. `extends`: a row that has the values of a
    job adds to that job."""

    axis: str
    axes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[Entry, ...] = ()
    excludes: tuple[Entry, ...] = ()
    allowed: tuple[Entry, ...] = ()
    inherits: bool = False
    extends: bool = False
    excludes_rows: bool = False

    @property
    def is_small(self) -> bool:
        """Whether its jobs can be looked at one by one."""
        entries = len(self.rows) + len(self.excludes) + len(self.allowed) + 1
        return (prod(map(len, self.axes.values())) + entries) * entries <= _MOST_COMPARED

    @property
    def is_known(self) -> bool:
        """Whether what rows are taken out by is all among their own values."""
        known = {key for row in self.rows for key in row}
        return not self.excludes_rows or all(known.issuperset(entry) for entry in (*self.excludes, *self.allowed))

    def jobs(self) -> dict[_Key, bool]:
        """Each job, by whether it is one of the axes or of the rows and by its values, and whether it may not fail."""
        found: dict[_Key, bool] = {}
        if self.axes:
            for values in product(*self.axes.values()):
                job = dict(zip(self.axes, values, strict=True))
                if not any(_names(entry, job) for entry in self.excludes):
                    _add(found, "axes", job, self.allowed)
        first = self.axes.get(self.axis, ())[:1]
        for row in self.rows:
            job = {**({self.axis: first[0]} if first and self.inherits else {}), **row}
            if not (self.excludes_rows and any(_names(entry, job) for entry in self.excludes)):
                _add(found, "rows", job, self.allowed)
        return found


def _names(entry: Entry, job: Entry) -> bool:
    return bool(entry) and all(job.get(key) == value for key, value in entry.items())


def _add(found: dict[_Key, bool], kind: str, job: Entry, allowed: Iterable[Entry]) -> None:
    key = (kind, frozenset(job.items()))
    found[key] = found.get(key, False) or not any(_names(entry, job) for entry in allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What Go's version of each value of the axis, each row, each entry of `excludes` and of `allowed` becomes: as it
    is, another one, or GOES; entries that name none have None."""

    cells: tuple[str, ...] = ()
    rows: tuple[str | None, ...] = ()
    excludes: tuple[str | None, ...] = ()
    allowed: tuple[str | None, ...] = ()


def settled(matrix: JobMatrix, new: Mapping[str, str], wanted: Iterable[str] = ()) -> Settled | None:
    """The matrix after some of its versions became others (`new`, by how they are written); None where there is no such
    matrix. Every job that can stay does. Every combination of the other values that had to work still has a job that
    has to. `wanted` are versions that something beside the matrix names: what is done for one of them is done in as
    many jobs as before, because it may publish a release."""
    if not matrix.is_small or not matrix.is_known:
        return None
    before = matrix.jobs()
    asked = {value for value in wanted if value in new}
    named = set(asked)
    if matrix.extends and matrix.axes:
        named |= {row[matrix.axis] for row in matrix.rows if row.get(matrix.axis) in new}
    for cells, values in _ways(matrix, new, named):
        image = _image(matrix, before, cells, values, named)
        if image is None or any(_jobs_of(before, go, matrix) != _jobs_of(image, values[go], matrix) for go in asked):
            continue
        if made := _made(matrix, cells, values, image):
            return made
    return None


def _jobs_of(jobs: Iterable[_Key], go: str, matrix: JobMatrix) -> int:
    return sum(_go(matrix, key) == go for key in jobs)


def _ways(
    matrix: JobMatrix, new: Mapping[str, str], named: set[str]
) -> Iterator[tuple[Mapping[str, str], Mapping[str, str]]]:
    """What values of the axis become, and what those of rows and entries do: all go; or all become one, what the newest
    of them (or of the `named` ones) becomes."""
    values = matrix.axes.get(matrix.axis, ())
    gone = [value for value in values if value in new]
    if not gone:
        yield {}, new
        return
    if len(gone) < len(values) and not named:
        yield dict.fromkeys(gone, GOES), new
    one = new[max([value for value in gone if value in named] or gone, key=_order)]
    yield dict.fromkeys(gone, one), dict.fromkeys(new, one)


def _order(value: str) -> tuple[int, int, int, str, int]:
    number = _NUMBER.search(value)
    return go_order(number[0] if number else "")


def _image(
    matrix: JobMatrix, before: Mapping[_Key, bool], cells: Mapping[str, str], values: Mapping[str, str], named: set[str]
) -> dict[_Key, bool] | None:
    """The jobs that there must be; None where one would go that no other stands for. One of a `named` version does not
    go."""
    kept = {key for key in before if _go(matrix, key) not in values}
    stands: dict[_Key, bool] = {}
    for key in kept:
        if not _UNRELEASED.fullmatch(_go(matrix, key)):
            like = (key[0], _rest(matrix, key))
            stands[like] = stands.get(like, False) or before[key]
    image = {key: before[key] for key in kept}
    for key, must in before.items():
        if key in kept:
            continue
        go, rest = _go(matrix, key), _rest(matrix, key)
        stood_for = go not in named and (key[0], rest) in stands and stands[key[0], rest] >= must
        after = cells.get(go, values[go]) if key[0] == "axes" else GOES if stood_for else values[go]
        if after == GOES:
            if not stood_for:
                return None
            continue
        moved = (key[0], rest | {(matrix.axis, after)})
        image[moved] = image.get(moved, False) or must
    return image


def _go(matrix: JobMatrix, key: _Key) -> str:
    return dict(key[1]).get(matrix.axis, "")


def _rest(matrix: JobMatrix, key: _Key) -> frozenset[tuple[str, str]]:
    return frozenset(pair for pair in key[1] if pair[0] != matrix.axis)


def _made(
    matrix: JobMatrix, cells: Mapping[str, str], values: Mapping[str, str], image: Mapping[_Key, bool]
) -> Settled | None:
    """The matrix that has these jobs and no other."""
    axis = matrix.axis
    new_cells: list[str] = []
    for value in matrix.axes.get(axis, ()):
        after = cells.get(value, value)
        new_cells.append(GOES if after in new_cells and value in cells else after)
    left = tuple(dict.fromkeys(value for value in new_cells if value != GOES))
    axes = {**matrix.axes, **({axis: left} if axis in matrix.axes else {})}
    rows = _rows(matrix, values, image)
    wide = replace(matrix, axes=axes, rows=tuple(_kept(matrix.rows, rows, axis)), excludes=(), allowed=())
    renamed = {*values, *(value for value in values.values() if value in matrix.axes.get(axis, ()) and cells)}
    jobs = [dict(key[1]) for key in image if key[0] == "axes" or matrix.excludes_rows]
    may_fail = [dict(key[1]) for key, must in image.items() if not must]
    must_not = [dict(key[1]) for key, must in image.items() if must]
    excludes = _entries(matrix.excludes, values, renamed, axis, [dict(key[1]) for key in wide.jobs()], jobs)
    allowed = _entries(matrix.allowed, values, renamed, axis, may_fail, must_not)
    made = replace(
        wide,
        excludes=tuple(_kept(matrix.excludes, excludes, axis)),
        allowed=tuple(_kept(matrix.allowed, allowed, axis)),
    )
    if made.jobs() != image:
        return None
    return Settled(cells=tuple(new_cells), rows=tuple(rows), excludes=tuple(excludes), allowed=tuple(allowed))


def _rows(matrix: JobMatrix, values: Mapping[str, str], image: Mapping[_Key, bool]) -> list[str | None]:
    """What Go's version of each row becomes: a row that says what another one does goes."""
    found: list[str | None] = []
    seen: set[frozenset[tuple[str, str]]] = {
        frozenset(row.items()) for row in matrix.rows if row.get(matrix.axis) not in values
    }
    for row in matrix.rows:
        go = row.get(matrix.axis)
        if go is None or go not in values:
            found.append(go)
            continue
        moved = frozenset({**row, matrix.axis: values[go]}.items())
        is_made = ("rows", moved) in image and moved not in seen
        seen |= {moved}
        found.append(values[go] if is_made else GOES)
    return found


def _entries(
    entries: Iterable[Entry],
    values: Mapping[str, str],
    renamed: set[str],
    axis: str,
    wanted: Iterable[Entry],
    unwanted: Iterable[Entry],
) -> list[str | None]:
    """What Go's version of each entry becomes: one of `renamed` stays where it names some of the `wanted` jobs and none
    of the `unwanted`."""
    found: list[str | None] = []
    seen: list[Entry] = []
    for entry in entries:
        go = entry.get(axis)
        if go is None or go not in renamed:
            found.append(go)
            continue
        moved = {**entry, axis: values.get(go, go)}
        stays = (
            moved not in seen
            and any(_names(moved, job) for job in wanted)
            and not any(_names(moved, job) for job in unwanted)
        )
        seen.append(moved)
        found.append(moved[axis] if stays else GOES)
    return found


def _kept(entries: Iterable[Entry], after: Iterable[str | None], axis: str) -> list[Entry]:
    return [
        entry if go is None else {**entry, axis: go} for entry, go in zip(entries, after, strict=True) if go != GOES
    ]
