"""godep: Godeps/Godeps.json, and the file named Godeps that its first versions wrote
(https://github.com/tools/godep#file-format)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_json
from gomigrate.locks.table import open_table
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.names import import_path_problem, release_hint

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock

LOCK = "Godeps/Godeps.json"


def read_godeps_json(data: bytes, file: str = LOCK) -> Lock:
    """What Godeps.json says. It has an entry for each package, not for each repository."""
    draft = LockDraft("godep", file)
    top = open_table(data, read_json, draft)
    for entry in top.tables("Deps"):
        comment = entry.text("Comment")
        draft.add(
            Pin(
                path=entry.text("ImportPath"),
                revision=entry.text("Rev"),
                place=entry.place_of("ImportPath"),
                version=release_hint(comment),
                # godep copied the folder with everything below it.
                extras=(("Comment", comment),),
            )
        )
    project = top.text("ImportPath")
    go_version = top.text("GoVersion")
    draft.extras.append(("GodepVersion", top.text("GodepVersion")))
    for pattern in top.texts("Packages"):
        # What godep save was called with: patterns like ./..., or commands that live elsewhere.
        draft.extras.append(("Packages", pattern))
        if not pattern.startswith(".") and not import_path_problem(pattern):
            draft.required.append(pattern)
    return draft.lock(project=project, go_version=go_version)
