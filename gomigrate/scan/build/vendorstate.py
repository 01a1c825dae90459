"""The vendor folders beside what the locks say and what the build uses of them: one finding a kind, however many."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from gomigrate.model.codes import finding
from gomigrate.model.findings import Place
from gomigrate.model.go.modpath import prefixes
from gomigrate.model.legacy.inventory import Origin
from gomigrate.model.legacy.pins import Scope
from gomigrate.model.trees.tree import Kind
from gomigrate.scan.build.aside import used_aside
from gomigrate.scan.listing import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence, Sized

    from gomigrate.model.findings import Finding
    from gomigrate.model.legacy.inventory import Inventory, VendorRoot
    from gomigrate.model.legacy.pins import Pin

VENDORING = {"dep", "glide", "go mod vendor", "godep", "govend", "govendor", "gb", "gvt", "trash", "vndr"}
"""Tools whose lock describes a vendor folder; the others lay dependencies out in GOPATH."""

TOOLS = {"workspace": "godep", "gb": "gb", "gom": "gom"}


def vendor_findings(inventory: Inventory) -> Iterator[Finding]:
    """The findings about the vendor folders, or that there are none."""
    own = [root for root in inventory.vendor_roots if not _is_in_dependency(root)]
    pins = {pin.path: pin for lock in reversed(inventory.locks) for pin in reversed(lock.pins)}
    yield from _layout(inventory)
    if not own:
        yield from _without_folder(inventory)
        return
    if not pins:
        yield finding("GM023", place=Place(own[0].dir), folders=tuple(root.dir for root in own))
    else:
        yield from _against_locks(inventory, own, pins)
    yield from _unused(inventory, own)


def _without_folder(inventory: Inventory) -> Iterator[Finding]:
    """That there is none; or that a link stands for it, and a commit does not tell what lies there."""
    kind = next((entry.kind for entry in listed(inventory.committed, "") if entry.name == "vendor"), None)
    lock = next((lock for lock in inventory.locks if lock.pins and lock.tool in VENDORING), None)
    if kind is Kind.BROKEN_LINK:
        yield finding("GM045", place=Place("vendor"), target=inventory.committed.link("vendor"))
    elif kind is None and lock is not None:
        yield finding("GM022", place=Place(lock.file), tool=lock.tool)


def _is_in_dependency(root: VendorRoot) -> bool:
    return root.kind == "vendor" and root.dir.split("/").count("vendor") > 1


def _layout(inventory: Inventory) -> Iterator[Finding]:
    nested = [root for root in inventory.vendor_roots if root.kind == "vendor" and root.dir != "vendor"]
    if nested:
        yield finding(
            "GM024",
            place=Place(nested[0].dir),
            folders=len(nested),
            packages=sum(len(root.packages) for root in nested),
            evidence=tuple(f"{root.dir} ({len(root.packages)})" for root in nested),
        )
    for root in inventory.vendor_roots:
        if root.kind in TOOLS:
            yield finding("GM025", place=Place(root.dir), packages=len(root.packages), tool=TOOLS[root.kind])


def _against_locks(inventory: Inventory, own: Sequence[VendorRoot], pins: dict[str, Pin]) -> Iterator[Finding]:
    vendored = {path: root.dir for root in own for path in root.packages}
    unlocked = sorted(path for path in vendored if not any(above in pins for above in prefixes(path)))
    if unlocked:
        yield finding(
            "GM028",
            place=Place(vendored[unlocked[0]]),
            packages=len(unlocked),
            vendored=len(vendored),
            evidence=tuple(unlocked),
        )
    held = _with_parents((*vendored, *_nested(inventory, own)))
    absent = [pin for path, pin in sorted(pins.items()) if path not in held]
    elsewhere = {u.import_path for u in inventory.used if u.origin is Origin.GOPATH}
    wanted = _with_parents(elsewhere | {m.import_path for m in inventory.missing})
    imported = [pin for pin in absent if pin.path in wanted]
    if imported:
        yield _of_pins("GM029", imported, pins)
    # A tool's pin, or one for tests, need not leave a package in the vendor folder.
    idle = [pin for pin in absent if pin.path not in wanted and pin.scope is Scope.BUILD]
    if idle:
        yield _of_pins("GM030", idle, pins)


def _nested(inventory: Inventory, own: Sequence[VendorRoot]) -> Iterator[str]:
    """The packages in vendor folders of dependencies, by their way below the project's own: gvt writes that down."""
    for root in inventory.vendor_roots:
        above = next((o.dir for o in own if root.dir.startswith(f"{o.dir}/")), "")
        if above:
            yield from (posixpath.join(root.dir[len(above) + 1 :], path) for path in root.packages)


def _unused(inventory: Inventory, own: Sequence[VendorRoot]) -> Iterator[Finding]:
    required = {path for lock in inventory.locks for path in lock.required}
    used = {u.dir for u in inventory.used if u.tree is inventory.tree}
    total = sum(len(root.packages) for root in own)
    idle = [
        (folder, path)
        for root in own
        for path in root.packages
        if (folder := posixpath.join(root.dir, path)) not in used and path not in required
    ]
    aside = used_aside(inventory) if idle else ()
    idle = [(folder, path) for folder, path in idle if folder not in aside]
    if idle:
        place = Place(own[0].dir)
        yield finding(
            "GM031", place=place, packages=len(idle), vendored=total, evidence=tuple(sorted(path for _, path in idle))
        )


def _with_parents(paths: Iterable[str]) -> set[str]:
    return {above for path in paths for above in prefixes(path)}


def _of_pins(code: str, found: Sequence[Pin], pins: Sized) -> Finding:
    seen = tuple(f"{pin.path} ({pin.place})" for pin in found)
    return finding(code, place=found[0].place, pins=len(found), of=len(pins), evidence=seen)
