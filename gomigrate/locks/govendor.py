"""govendor: vendor/vendor.json (https://github.com/kardianos/vendor-spec)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gomigrate.locks.draft import LockDraft
from gomigrate.locks.node import read_json
from gomigrate.locks.table import open_table
from gomigrate.model.legacy.pins import Pin
from gomigrate.model.names import release_hint

if TYPE_CHECKING:
    from gomigrate.locks.table import Table
    from gomigrate.model.legacy.pins import Lock

LOCK = "vendor/vendor.json"


def read_vendor_json(data: bytes, file: str = LOCK) -> Lock:
    """What vendor.json says. Each package has a revision of its own, so each is a pin."""
    draft = LockDraft("govendor", file)
    top = open_table(data, read_json, draft)
    for entry in top.tables("package"):
        draft.add(_pin(entry))
    for word in top.text("ignore").split():
        # A word with a slash is an import path prefix, any other a build tag.
        if "/" in word:
            draft.ignored.extend(draft.paths((word.rstrip("/"),), top.place_of("ignore"), "ignored"))
        else:
            draft.extras.append(("ignore", word))
    for name in ("comment", "heading", "tool"):
        draft.extras.append((name, top.text(name)))
    project = top.text("rootPath")
    _report_nested_origins(draft)
    return draft.lock(project=project)


def _pin(entry: Table) -> Pin:
    exact, wanted = entry.text("versionExact"), entry.text("version")
    return Pin(
        # canonical and local are what path was before the specification of November 2015.
        path=entry.text("path") or entry.text("canonical"),
        revision=entry.text("revision"),
        place=entry.place_of("path"),
        version=release_hint(exact),
        source=entry.text("origin"),
        time=entry.time("revisionTime"),
        packages=() if entry.is_set("tree") else (".",),
        extras=(
            ("version", wanted),
            ("versionExact", exact),
            ("checksumSHA1", entry.text("checksumSHA1")),
            ("local", entry.text("local")),
            ("comment", entry.text("comment")),
            ("notests", entry.text("notests")),
        ),
    )


def _report_nested_origins(draft: LockDraft) -> None:
    """One note for each project out of whose vendor tree packages were taken."""
    owners: dict[str, list[Pin]] = {}
    for pin in draft.pins():
        owner, mark, _ = pin.source.partition("/vendor/")
        if mark:
            owners.setdefault(owner, []).append(pin)
    for owner, pins in owners.items():
        evidence = tuple(f"{pin.place}: {pin.path} <- {pin.source}" for pin in pins)
        draft.report("GM107", pins[0].place, evidence, owner=owner, packages=len(pins))
