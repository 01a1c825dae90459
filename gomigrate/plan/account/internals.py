"""Imports of internal packages that the go command allows below a vendor folder and refuses in module mode.

GOPATH mode decides by the folders (a vendored package is inside of the project), module mode by import paths. Source:
cmd/go/internal/load, disallowInternal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.go.modpath import is_inside
from gomigrate.model.legacy.inventory import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory, Used


def refused_internals(inventory: Inventory) -> Iterator[Finding]:
    """An error for each package of the legacy build with an import that module mode refuses."""
    paths = {used.place: used.import_path for used in inventory.used}
    for used in sorted(inventory.used, key=lambda one: one.place):
        refused = tuple(sorted(set(_refused(used, paths))))
        if refused:
            yield finding("GM450", package=used.import_path, names=refused)


def _refused(used: Used, paths: Mapping[str, str]) -> Iterator[str]:
    """The paths that the branch imports: where an old tool rewrote imports into its workspace, the plan undoes that."""
    tests = used.test_imports if used.origin is Origin.PROJECT else ()
    for written, place in (*used.imports, *tests):
        path = paths.get(place, written)
        inside, was_inside = _only_inside(path), _only_inside(place)
        if inside and was_inside and is_inside(used.place, was_inside) and not is_inside(used.import_path, inside):
            yield path


def _only_inside(path: str) -> str:
    """The folder above the last element `internal` of a path: only packages inside of it may import the path. "" where
    there is no such element, or nothing above it."""
    parts = path.split("/")
    last = max((number for number, part in enumerate(parts) if part == "internal"), default=0)
    return "/".join(parts[:last])
