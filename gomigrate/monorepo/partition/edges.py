"""Which package of the repository imports which, and so which unit needs which."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from typing import TYPE_CHECKING

from gomigrate.gosource.headers.header import import_specs
from gomigrate.gosource.platforms.imports import is_possible
from gomigrate.model.findings import Place
from gomigrate.model.fleets.partition import Edge, PackageImport
from gomigrate.monorepo.folders import below, nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from gomigrate.model.fleets.partition import Survey
    from gomigrate.model.go.gopackage import GoFile, GoPackage
    from gomigrate.model.legacy.inventory import VendorRoot


def own_imports(survey: Survey) -> tuple[PackageImport, ...]:
    """Every import of a package of the repository by another one, in the order of the places.

    All files that some build could use count, as for `go mod tidy`. A copy of a package of the repository in a vendor
    folder beside or above the importer is a dependency, as in GOPATH mode.
    """
    folders = frozenset(package.dir for package in survey.packages)
    return tuple(sorted(item for package in survey.packages for item in _of_package(package, survey, folders)))


def _of_package(package: GoPackage, survey: Survey, folders: frozenset[str]) -> Iterator[PackageImport]:
    vendored = {path for root in survey.vendor_roots if _counts_for(package.dir, root) for path in root.packages}
    for file in package.files:
        if file.unlisted or not is_possible(file.constraint):
            continue
        found = [
            (folder, written)
            for folder, written in _imported(file, package, survey)
            if folder in folders and folder != package.dir and written not in vendored
        ]
        name = posixpath.join(package.dir, file.name)
        lines = {spec.path: spec.line for spec in import_specs(survey.tree.read(name))} if found else {}
        for folder, written in found:
            yield PackageImport(
                place=Place(name, lines.get(written, 0)),
                path=survey.path_of(folder),
                importer=package.dir,
                imported=folder,
                is_test=file.is_test,
            )


def _imported(file: GoFile, package: GoPackage, survey: Survey) -> Iterator[tuple[str, str]]:
    """(folder, path as written) of each import whose path is in the repository, or is relative."""
    for path, _ in file.imports:
        if path.startswith("."):
            folder = posixpath.normpath(posixpath.join(package.dir, path))
            yield ("" if folder == "." else folder), path
        elif (inside := below(path, survey.import_path)) is not None:
            yield inside, path


def _counts_for(folder: str, root: VendorRoot) -> bool:
    """Whether GOPATH mode searches the vendor folder for a package in this folder of the repository."""
    return root.kind == "vendor" and below(folder, posixpath.dirname(root.dir)) is not None


def edges_between(imports: Iterable[PackageImport], boundaries: Collection[str]) -> tuple[Edge, ...]:
    """The imports from one unit into another, grouped by the two units."""
    found: dict[tuple[str, str], list[PackageImport]] = defaultdict(list)
    for item in imports:
        pair = nearest(item.importer, boundaries), nearest(item.imported, boundaries)
        if pair[0] != pair[1]:
            found[pair].append(item)
    return tuple(
        Edge(importer=importer, imported=imported, imports=tuple(found[importer, imported]))
        for importer, imported in sorted(found)
    )
