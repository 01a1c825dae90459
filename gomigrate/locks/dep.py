"""dep: Gopkg.lock and Gopkg.toml (https://golang.github.io/dep/docs/Gopkg.lock.html, .../Gopkg.toml.html)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_toml
from gomigrate.locks.table import Table, open_table
from gomigrate.model.legacy.pins import Pin, Scope

if TYPE_CHECKING:
    from gomigrate.model.legacy.pins import Lock

LOCK, MANIFEST = "Gopkg.lock", "Gopkg.toml"


def read_gopkg(lock: bytes | None, manifest: bytes | None) -> Lock:
    """What dep's two files say; None stands for a file that is not there, and one of them must be."""
    draft = LockDraft("dep", MANIFEST if lock is None else LOCK)
    if lock is not None:
        _read_lock(lock, draft)
    if manifest is not None:
        _read_manifest(manifest, draft)
    if lock is None:
        draft.report("GM105", draft.place(0), lock=LOCK)
    required = set(draft.required)
    draft.change_pins(lambda pin: replace(pin, scope=Scope.TOOL) if _is_tool(pin, required) else pin)
    return draft.lock(manifest="" if manifest is None else MANIFEST)


def _read_lock(data: bytes, draft: LockDraft) -> None:
    top = open_table(data, read_toml, draft)
    for entry in top.tables("projects"):
        draft.add(
            Pin(
                path=entry.text("name"),
                revision=entry.text("revision"),
                place=entry.place,
                version=entry.text("version"),
                branch=entry.text("branch"),
                source=entry.text("source"),
                packages=entry.texts("packages"),
                extras=(("digest", entry.text("digest")), ("pruneopts", entry.text("pruneopts"))),
            )
        )
    # Before 0.4 the digest of the inputs stood at the top, under the name of memo before 0.2.
    for name in ("memo", "inputs-digest"):
        draft.extras.append((name, top.text(name)))
    solved = top.table("solve-meta")
    if solved:
        for name in ("analyzer-name", "analyzer-version", "inputs-digest", "solver-name", "solver-version"):
            draft.extras.append((name, solved.text(name)))
        draft.extras.extend(("input-imports", path) for path in solved.texts("input-imports"))


def _read_manifest(data: bytes, draft: LockDraft) -> None:
    top = open_table(data, read_toml, draft, MANIFEST)
    draft.required.extend(draft.paths(top.texts("required"), top.place_of("required"), "required"))
    draft.ignored.extend(draft.paths(top.texts("ignored"), top.place_of("ignored"), "ignored"))
    for path in top.texts("noverify"):
        draft.wish("noverify", path, "", top.place_of("noverify"))
    # Before 0.3 constraints were called dependencies, and overrides stood in the plural.
    for name, kind in (
        ("constraint", "constraint"),
        ("dependencies", "constraint"),
        ("override", "override"),
        ("overrides", "override"),
    ):
        for entry in top.tables(name):
            _read_constraint(entry, kind, draft)
    _read_prune(top, draft)
    top.node("metadata")  # is for other programs; dep reads past it


def _read_constraint(entry: Table, kind: str, draft: LockDraft) -> None:
    path = entry.text("name")
    entry.node("metadata")
    for name in ("version", "branch", "revision", "source"):
        value = entry.text(name)
        if value:
            draft.wish(kind if name != "source" else f"{kind} source", path, _worded(name, value), entry.place)


def _worded(name: str, value: str) -> str:
    return value if name in {"version", "source"} else f"{name} {value}"


def _read_prune(top: Table, draft: LockDraft) -> None:
    prune = top.table("prune")
    if prune is None:
        return
    for table in (prune, *prune.tables("project")):
        path = table.text("name")
        for name in ("unused-packages", "non-go", "go-tests"):
            if table.node(name):
                draft.wish("prune", path, name if table.is_set(name) else f"no {name}", table.place)


def _is_tool(pin: Pin, required: set[str]) -> bool:
    """Whether nothing but `required` put the pin into the lock, as far as the packages tell."""
    paths = {pin.path if package == "." else f"{pin.path}/{package}" for package in pin.packages}
    return bool(paths) and paths <= required
