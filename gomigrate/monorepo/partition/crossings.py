"""Imports that the go command has an opinion on: of internal packages, and against import comments."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Crossing
from gomigrate.monorepo.partition.boundaries import display, is_below, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import Survey, UnitImport

SHOWN = 5


def find_crossings(imports: Sequence[UnitImport], boundaries: Collection[str]) -> tuple[Crossing, ...]:
    """The imports of internal packages from another unit, and those that Go refuses wherever they are."""
    found = []
    for item in imports:
        holder = _holder(item.imported)
        if holder is None:
            continue
        importer, imported = nearest(item.importer, boundaries), nearest(item.imported, boundaries)
        is_allowed = is_below(item.importer, holder)
        if importer != imported or not is_allowed:
            found.append(Crossing(importer=importer, imported=imported, use=item, is_allowed=is_allowed))
    return tuple(found)


def _holder(folder: str) -> str | None:
    """The folder whose packages may import this one, None where it is not internal (`go help internal`: the last
    element `internal` counts)."""
    parts = folder.split("/")
    if "internal" not in parts:
        return None
    last = len(parts) - 1 - parts[::-1].index("internal")
    return "/".join(parts[:last])


def crossing_findings(crossings: Sequence[Crossing]) -> Iterator[Finding]:
    """One note on those that bind modules together, an error for each that Go refuses."""
    allowed = [c for c in crossings if c.is_allowed]
    if allowed:
        first = allowed[0]
        seen = tuple(f"{c.use.place} imports {c.use.path}" for c in allowed)
        pairs = len({(c.importer, c.imported) for c in allowed})
        what = (
            "1 import of an internal package" if len(allowed) == 1 else f"{len(allowed)} imports of internal packages"
        )
        yield finding(
            "GM907",
            f"{what} lead from one module into another, between {pairs} pair{'s' if pairs != 1 else ''} of them.",
            place=first.use.place,
            evidence=_first(seen),
        )
    for crossing in crossings:
        if not crossing.is_allowed:
            message = f"{display(crossing.use.importer)} may not import {crossing.use.path}."
            yield finding("GM908", message, place=crossing.use.place)


def comment_findings(survey: Survey) -> Iterator[Finding]:
    """Import comments that say another path than the package will have."""
    wrong = [
        (Place(posixpath.join(package.dir, file.name)), file.import_comment, survey.path_of(package.dir))
        for package in survey.packages
        for file in package.files
        if file.import_comment and file.import_comment != survey.path_of(package.dir)
    ]
    if wrong:
        place, said, path = wrong[0]
        count = "1 file says" if len(wrong) == 1 else f"{len(wrong)} files say"
        yield finding(
            "GM909",
            f"{count} another import path than the package has here: {said}, not {path}.",
            place=place,
            evidence=_first(tuple(f"{p}: {c}" for p, c, _ in wrong[1:])),
        )


def _first(words: tuple[str, ...]) -> tuple[str, ...]:
    return (*words[:SHOWN], f"and {len(words) - SHOWN} more") if len(words) > SHOWN else words
