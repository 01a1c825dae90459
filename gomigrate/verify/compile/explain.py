"""Why the compiler made other code of a package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gomigrate.model.verdict import CodeDifference, Witness
from gomigrate.verify.compile.included import included, libraries

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from gomigrate.verify.compile.names import Names
    from gomigrate.verify.compile.units import CompiledUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Reads what the units of both sides are made of: `digest` of a file, `read` its bytes, by absolute path."""

    digest: Callable[[str], str]
    read: Callable[[str], bytes]

    def listed(self, unit: CompiledUnit) -> dict[str, str]:
        """The digest of each file that the go command names."""
        return {name: self.digest(f"{unit.folder}/{name}") for name in unit.files}

    def all(self, unit: CompiledUnit) -> dict[str, str]:
        """Those that these include as well."""
        more = included(unit, self.read) if unit.native else ()
        return self.listed(unit) | {name: self.digest(f"{unit.folder}/{name}") for name in more}

    def differing(self, before: CompiledUnit, after: CompiledUnit) -> tuple[str, ...]:
        """The names of files that are not the same on both sides, or are on one alone."""
        old, new = self.all(before), self.all(after)
        return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))

    def linked(self, before: CompiledUnit, after: CompiledUnit) -> tuple[str, ...]:
        """The names of differing libraries that C code is linked with, which no compiler reads."""
        if not (before.has_c and after.has_c):
            return ()
        old, new = (
            {name: self.digest(f"{unit.folder}/{name}") for name in libraries(unit, self.read)}
            for unit in (before, after)
        )
        return tuple(sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name)))


def explained(
    before: CompiledUnit, after: CompiledUnit, names: Names, files: Files, differing: Collection[str]
) -> CodeDifference:
    """The first of these that holds: files differ; it was built with a copy that no other package is built with now;
    what it imports is among those `differing`, by their names."""
    name = names.unit(before.listed)
    if found := files.differing(before, after):
        return CodeDifference(import_path=name, because=Witness.FILES, files=found)
    copies = tuple(sorted(names.alone.intersection(before.imports)))
    if copies:
        return CodeDifference(import_path=name, because=Witness.COPY, imports=copies)
    if found := files.linked(before, after):
        return CodeDifference(import_path=name, because=Witness.FILES, files=found)
    imports = {names.unit(listed) for listed in before.imports} | set(after.imports)
    if found := tuple(sorted(imports.intersection(differing))):
        return CodeDifference(import_path=name, because=Witness.IMPORTS, imports=found)
    return CodeDifference(import_path=name, because=Witness.UNEXPLAINED)
