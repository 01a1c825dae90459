"""A go.work on the branch: whoever runs the go command below it builds by its lines."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.verify.build.equivalence import compare
from gomigrate.verify.build.programs import changed_defaults, told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gomigrate.model.findings import Finding
    from gomigrate.verify.build.packages import Packages
    from gomigrate.world.disk.trees import GitTree

FILE = "go.work"
SHOWN = 12


def workspace_of(tree: GitTree, folder: str) -> str:
    """The go.work that the go command takes for the folder: the nearest one upwards in the tree; "" where there is
    none."""
    files = tree.files()
    while True:
        place = posixpath.join(folder, FILE)
        if place in files:
            return place
        if not folder:
            return ""
        folder = posixpath.dirname(folder)


def workspace_findings(name: str, platform: str, alone: Packages, within: Packages) -> Iterator[Finding]:
    """A finding where the go.work called `name` makes packages of other files than go.mod does `alone`, and one where
    programs run with other GODEBUG defaults in it."""
    seen = compare(platform, alone, within)
    changed = [(d.import_path, "built from other files") for d in seen.differ]
    changed += [(path, "not built") for path in seen.lost]
    changed += list(seen.newly_broken)
    if changed:
        count = f"{len(changed)} package{'s' if len(changed) != 1 else ''}"
        shown = tuple(f"{path}: {what}" for path, what in changed[:SHOWN])
        more = (f"and {len(changed) - SHOWN} more",) if len(changed) > SHOWN else ()
        message = f"{platform}: {count} of the build are others in the workspace."
        yield finding("GM318", message, place=Place(name), evidence=(*shown, *more))
    defaults = changed_defaults(alone.godebug, within.godebug)
    if defaults:
        message = "programs run with other GODEBUG defaults in the workspace."
        yield finding("GM318", message, place=Place(name), evidence=told(defaults))
