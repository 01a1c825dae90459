"""Other code that the user accepted: of packages that were built with a copy which another one replaces on purpose."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.model.verdict import Witness
from gomigrate.verify.build.packages import source_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from gomigrate.model.verdict import CodeDifference, CompiledBuild


def with_accepted(build: CompiledBuild, merges: Collection[str], moved: Collection[str] = ()) -> CompiledBuild:
    """The build with those differences marked that accepted `merges` (import paths) explain: packages that imported a
    removed copy, and packages that import these. Also those that are `moved` by a step, which says so. Their removed
    packages are not lost."""
    build = replace(build, lost=tuple(name for name in build.lost if _path(name) not in moved)) if moved else build
    known: set[str] = set()
    while True:
        found = {d.import_path for d in build.differ if _path(d.import_path) in moved or _is_accepted(d, merges, known)}
        if found == known:
            return replace(build, differ=tuple(replace(d, is_accepted=d.import_path in known) for d in build.differ))
        known = found


def _is_accepted(difference: CodeDifference, merges: Collection[str], known: Collection[str]) -> bool:
    if difference.because is Witness.COPY:
        return all(source_path(listed) in merges for listed in difference.imports)
    return difference.because is Witness.IMPORTS and all(path in known for path in difference.imports)


def _path(name: str) -> str:
    """The import path of a package by the name that it was compiled under, which for tests has a note behind it."""
    return name.partition(" ")[0]
