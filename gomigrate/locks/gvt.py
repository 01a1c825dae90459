"""gvt and gb: vendor/manifest (https://github.com/FiloSottile/gvt, https://getgb.io/docs/). gb keeps the code in
vendor/src, gvt in vendor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_json
from gomigrate.locks.table import open_table
from gomigrate.model.legacy.pins import Pin

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock

LOCK = "vendor/manifest"


def read_vendor_manifest(data: bytes, *, has_vendor_src: bool, file: str = LOCK) -> Lock:
    """What vendor/manifest says; `has_vendor_src` is whether there is a folder vendor/src, which makes it gb's."""
    draft = LockDraft("gb" if has_vendor_src else "gvt", file)
    top = open_table(data, read_json, draft)
    for entry in top.tables("dependencies"):
        draft.add(
            Pin(
                path=entry.text("importpath"),
                revision=entry.text("revision"),
                place=entry.place_of("importpath"),
                branch=entry.text("branch"),
                source=entry.text("repository"),
                vcs=entry.text("vcs"),
                subdir=entry.text("path"),
                extras=(("notests", entry.text("notests")), ("allfiles", entry.text("allfiles"))),
            )
        )
    draft.extras.extend((name, top.text(name)) for name in ("version", "generator"))
    return draft.lock()
