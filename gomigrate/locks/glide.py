"""glide: glide.lock and glide.yaml (https://glide.readthedocs.io/en/latest/glide.yaml/)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_yaml
from gomigrate.locks.table import open_table
from gomigrate.model.legacy.pins import Pin, Scope

if TYPE_CHECKING:
    from gomigrate.locks.table import Table
    from gomigrate.model.legacy.pins import Lock

LOCK, MANIFEST = "glide.lock", "glide.yaml"


def read_glide(lock: bytes | None, manifest: bytes | None) -> Lock:
    """What glide's two files say; None stands for a file that is not there, and one of them must be."""
    draft = LockDraft("glide", MANIFEST if lock is None else LOCK)
    if lock is not None:
        _read_lock(lock, draft)
    project = "" if manifest is None else _read_manifest(manifest, draft)
    if lock is None:
        draft.report("GM105", draft.place(0), lock=LOCK)
    return draft.lock(project=project, manifest="" if manifest is None else MANIFEST)


def _read_lock(data: bytes, draft: LockDraft) -> None:
    top = open_table(data, read_yaml, draft)
    for name in ("hash", "updated"):
        draft.extras.append((name, top.text(name)))
    # devImports is what testImports was called before 0.10.
    for section, scope in (("imports", Scope.BUILD), ("testImports", Scope.TEST), ("devImports", Scope.TEST)):
        for entry in top.tables(section):
            # A list of subpackages leaves the others unvendored, but the root package always stays.
            packages = entry.texts("subpackages")
            draft.add(
                Pin(
                    path=entry.text("name"),
                    revision=entry.text("version"),
                    place=entry.place_of("name"),
                    source=entry.text("repo"),
                    vcs=entry.text("vcs"),
                    packages=(".", *packages) if packages else (),
                    scope=scope,
                    extras=tuple(("os", x) for x in entry.texts("os"))
                    + tuple(("arch", x) for x in entry.texts("arch")),
                )
            )


def _read_manifest(data: bytes, draft: LockDraft) -> str:
    top = open_table(data, read_yaml, draft, MANIFEST)
    draft.ignored.extend(draft.paths(top.texts("ignore"), top.place_of("ignore"), "ignored"))
    draft.extras.extend(("excludeDirs", folder) for folder in top.texts("excludeDirs"))
    draft.extras.extend((name, top.text(name)) for name in ("homepage", "license"))
    top.node("owners")  # people, not code
    for section, kind in (
        ("import", "import"),
        ("testImport", "test import"),
        ("devImport", "test import"),
    ):
        for entry in top.tables(section):
            _read_import(entry, kind, draft)
    return top.text("package")


def _read_import(entry: Table, kind: str, draft: LockDraft) -> None:
    path, place = entry.text("package"), entry.place_of("package")
    # ref is what version was called before 0.4.
    draft.wish(kind, path, entry.text("version") or entry.text("ref"), place)
    for name in ("repo", "vcs", "subpackages", "os", "arch"):
        for value in entry.texts(name):
            draft.wish(f"{kind} {name}", path, value, place)
