"""Imports that the go command may refuse: of internal packages, and against import comments."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Crossing
from gomigrate.monorepo.folders import below, nearest, spelled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from gomigrate.model.findings import Finding
    from gomigrate.model.fleets.partition import PackageImport, Survey

_SHOWN = 5


def find_crossings(imports: Sequence[PackageImport], boundaries: Collection[str]) -> tuple[Crossing, ...]:
    """The imports of internal packages from another unit, and those that Go refuses anywhere."""
    found = []
    for item in imports:
        holder = _holder(item.imported)
        if holder is None:
            continue
        importer, imported = nearest(item.importer, boundaries), nearest(item.imported, boundaries)
        is_allowed = below(item.importer, holder) is not None
        if importer != imported or not is_allowed:
            found.append(Crossing(importer=importer, imported=imported, use=item, is_allowed=is_allowed))
    return tuple(found)


def _holder(folder: str) -> str | None:
    """The folder whose packages may import this one, None where it is not internal (`go help internal`: the last
    element `internal` counts)."""
    head, cut, _ = f"/{folder}/".rpartition("/internal/")
    return head.lstrip("/") if cut else None


def crossing_findings(crossings: Sequence[Crossing]) -> Iterator[Finding]:
    """One note on the imports that tie modules together, an error for each that Go refuses."""
    allowed = [c for c in crossings if c.is_allowed]
    if allowed:
        yield finding(
            "GM907",
            imports=len(allowed),
            pairs=len({(c.importer, c.imported) for c in allowed}),
            place=allowed[0].use.place,
            evidence=tuple(f"{c.use.place}: {c.use.path}" for c in allowed[:_SHOWN]),
        )
    for crossing in crossings:
        if not crossing.is_allowed:
            use = crossing.use
            yield finding("GM908", importer=spelled(use.importer), path=use.path, place=use.place)


def comment_findings(survey: Survey) -> Iterator[Finding]:
    """Import comments with another path than the package will have."""
    wrong = [
        (Place(posixpath.join(package.dir, file.name)), file.import_comment, survey.path_of(package.dir))
        for package in survey.packages
        for file in package.files
        if file.import_comment and file.import_comment != survey.path_of(package.dir)
    ]
    if wrong:
        place, comment, path = wrong[0]
        shown = tuple(f"{place}: {comment}" for place, comment, _ in wrong[1 : _SHOWN + 1])
        yield finding("GM909", files=len(wrong), comment=comment, path=path, place=place, evidence=shown)
