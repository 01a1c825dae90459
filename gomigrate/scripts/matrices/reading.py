"""Where the matrices of a YAML file stand that have a version of Go among their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gomigrate.scripts.kinds import FileKind
from gomigrate.scripts.matrices.expansion import JobMatrix
from gomigrate.scripts.read.yamlnodes import YamlNode, YamlPlaces, is_mapping, is_sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from gomigrate.scripts.matrices.expansion import Entry

_TRAVIS_AXES = (
    "os env arch compiler gobuild_args osx_image dist jdk node_js python rvm php perl scala ghc otp_release julia r"
)
_EXPERIMENT = re.compile(r"\bGO15VENDOREXPERIMENT=\w*")
"""A variable that no Go takes notice of which knows modules: two jobs that differ in it alone become the same."""
_OF_MATRIX = ("include", "exclude", "allow_failures", "only")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEntry:
    """An entry of a matrix: its node, and that of the version of Go that it names, if it does."""

    node: YamlNode
    go: YamlNode | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A matrix, and the nodes of the values of Go's axis, the rows, and the entries."""

    matrix: JobMatrix
    cells: tuple[YamlNode, ...] = ()
    rows: tuple[JobEntry, ...] = ()
    excludes: tuple[JobEntry, ...] = ()
    allowed: tuple[JobEntry, ...] = ()


def matrices_in(kind: FileKind, roots: list[Any], places: YamlPlaces, ats: Collection[int]) -> Iterator[Placed]:
    """The matrices of a file with a version at one of these offsets. A list of versions that belongs to no matrix that
    is known is one by itself."""
    reader = _MatrixReader(places, ats)
    entries = list(places.entries(roots))
    taken: set[int] = set()
    for placed in _of_service(kind, entries, reader):
        taken |= {id(cell.node) for cell in placed.cells}
        if reader.has_any(placed):
            yield placed
    for entry in entries:
        if is_sequence(entry.node):
            cells = tuple(children(entry))
            if any(id(cell.node) not in taken and reader.is_at(cell) for cell in cells):
                yield Placed(matrix=JobMatrix(axis=entry.key, axes={entry.key: reader.values(cells)}), cells=cells)


def children(entry: YamlNode | None) -> Iterator[YamlNode]:
    """The members of a collection; of anything else none."""
    if entry is None:
        return
    if is_mapping(entry.node):
        yield from (YamlNode(value, str(key.value), key, entry) for key, value in entry.node.value)
    elif is_sequence(entry.node):
        yield from (YamlNode(item, "", None, entry) for item in entry.node.value)


def member(entry: YamlNode | None, *keys: str) -> YamlNode | None:
    """What a mapping has below these keys, one below the other."""
    for key in keys:
        entry = next((one for one in children(entry) if one.key == key), None)
    return entry


def _of_service(kind: FileKind, entries: Iterable[YamlNode], reader: _MatrixReader) -> Iterator[Placed]:
    if made := _SERVICES.get(kind):
        for entry in entries:
            if is_mapping(entry.node):
                yield from made(entry, reader)


