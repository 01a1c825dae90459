"""Packages as text and back: what a scan keeps of those that it read, for the next one.

A large tree has many files with few different imports, so these are written once and counted after that, as are
constraints. Only packages without faults are kept: then no file of theirs has an error either.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from gomigrate.model.go.constraint import And, Not, Or, Tag
from gomigrate.model.go.gopackage import Embed, GoFile, GoPackage, Import

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from gomigrate.model.go.constraint import Constraint

V = TypeVar("V", bound="Hashable")


def packed(packages: Mapping[str, GoPackage], by: str) -> bytes:
    """The packages by their marks, all without faults, as `Packed` reads them; `by` says who wrote it."""
    imports: _Numbered[Import] = _Numbered()
    constraints: _Numbered[Constraint] = _Numbered()

    def row_of(file: GoFile) -> list[Any]:
        numbers = [imports.number(found) for found in file.imports]
        constraint = -1 if file.constraint is None else constraints.number(file.constraint)
        row: list[Any] = [file.name, file.package, numbers, constraint, int(file.is_cgo)]
        if file.import_comment or file.embeds:
            row += [file.import_comment, [[embed.pattern, embed.line] for embed in file.embeds]]
        return row

    rows = {
        mark: [
            [row_of(file) for file in package.files],
            package.others,
            package.data,
            [[name, constraints.number(constraint)] for name, constraint in package.other_constraints],
        ]
        for mark, package in packages.items()
    }
    whole = {
        "by": by,
        "imports": imports.values,
        "constraints": [_plain(constraint) for constraint in constraints.values],
        "packages": rows,
    }
    return json.dumps(whole, separators=(",", ":")).encode()


class Packed:
    """What `packed` wrote, without anything where `by` is another or the text is not what it should be."""

    def __init__(self, text: bytes, by: str) -> None:
        self._rows: dict[str, Any] = {}
        self._imports: list[Import] = []
        self._constraints: list[Constraint] = []
        try:
            whole = json.loads(text)
            if whole["by"] == by:
                self._imports = [Import(path, name) for path, name in whole["imports"]]
                self._constraints = [_constraint(plain) for plain in whole["constraints"]]
                self._rows = dict(whole["packages"])
        except (ValueError, LookupError, TypeError, RecursionError):
            self._rows = {}

    def get(self, mark: str, directory: str, import_path: str) -> GoPackage | None:
        """The package of this mark, as it is in `directory` under `import_path`; None if it is not here."""
        row = self._rows.get(mark)
        if row is None:
            return None
        try:
            files, others, data, asked = row
            return GoPackage(
                import_path=import_path,
                dir=directory,
                files=tuple([self._file(*fields) for fields in files]),
                others=tuple(others),
                data=tuple(data),
                other_constraints=tuple([(name, self._constraints[number]) for name, number in asked]),
            )
        except (ValueError, LookupError, TypeError):
            return None

    def _file(
        self,
        name: str,
        package: str,
        numbers: list[int],
        constraint: int,
        is_cgo: int,
        comment: str = "",
        embeds: tuple[tuple[str, int], ...] = (),
    ) -> GoFile:
        every = self._imports
        return GoFile(
            name,
            package,
            tuple([every[number] for number in numbers]),
            comment,
            None if constraint < 0 else self._constraints[constraint],
            tuple([Embed(pattern, line) for pattern, line in embeds]) if embeds else (),
            bool(is_cgo),
        )


class _Numbered(Generic[V]):
    """Values, numbered as they come."""

    def __init__(self) -> None:
        self.values: list[V] = []
        self._numbers: dict[V, int] = {}

    def number(self, value: V) -> int:
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(self.values)
            self.values.append(value)
        return number


def _plain(constraint: Constraint) -> str | list[Any]:
    match constraint:
        case Tag(name):
            return name
        case Not(part):
            return ["!", _plain(part)]
        case And(parts):
            return ["&", *map(_plain, parts)]
        case Or(parts):
            return ["|", *map(_plain, parts)]


def _constraint(plain: Any) -> Constraint:
    if isinstance(plain, str):
        return Tag(plain)
    sign, *rest = plain
    parts = tuple(map(_constraint, rest))
    if sign == "!":
        return Not(*parts)
    return And(parts) if sign == "&" else Or(parts)