class _MatrixReader:
    """What is read of nodes, given where versions of Go stand that are looked for."""

    def __init__(self, places: YamlPlaces, ats: Collection[int]) -> None:
        self._places = places
        self._ats = ats

    def is_at(self, entry: YamlNode) -> bool:
        """Whether a version stands here that is looked for."""
        is_scalar = not is_mapping(entry.node) and not is_sequence(entry.node)
        return is_scalar and self._places.content(entry.node)[0] in self._ats

    def has_any(self, placed: Placed) -> bool:
        """Whether one of its values is looked for."""
        gos = (row.go for row in placed.rows if row.go is not None)
        return any(self.is_at(entry) for entry in (*placed.cells, *gos))

    def value(self, entry: YamlNode) -> str:
        """What tells a value from another one."""
        if is_mapping(entry.node):
            return "{" + ", ".join(f"{one.key}: {self.value(one)}" for one in children(entry)) + "}"
        if is_sequence(entry.node):
            return "[" + ", ".join(map(self.value, children(entry))) + "]"
        return _EXPERIMENT.sub("", str(entry.node.value)).strip()

    def values(self, cells: Iterable[YamlNode]) -> tuple[str, ...]:
        """The values of an axis."""
        return tuple(map(self.value, cells))

    def cells(self, entry: YamlNode | None) -> tuple[YamlNode, ...]:
        """The values that a key has: those of its list, or the one."""
        if entry is None:
            return ()
        return tuple(children(entry)) if is_sequence(entry.node) else (entry,)

    def entry(self, item: YamlNode) -> Entry:
        """What an entry of a matrix says."""
        said = {one.key: self.value(one) for one in children(item)}
        return {key: value for key, value in said.items() if value or key != "env"}

    def items(self, entries: Iterable[YamlNode | None], axis: str) -> tuple[JobEntry, ...]:
        """The entries of lists; or of mappings, whose keys are names."""
        found = [item for entry in entries for item in children(entry) if is_mapping(item.node)]
        return tuple(JobEntry(node=item, go=member(item, axis)) for item in found)

    def axis_in(self, entries: Iterable[YamlNode | None]) -> str:
        """The key with a version that is looked for among its values, or that an entry of such a list has; "" for
        none."""
        for entry in entries:
            for one in children(entry):
                if any(self.is_at(cell) for cell in self.cells(one)):
                    return one.key
        return ""

    def placed(
        self,
        axis: str,
        lists: Mapping[str, YamlNode],
        *,
        rows: Iterable[YamlNode | None] = (),
        excludes: Iterable[YamlNode | None] = (),
        allowed: Iterable[YamlNode | None] = (),
        **how: bool,
    ) -> Placed:
        """The matrix of these lists of values and of entries."""
        named, out, may_fail = self.items(rows, axis), self.items(excludes, axis), self.items(allowed, axis)
        matrix = JobMatrix(
            axis=axis,
            axes={key: self.values(self.cells(entry)) for key, entry in lists.items()},
            rows=tuple(self.entry(item.node) for item in named),
            excludes=tuple(self.entry(item.node) for item in out),
            allowed=tuple(self.entry(item.node) for item in may_fail),
            **how,
        )
        cells = self.cells(lists.get(axis))
        return Placed(matrix=matrix, cells=cells, rows=named, excludes=out, allowed=may_fail)


def _travis(root: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    if root.above is not None:
        return
    lists = {one.key: one for one in children(root) if one.key == "go" or one.key in _TRAVIS_AXES.split()}
    if is_mapping(getattr(lists.get("env"), "node", None)):
        env = member(root, "env", "matrix") or member(root, "env", "jobs")
        lists = {key: one for key, one in lists.items() if key != "env"} | ({"env": env} if env else {})
    of = {name: [member(root, top, name) for top in ("matrix", "jobs")] for name in _OF_MATRIX}
    yield reader.placed(
        "go", lists, rows=of["include"], excludes=of["exclude"], allowed=of["allow_failures"], inherits=True
    )


def _actions(holder: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    matrix = member(holder, "strategy", "matrix")
    if matrix is None:
        return
    lists = {one.key: one for one in children(matrix) if one.key not in _OF_MATRIX}
    include, exclude = member(matrix, "include"), member(matrix, "exclude")
    if axis := reader.axis_in((matrix, *children(include))):
        yield reader.placed(axis, lists, rows=[include], excludes=[exclude], extends=True)


def _circle(holder: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    parameters = member(holder, "matrix", "parameters")
    if axis := reader.axis_in([parameters]):
        lists = {one.key: one for one in children(parameters)}
        yield reader.placed(axis, lists, excludes=[member(holder, "matrix", "exclude")])


def _gitlab(holder: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    for item in children(member(holder, "parallel", "matrix")):
        if axis := reader.axis_in([item]):
            yield reader.placed(axis, {one.key: one for one in children(item)})


def _drone(root: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    matrix = member(root, "matrix") if root.above is None else None
    include = member(matrix, "include")
    if axis := reader.axis_in((matrix, *children(include))):
        lists = {one.key: one for one in children(matrix) if one.key not in _OF_MATRIX}
        yield reader.placed(axis, lists, rows=[include])


def _appveyor(root: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    rows = member(root, "environment", "matrix") if root.above is None else None
    if axis := reader.axis_in(children(rows)):
        of = {name: [member(root, "matrix", name)] for name in _OF_MATRIX}
        yield reader.placed(
            axis, {}, rows=[rows], excludes=of["exclude"], allowed=of["allow_failures"], excludes_rows=True
        )


def _azure(holder: YamlNode, reader: _MatrixReader) -> Iterator[Placed]:
    legs = member(holder, "strategy", "matrix")
    if axis := reader.axis_in(children(legs)):
        yield reader.placed(axis, {}, rows=[legs])


_SERVICES: Mapping[FileKind, Callable[[YamlNode, _MatrixReader], Iterator[Placed]]] = {
    FileKind.TRAVIS: _travis,
    FileKind.ACTIONS: _actions,
    FileKind.CIRCLE: _circle,
    FileKind.GITLAB: _gitlab,
    FileKind.DRONE: _drone,
    FileKind.APPVEYOR: _appveyor,
    FileKind.AZURE: _azure,
}
